package apiproxy_test

import (
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

// mark stands in whatever WorkOS answers, and in no failure's words.
const mark = "\u00a7"

// FuzzWorkOSAnswer has WorkOS, or whoever stands in its place, answer anything: the page gets it as it is when it is JSON or
// nothing, of a status that an answer has and within the limit, and otherwise a failure in words with none of it.
func FuzzWorkOSAnswer(f *testing.F) {
	const limit = 8 << 20
	for _, seed := range []struct {
		status, length                                                    int
		contentType, retryAfter, encoding, date, otherHeader, other, body string
	}{
		{200, 0, "application/json; charset=utf-8", "", "", "", "Set-Cookie", "a=b", `{"ok":true}`},
		{200, 0, "text/html", "7", "", "", "Content-Type", "application/json", "<script>alert(1)</script>"},
		{422, 0, "application/problem+json", "-1", "identity", "", "Location", "/", "{}"},
		{200, 0, "+json", "", "", "", "Content-Security-Policy", "*", "{}"},
		{200, 0, "application/json, text/html", "", "", "", "", "", "{}"},
		{200, 0, `application/json; charset="`, "", "", "", "", "", "{}"},
		{200, 0, "APPLICATION/JSON", "", "BR", "", "Content-Encoding", "identity", "{}"},
		{200, 0, "application/json;a=b;a=c", "", "", "", "Content-Encoding", "br", "{}"},
		{200, limit, "application/json", "", "", "", "", "", `"`},
		{200, limit + 1, "application/json", "", "", "", "", "", `"`},
		{204, 0, "", "", "", "", "Refresh", "0", "not nothing"},
		{205, 0, "application/json", "", "", "", "", "", "{}"},
		{99, 0, "application/json", "", "", "", "", "", "{}"},
		{101, 0, "application/json", "", "", "", "Upgrade", "websocket", "{}"},
		{304, 0, "application/json", "", "", "", "Etag", "a", ""},
		{401, 0, "application/json", "", "", "Sat, 01 Jan 2000 00:00:00 GMT", "Www-Authenticate", "Bearer", `{"message":"Expired"}`},
		{403, 0, "application/json", "", "", "Fri, 31 Dec 9999 23:59:59 GMT", "Date", "", `{"message":"Expired"}`},
		{403, 0, "application/json", "", "", "Sat, 01 Jan 2000 00:00:00 GMT", "", "", `{"message":"No"}`},
		{403, 0, "text/html", "", "", "tomorrow", "", "", "<h1>Blocked</h1>"},
		{429, 0, "text/html", "3601", "", "", "Retry-After", "1", "<h1>Too many</h1>"},
		{429, 0, "", "99999999999999999999", "", "", "", "", ""},
		{500, 0, "", "-7", "", "", "", "", ""},
		{503, 0, "text/plain", "Fri, 31 Dec 9999 23:59:59 GMT", "", "", "", "", "no"},
		{503, 0, "text/plain", "-9223372036854775808", "", "", "", "", "no"},
		{99999, 0, "text/plain", "1.5", "", "", "", "", "no"},
	} {
		f.Add(seed.status, seed.length, seed.contentType, seed.retryAfter, seed.encoding, seed.date, seed.otherHeader, seed.other, seed.body)
	}
	f.Fuzz(func(t *testing.T, status, length int, contentType, retryAfter, encoding, date, otherHeader, other, body string) {
		if body != "" {
			body = mark + body
		}
		if length < len(body) || length > limit+1 {
			length = len(body)
		}
		h := http.Header{"Content-Type": {contentType}, "Retry-After": {retryAfter}, "Content-Encoding": {encoding}, "Date": {date}}
		h.Add(otherHeader, other)
		calls := 0
		r := newTripperRig(t, func(req *http.Request) (*http.Response, error) {
			calls++
			content := io.LimitReader(io.MultiReader(strings.NewReader(body), &zeros{begun: true}), int64(length))
			return &http.Response{StatusCode: status, Header: h.Clone(), Body: io.NopCloser(content), Request: req}, nil
		})
		token, err := r.session.AccessToken(t.Context(), "session_1", "org_acme", "")
		if err != nil {
			t.Fatal(err)
		}
		got := r.do(http.MethodGet, "/_widgets/UserProfile/me", "")

		checkPageHeaders(t, got)
		whole := length <= limit && plain(h)
		switch {
		case whole && passes(status, h, length):
			checkPassed(t, got, status, h, body, length)
		case whole && (status == http.StatusTooManyRequests || status/100 == 5):
			checkTrouble(r, got, status, h)
		default:
			r.fails(got, http.StatusBadGateway, "not_workos")
			if got.header.Get("Retry-After") != "" || strings.Contains(got.body, mark) {
				t.Errorf("somebody else's answer reached the page: %v %s", got.header, got.body)
			}
		}
		renewed := calls == 2 && r.session.Refreshes() == 1
		if !renewed && (calls != 1 || r.session.Refreshes() != 0) {
			t.Errorf("HTTP %d: %d requests, %d refreshes", status, calls, r.session.Refreshes())
		}
		if over, sure := isOver(t, token, status, h); sure && renewed != (over && whole) {
			t.Errorf("HTTP %d of %q renewed the token: %v", status, h.Get("Date"), renewed)
		}
	})
}

// plain reports whether an answer came unpacked, as it was asked for.
func plain(h http.Header) bool {
	e := h.Get("Content-Encoding")
	return e == "" || strings.EqualFold(e, "identity")
}

func passes(status int, h http.Header, length int) bool {
	if status < 200 || status/100 == 3 || status > 599 {
		return false
	}
	t, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	_, subtype, _ := strings.Cut(t, "/")
	return err == nil && (t == "application/json" || strings.HasSuffix(subtype, "+json")) || length == 0 && status < 500
}

// isOver reports whether an answer means that the token's time is up, and whether there are no two minds about it: the proxy
// allows for clocks that are not one.
func isOver(t *testing.T, token authkit.Secret, status int, h http.Header) (over, sure bool) {
	t.Helper()
	claims, err := authkit.ParseClaims(token)
	if err != nil {
		t.Fatal(err)
	}
	at, err := http.ParseTime(h.Get("Date"))
	if status != http.StatusForbidden || err != nil {
		return status == http.StatusUnauthorized, true
	}
	left := claims.ExpiresAt.Sub(at)
	return left <= 0, left <= 0 || left > 10*time.Second
}

func checkPageHeaders(t *testing.T, got reply) {
	t.Helper()
	for name, values := range got.header {
		if !slices.Contains([]string{"Content-Type", "Retry-After", "X-Request-Id", "Cache-Control", "X-Content-Type-Options", "Content-Length"}, name) || len(values) != 1 {
			t.Errorf("the page got %s: %q", name, values)
		}
	}
	if got.header.Get("Cache-Control") != "no-store" || got.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the page got %v", got.header)
	}
}

func checkPassed(t *testing.T, got reply, status int, h http.Header, body string, length int) {
	t.Helper()
	want := body + strings.Repeat("0", length-len(body))
	if status == http.StatusNoContent || status == http.StatusResetContent {
		want = ""
	}
	if got.status != status || got.body != want {
		t.Errorf("HTTP %d with %.100q became %d with %.100q", status, body, got.status, got.body)
	}
	for _, name := range []string{"Content-Type", "Retry-After", "X-Request-Id"} {
		if got.header.Get(name) != h.Get(name) {
			t.Errorf("%s %q became %q", name, h.Get(name), got.header.Get(name))
		}
	}
}

// checkTrouble checks the failure for what came without JSON from an edge of WorkOS's: a wait that was asked for, up to an hour,
// and nothing else of it.
func checkTrouble(r *rig, got reply, status int, h http.Header) {
	r.t.Helper()
	code, wait := "workos_trouble", ""
	if status == http.StatusTooManyRequests {
		code = "too_many_requests"
	}
	r.fails(got, status, code)
	if asked, err := strconv.Atoi(h.Get("Retry-After")); err == nil && asked > 0 {
		wait = strconv.Itoa(min(asked, 3600))
	}
	if got.header.Get("Retry-After") != wait || strings.Contains(got.body, mark) {
		r.t.Errorf("asked to wait for %q, the page got %v %s", h.Get("Retry-After"), got.header, got.body)
	}
}
