package handoff

import (
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
)

// TestAnotherUserOfTheComputerCannotFinishASignInAttack: another user reads the sign-in's address off the browser's
// command line, signs in there as themselves, and brings the answer, so that what the person does next is done in
// the other's account.
func TestAnotherUserOfTheComputerCannotFinishASignInAttack(t *testing.T) {
	s := beginSignInOf(t, func(r *http.Request) bool { return r.Header.Get("Sec-Fetch-Site") != "" })
	send(t, http.MethodGet, s.RedirectURI()+rightQuery, nil).want(t, othersSignIn)
	if s.asked.Load() != 0 {
		t.Error("the answer was looked at")
	}
	s.Succeed()
	(<-bring(t, s.RedirectURI()+rightQuery)).want(t, signedIn)
}

// beginSignInOf begins a sign-in of whomever peer says a request is from.
func beginSignInOf(t *testing.T, peer func(*http.Request) bool) *signIn {
	t.Helper()
	socket, err := bindLoopback(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	redirect := anyPort
	redirect.Port = socket.Addr().(*net.TCPAddr).Port
	s := newSignIn()
	s.Callback = newCallback(redirect, s.accept, slog.New(slog.DiscardHandler))
	s.peer = peer
	s.start(socket)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestCallbackIsNotReplayedAttack brings the same answer again, and another one, after the first was taken.
func TestCallbackIsNotReplayedAttack(t *testing.T) {
	s := beginSignIn(t)
	s.Succeed()
	(<-bring(t, s.RedirectURI()+rightQuery)).want(t, signedIn)
	for _, query := range []string{rightQuery, "?state=s3cret&code=another", "?state=s3cret&error=access_denied"} {
		(<-bring(t, s.RedirectURI()+query)).want(t, alreadyUsed)
	}
	if n := len(s.taken); n != 1 || s.asked.Load() != 1 {
		t.Errorf("%d answers were taken, %d looked at", n, s.asked.Load())
	}
}

// TestForeignPageIsToldNothingByTheListenerAttack asks as a web page can: nothing in an answer lets it read or embed
// what it gets, whatever it says of itself, nor does its script finish a sign-in, though it knew the answer.
func TestForeignPageIsToldNothingByTheListenerAttack(t *testing.T) {
	s := beginSignIn(t)
	for name, header := range map[string]http.Header{
		"fetch":      {"Origin": {"https://evil.example"}, "Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"cors"}, "Sec-Fetch-Dest": {"empty"}},
		"preflight":  {"Origin": {"https://evil.example"}, "Access-Control-Request-Method": {"GET"}, "Access-Control-Request-Private-Network": {"true"}},
		"navigation": {"Sec-Fetch-Site": {"cross-site"}, "Sec-Fetch-Mode": {"navigate"}, "Sec-Fetch-Dest": {"document"}},
	} {
		paths := []string{"", "?state=guess", "/../callback?state=guess", "x"}
		if name != "navigation" { // a browser that goes there with the right answer is the person's
			paths = append(paths, rightQuery)
		}
		for _, path := range paths {
			got := send(t, http.MethodGet, s.RedirectURI()+path, func(r *http.Request) { r.Header = header.Clone() })
			for field := range got.header {
				if strings.HasPrefix(field, "Access-Control-") || field == "Set-Cookie" {
					t.Errorf("%s of %q: the answer has %s", name, path, field)
				}
			}
			if csp := got.header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") {
				t.Errorf("%s of %q: the answer can be framed: %s", name, path, csp)
			}
		}
	}
	if len(s.taken) != 0 {
		t.Error("an answer was taken")
	}
}
