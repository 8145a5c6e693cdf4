package diagnostics

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/config"
	"workos-widgets/internal/logging"
	"workos-widgets/internal/preflight"
	"workos-widgets/internal/session"
	"workos-widgets/internal/settings"
)

const (
	userID  = "user_01E4ZCR3C56J083X43JQXF3JK5"
	orgID   = "org_01EHZNVPK3SFK441A1RGBFSHRT"
	sid     = "session_01E4ZCR3C56J083X43JQXF3JK5"
	member  = "om_01E4ZCR5C56J083X43JQXF3JK5"
	client  = "client_01HXYZ0000000000000000TEST"
	jwt     = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyXzAxIn0.c2lnbmF0dXJl-_x"
	apiKey  = "sk_test_a2V5XzAxSFFSMHVzaA"
	refresh = "yAjhKk123NLIjdrBdGZPf8pLIDvK"
	email   = "zoe.angstrom@acme.example"
	home    = "/home/zangstrom"
	host    = "zoes-laptop"
)

// secrets are all that must not be in a report, in every spelling.
var secrets = []string{
	userID, orgID, sid, member, jwt, apiKey, refresh, email, home, host, "zangstrom", "Zoe", "Ångström", "01E4ZCR3C56J083X43JQXF3JK5",
	"192.168.7.33", "2001:db8:7::33", "ZOES-LAPTOP", "wpad.acme.internal", "Acme Rockets", "/var/homes/zangstrom", "support case 81",
	"%2Fhome%2Fzangstrom", "boss@acme.example", "user_x1", "org_Q", "session_abc9",
}

// everything is a text with all of it.
var everything = strings.Join(append(bare(),
	"see "+home+"/.config/x and file://"+home+"/y?z", "on "+host+".acme.internal", "dial tcp 192.168.7.33:51234->192.168.7.33:443: reset",
	"read tcp [2001:db8:7::33]:5: x", "lookup wpad.acme.internal on 192.168.7.33:53: no such host", "https://wpad.acme.internal/p",
	"token="+refresh, "Authorization: Bearer "+refresh, "x509: certificate is valid for wpad.acme.internal, not api.workos.com",
	"owner:zangstrom", "(Zoe)", "zoe ångström", "addr:192.168.7.33", "ip=192.168.7.33,"+userID, "a/"+orgID+"/b", "[31mred", "two\nlines",
), " | ")

// bare are the secrets that are known for what they are wherever they stand, which a stranger's host is not.
func bare() []string {
	return slices.DeleteFunc(slices.Clone(secrets), func(s string) bool { return s == "wpad.acme.internal" })
}

func planted() Facts {
	mistake := &config.Error{Variable: everything, Problem: everything, Mend: everything}
	person := &session.User{ID: userID, Email: email, FirstName: "Zoe", LastName: "Ångström", PictureURL: everything}
	trouble := session.Problem{Code: everything, Message: everything, Advice: everything, Details: everything, Since: 1}
	return Facts{
		Now: time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC), Product: "WorkOS Widgets", Version: "1.2.3", WebView: "WebKitGTK 2.48.3",
		System: System{
			Go: "go1.26.8 linux/amd64", Wails: "v2.15.0", OS: "Debian GNU/Linux 12", Kernel: "6.1.0",
			Desktop: everything, SessionType: everything, Language: everything,
			Homes: []string{home, "/var/homes/zangstrom"}, Users: []string{"zangstrom", "Zoe Ångström", "", "a", "root"}, Host: host,
		},
		Config: config.Config{
			ClientID: client, APIKey: apiKey, APIURL: &url.URL{Scheme: "https", Host: "api.workos.com"},
			Redirect: config.Redirect{Host: "127.0.0.1", Path: "/callback"}, LogLevel: slog.LevelInfo, CAFile: everything,
			Warnings: []*config.Error{mistake},
		},
		ConfigError: config.Errors{mistake},
		Checks:      []preflight.Check{{Name: everything, Message: everything, Mend: everything}, {Name: "Browser", OK: true, Message: everything}},
		Preferences: settings.Preferences{Theme: settings.Theme(everything), Zoom: 1.25, LogLevel: everything},
		AtLogin:     everything,
		Session: session.Snapshot{
			Status: session.SignedIn, Session: sid, User: person, Organization: orgID, Role: everything, Permissions: []string{everything},
			Impersonator: &session.Impersonator{Email: "boss@acme.example", Reason: "support case 81"}, SwitchingTo: orgID,
			SignIn: &session.SignIn{
				Step: session.ChoosingOrganization, Organization: orgID, User: person, Problem: &trouble,
				Organizations: []session.Organization{{ID: orgID, Name: "Acme Rockets"}},
			},
			Problems: []session.Problem{trouble},
		},
		Lines: []string{everything, `time=2026-11-24T08:00:00.000Z level=INFO msg="signed in" user=` + userID + ` organization=` + orgID, strings.Repeat(everything, 2)},
	}
}

func TestNothingThatWasPlantedIsInTheReport(t *testing.T) {
	got := Report(planted())
	for _, s := range secrets {
		if i := strings.Index(strings.ToLower(got), strings.ToLower(s)); i >= 0 {
			t.Errorf("%q is in …%s…", s, got[max(0, i-80):min(len(got), i+80)])
		}
	}
	for _, c := range got {
		if c < ' ' && c != '\n' {
			t.Fatalf("there is a control character: %q", c)
		}
	}
}

func TestTheReportSaysWhatHelpsAndIsAlwaysTheSame(t *testing.T) {
	f := planted()
	got := Report(f)
	at := 0
	for _, want := range []string{
		"WorkOS Widgets: diagnostics of 2026-11-24 08:00 UTC", "Versions", "1.2.3", "go1.26.8 linux/amd64", "v2.15.0", "WebKitGTK 2.48.3", "Debian GNU/Linux 12",
		"Configuration", client, "set", "https://api.workos.com", "http://127.0.0.1:*/callback", "INFO", "Pre-flight", "FAIL", "ok",
		"Preferences", "125 %", "Session", "signed-in", "choosing-organization", "[org 1]", "Log", `msg="signed in" user=[user 1] organization=[org 1]`,
	} {
		i := strings.Index(got[at:], want)
		if i < 0 {
			t.Fatalf("%q is missing after\n%s", want, got[:at])
		}
		at += i
	}
	for range 3 {
		if again := Report(f); again != got {
			t.Fatalf("a second report differs:\n%s", again)
		}
	}
}

func TestTheReportOfAnApplicationThatHasNothing(t *testing.T) {
	got := Report(Facts{Product: "WorkOS Widgets"})
	for _, want := range []string{"It was not run.", "It is empty.", "not known"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestTheReportIsBounded(t *testing.T) {
	f := Facts{Lines: make([]string, 300)}
	for i := range f.Lines {
		f.Lines[i] = fmt.Sprint("n=", i, strings.Repeat(" word", 150))
	}
	got := Report(f)
	if len(got) > maxLines*(maxLine+20)+2000 || strings.Contains(got, "n=99 ") || !strings.Contains(got, "n=100 ") || !strings.Contains(got, "(100 lines before these)") {
		t.Errorf("%d bytes: %s", len(got), got[:1500])
	}
}

func TestMaskLeavesTheRest(t *testing.T) {
	f := planted()
	f.System.Users, f.System.Host = append(f.System.Users, "user", "Error"), "localhost"
	m := newMask(f)
	for _, s := range []string{
		"time=2026-11-24T08:00:00.000Z level=INFO msg=\"the window is shown\" after=3ms", "user_management is shown", "org_id is missing", "session_type=x11",
		"dial tcp 127.0.0.1:41234: connect: connection refused", "listening on [::1]:80", "0.0.0.0:1", "lookup api.workos.com: no such host",
		"see https://dashboard.workos.com.", "the dashboard (https://dashboard.workos.com); it", "https://api.workos.com/user_management/authenticate", client + " is unknown", "http://localhost:5173/x",
		"11:15:37", "a: b", "v2.15.0", "user=root error=EOF", "main.App.SignIn", "internal/x.go:46", "what it will do", "dead:beef",
	} {
		if got := m.text(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestNamesAreMaskedWhereTheyStandByThemselves(t *testing.T) {
	m := newMask(Facts{System: System{Homes: []string{"/home/al", `C:\Users\Al Ice`, "/"}, Users: []string{"al"}, Host: "host"}})
	for in, want := range map[string]string{
		"/home/al/x":                  "~/x",
		"x=/home/al":                  "x=~",
		"/home/alfred":                "/home/alfred",
		`C:\Users\Al Ice\x`:           `~\x`,
		`path="C:\\Users\\Al Ice\\x"`: `path="~\\x"`,
		"c:/users/al ice/x":           "~/x",
		"file:///C:/Users/Al%20Ice/x": "file:///~/x",
		"al and Al, al":               "[user] and [user], [user]",
		"also, pal, natal":            "also, pal, natal",
		"al al al":                    "[user] [user] [user]",
		"on host.":                    "on [host].",
		"/":                           "/",
	} {
		if got := m.text(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestThisSystemIsFoundOut(t *testing.T) {
	s := ThisSystem()
	name, err := os.Hostname()
	if err != nil || s.Host != name || s.OS == "" || !strings.HasPrefix(s.Go, "go") || len(s.Homes) == 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

// The log's own lines, as they come.
func TestALogInMemoryBecomesAReport(t *testing.T) {
	l := logging.Open(logging.Options{})
	l.Info("refreshed", "user", userID, "key", authkit.Secret(apiKey), "error", errors.New("open "+home+"/x: permission denied"))
	got := Report(Facts{System: System{Homes: []string{home}}, Lines: l.Recent()})
	if !strings.Contains(got, `msg=refreshed user=[user 1] key=[redacted] error="open ~/x: permission denied"`) {
		t.Errorf("the report is\n%s", got)
	}
}
