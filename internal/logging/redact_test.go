package logging

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

const (
	jwt     = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyXzAxIn0.c2lnbmF0dXJl-_x"
	standIn = "eyJhbGciOiJub25lIn0=.eyJzdWIiOiJ1c2VyXzAxIn0+/w==.eA=="
	key     = "sk_test_a2V5XzAxSFFR/+MHVzaA=="
	code    = "01E2RJ4C05B52KKZ8FSRDAP23J"
	refresh = "yAjhKk123NLIjdrBdGZPf8pLIDvK"
	session = "session_01E4ZCR3C56J083X43JQXF3JK5"
	short   = "s3cr3t-Q"
)

func TestRedactTakesSecretsOut(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"a JWT":                                 {"got " + jwt + " back", "got [redacted] back"},
		"a JWT right after letters":             {"x" + jwt, "x[redacted]"},
		"a stand-in in standard base64":         {"token " + standIn + "!", "token [redacted]!"},
		"an API key":                            {"using " + key, "using [redacted]"},
		"an API key after an underscore":        {"x_" + key, "x_[redacted]"},
		"an API key right after letters":        {"x" + key, "x[redacted]"},
		"a Bearer credential":                   {"Authorization: Bearer " + short, "Authorization: Bearer [redacted]"},
		"a Bearer credential in a URL's spaces": {"Bearer%20" + short, "Bearer%20[redacted]"},
		"a Basic credential":                    {"basic dXNlcjpwYXNz", "basic [redacted]"},
		"a scheme we do not know":               {"Authorization: Hawk id=" + short, "Authorization: Hawk id=" + short},
		"an authorization header as data":       {"authorization=Hawk id=" + short + ", x", "authorization=[redacted]"},
		"a cookie":                              {"Cookie: a=" + short + "; b=c\nnext", "Cookie: [redacted]\nnext"},
		"key=value":                             {"refresh_token=" + short + " next", "refresh_token=[redacted] next"},
		"key = value":                           {"client_secret = " + short, "client_secret = [redacted]"},
		"key: value":                            {"client_secret: " + short, "client_secret: [redacted]"},
		"a form":                                {"grant_type=x&code=" + short + "&code_verifier=" + short + "&y=z", "grant_type=x&code=[redacted]&code_verifier=[redacted]&y=z"},
		"JSON":                                  {`{"pending_authentication_token":"` + short + `","y":1}`, `{"pending_authentication_token":"[redacted]","y":1}`},
		"JSON with spaces":                      {`{"sid" : "` + short + `"}`, `{"sid" : "[redacted]"}`},
		"JSON with an escaped mark in it":       {`{"password":"a\"b` + short + `","y":1}`, `{"password":"[redacted]","y":1}`},
		"JSON in a string":                      {`"{\"access_token\":\"` + short + `\",\"y\":1}"`, `"{\"access_token\":\"[redacted]\",\"y\":1}"`},
		"JSON in a string in a string":          {`\"{\\\"access_token\\\":\\\"` + short + `\\\"}\"`, `\"{\\\"access_token\\\":\\\"[redacted]\\\"}\"`},
		"a list in JSON":                        {`{"state":["` + short + `","b"],"y":1}`, `{"state":[[redacted]],"y":1}`},
		"JSON's way to write &":                 {`code=` + short + `\u0026state=` + short, `code=[redacted]\u0026state=[redacted]`},
		"an encoded query":                      {"https%3A%2F%2Fx%3Fcode%3D" + short + "%26state%3D" + short, "https%3A%2F%2Fx%3Fcode%3D[redacted]"},
		"a Go struct":                           {"{AccessToken:" + short + " RefreshToken:" + short + " Expiry:0}", "{AccessToken:[redacted] RefreshToken:[redacted] Expiry:0}"},
		"a Go struct with a scheme":             {"{AccessToken:Bearer " + short + "}", "{AccessToken:Bearer [redacted]}"},
		"a Go map":                              {"map[code:[" + short + "] state:[" + short + "]]", "map[code:[[redacted]] state:[[redacted]]]"},
		"a header of ours":                      {"x-elevated-access-token: " + short, "x-elevated-access-token: [redacted]"},
		"a session ID":                          {"switching in " + session, "switching in session_[redacted]"},
		"a code without its name":               {"got " + code, "got [redacted]"},
		"a refresh token without its name":      {"got {" + refresh + " 3}", "got {[redacted] 3}"},
		"an e-mail address":                     {"hello <zoe.angstrom+x@acme.example>, hi", "hello <[redacted]>, hi"},
		"an e-mail address in quotes":           {"'o'brien@acme.example'", "'[redacted]'"},
		"an e-mail address of other letters":    {"von zoë@ångström.example.", "von [redacted]."},
		"an encoded e-mail address":             {"hint zoe%40acme.example", "hint [redacted]"},
		"a URL's query":                         {`Get "https://h.example/p?x=` + short + `&y": EOF`, `Get "https://h.example/p?[redacted]": EOF`},
		"a path's query":                        {"GET /callback?x=" + short, "GET /callback?[redacted]"},
		"a URL's fragment":                      {"https://h.example/p#x=" + short, "https://h.example/p#[redacted]"},
		"a URL's user and password":             {"https://me:" + short + "@h.example/", "https://[redacted]@h.example/"},
		"a URL's user at a bare host":           {"http://me:" + short + "@localhost:1/x", "http://[redacted]@localhost:1/x"},
		"after a line break that is escaped":    {`headers\n` + key, `headers\n[redacted]`},
		"two on a line":                         {key + " " + jwt, "[redacted] [redacted]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := Redact(tt.in)
			if got != tt.want {
				t.Errorf("Redact(%q)\n got %q\nwant %q", tt.in, got, tt.want)
			}
			if again := Redact(got); again != got {
				t.Errorf("a second time it becomes %q", again)
			}
		})
	}
}

func TestRedactLeavesTheRest(t *testing.T) {
	for _, s := range []string{
		"", "the window is shown", "level=INFO msg=started took=3ms",
		"authkit: widget token: refused: insufficient_permissions (HTTP 403), request 0b3e4c1a-9d55-4f6e-8a10-2f6b1c9e7d11",
		"authkit: the access token is not a JWT", "exit code: 1", "code=access_denied", "state=signed-in", "State:Restoring",
		"Bearer token missing", "basic checks passed", "token: null", `"refresh_token":null`, "refresh_token=", "token: (none)",
		"user_01E4ZCR3C56J083X43JQXF3JK5 in org_01EHZNVPK3SFK441A1RGBFSHRT of client_01HXYZ",
		"github.com/pkg/browser@v0.0.0-20240102092130-5ac0b6a4141c", "@workos-inc/widgets@1.18.0", "root@localhost",
		"what? nothing", "a/b? no", "task_id=3 disk_usage=4", "100% of it", `C:\Users\x`, "http://127.0.0.1:*/callback",
		"commit 5ac0b6a4141c5ac0b6a4141c5ac0b6a4141c5ac0", "[redacted]", "code=[redacted]&x", "#12", "dial tcp 127.0.0.1:41234: connect: connection refused",
		"internal/frontend/dispatcher/dispatcher.go:46", "/_widgets/members 200", "workos-widgets v1.2.3-dev",
	} {
		if got := Redact(s); got != s {
			t.Errorf("Redact(%q) = %q", s, got)
		}
	}
}

func TestRedactKnowsWhatIsMadeHere(t *testing.T) {
	for range 1000 {
		if s := oauth2.GenerateVerifier(); strings.Contains(Redact("it is "+s), s) {
			t.Fatalf("%q stays", s)
		}
	}
}

func TestRedactCostsNoMemoryWithoutASecret(t *testing.T) {
	s := "GET /_widgets/members 200 took=3ms widget=user-management state=signed-in code=403"
	if n := testing.AllocsPerRun(100, func() { Redact(s) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// What could be quadratic is not: a page may have megabytes logged.
func TestRedactIsLinear(t *testing.T) {
	for _, unit := range []string{"token: a ", "cookie: a ", "token=[", `token="`, `\`, "@a", "a@", "%25", "code:\\", "eyJ", "sk_", "a/?", "state=\"a\" ", "bearer ", "aA1", "_"} {
		s := strings.Repeat(unit, (1<<20)/len(unit))
		start := time.Now()
		Redact(s)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("a megabyte of %q takes %v", unit, took)
		}
	}
}

func FuzzRedact(f *testing.F) {
	for form := range forms {
		f.Add("before", "after", uint(form), uint(form))
	}
	f.Add("Bearer", "", uint(2), uint(0))
	f.Add(`token="`, `"`, uint(3), uint(1))
	f.Add("cookie=", "&", uint(4), uint(2))
	f.Add("[redacted]?", "\\", uint(0), uint(3))
	f.Fuzz(func(t *testing.T, before, after string, form, secret uint) {
		planted := forms[form%uint(len(forms))]
		s := planted.secrets[secret%uint(len(planted.secrets))]
		line := before + " " + planted.write(s) + " " + after
		got := Redact(line)
		if strings.Contains(before+after, s) {
			return
		}
		if strings.Contains(got, s) {
			t.Fatalf("%q survives in %q, which was %q", s, got, line)
		}
		if again := Redact(got); again != got {
			t.Fatalf("%q\nbecame %q\nand then %q", line, got, again)
		}
	})
}

var (
	opaque = []string{jwt, standIn, key, code, refresh, session}
	named  = []string{short, jwt, standIn, key, code, refresh, "Zm9vYmFyYmF6cXV4"}
	forms  = []struct {
		write   func(string) string
		secrets []string
	}{
		{func(s string) string { return s }, opaque},
		{func(s string) string { return "(" + s + ")" }, opaque},
		{func(s string) string { return "Authorization: Bearer " + s }, named},
		{func(s string) string { return "refresh_token=" + s }, named},
		{func(s string) string { return "code=" + s + "&state=" + s }, named},
		{func(s string) string { return url.Values{"code_verifier": {s}, "a": {"b"}}.Encode() }, []string{short, code, refresh}},
		{func(s string) string { return `{"access_token":"` + s + `"}` }, named},
		{func(s string) string { return `{\"pending_authentication_token\": \"` + s + `\"}` }, named},
		{func(s string) string { return "client_secret: " + s }, named},
		{func(s string) string { return "{ClientSecret:" + s + " X:1}" }, named},
		{func(s string) string { return "https://h.example/p?x=" + s }, named},
		{func(s string) string { return "http://127.0.0.1:1/#" + s }, named},
		{func(s string) string { return fmtHeader(s) }, named},
		{func(s string) string { return s }, []string{"zoe@acme.example", "max.okafor+work@mail.acme.example"}},
		{func(s string) string { return `"email":"` + s + `"` }, []string{"zoe@acme.example", "zoë@acme.example"}},
	}
)

func fmtHeader(s string) string {
	var b strings.Builder
	if err := (http.Header{"X-Elevated-Access-Token": {s}}).Write(&b); err != nil {
		panic(err)
	}
	return b.String()
}

func BenchmarkRedactNothing(b *testing.B) {
	s := "GET /_widgets/members answered 200 after 3ms for widget user-management in org_01EHZNVPK3SFK441A1RGBFSHRT"
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		Redact(s)
	}
}

func BenchmarkRedactTokens(b *testing.B) {
	s := `POST https://api.workos.com/user_management/authenticate?x=1 {"refresh_token":"` + refresh + `","access_token":"` + jwt + `"}`
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		Redact(s)
	}
}
