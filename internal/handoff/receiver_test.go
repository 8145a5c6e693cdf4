package handoff

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"testing"

	"workos-widgets/internal/config"
)

var (
	linkRedirect = config.Redirect{Scheme: config.Scheme(), Host: "callback"}
	errElsewhere = errors.New("the scheme leads elsewhere")
)

const rightLink = "workos-widgets://callback" + rightQuery

func leadsHere(context.Context) error      { return nil }
func leadsElsewhere(context.Context) error { return errElsewhere }

// linkSignIn is a sign-in that waits for a deep link. What was logged meanwhile is looked through at its end.
type linkSignIn struct {
	*signIn
	*Receiver
}

func newLinkReceiver(t *testing.T) *Receiver {
	t.Helper()
	var log bytes.Buffer
	t.Cleanup(func() {
		if strings.Contains(log.String(), "s3cret") || strings.Contains(log.String(), "c0de") || strings.Contains(log.String(), "://") {
			t.Errorf("the link is in the log:\n%s", &log)
		}
	})
	return NewReceiver(config.Config{Redirect: linkRedirect}, leadsHere, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

func beginLinkSignIn(t *testing.T) linkSignIn {
	t.Helper()
	s := linkSignIn{newSignIn(), newLinkReceiver(t)}
	c, err := s.Listen(t.Context(), s.accept)
	if err != nil {
		t.Fatal(err)
	}
	s.Callback = c
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s linkSignIn) wantArrival(t *testing.T, link string, want Arrival) {
	t.Helper()
	if got := s.Arrive(link); got != want {
		t.Errorf("%q arrived as %s, want %s", link, got, want)
	}
}

func TestADeepLinkBringsTheAnswer(t *testing.T) {
	for name, link := range map[string]string{
		"as WorkOS sends it":          rightLink,
		"with a slash":                "workos-widgets://callback/" + rightQuery,
		"in capitals":                 "WORKOS-WIDGETS://CALLBACK" + rightQuery,
		"with a fragment":             rightLink + "#",
		"with more than is looked at": rightLink + "&iss=https%3A%2F%2Fapi.workos.com",
	} {
		t.Run(name, func(t *testing.T) {
			s := beginLinkSignIn(t)
			if got := s.RedirectURI(); got != "workos-widgets://callback" {
				t.Errorf("the redirect URI is %q", got)
			}
			s.wantArrival(t, link, Answer)
			if code := <-s.taken; code != "c0de" {
				t.Errorf("the code is %q", code)
			}
			s.Succeed()
		})
	}
}

func TestADeepLinkWithARefusalIsAnAnswer(t *testing.T) {
	for _, query := range []string{"?state=s3cret&error=access_denied", "?state=s3cret", "?state=s3cret&code="} {
		s := beginLinkSignIn(t)
		s.wantArrival(t, "workos-widgets://callback"+query, Answer)
		s.wantArrival(t, rightLink, Answer) // the sign-in goes on
		<-s.taken
	}
}

func TestADeepLinkWithoutAnAnswerWantsASignIn(t *testing.T) {
	s := beginLinkSignIn(t)
	for _, link := range []string{
		"workos-widgets://sign-in", "workos-widgets://sign-in/", "workos-widgets://sign-in?organization_id=org_01&code=foreign&state=s3cret",
		"workos-widgets://callback", "workos-widgets://callback/", "workos-widgets://callback?code=foreign", "workos-widgets://callback?state=&code=foreign",
	} {
		s.wantArrival(t, link, Wish)
	}
	if s.asked.Load() != 0 {
		t.Error("one was looked at as an answer")
	}
}

func TestASignInIsWishedForWhereTheBrowserComesBackToAPort(t *testing.T) {
	r := NewReceiver(config.Config{Redirect: anyPort}, leadsElsewhere, quiet())
	for link, want := range map[string]Arrival{"workos-widgets://sign-in": Wish, "workos-widgets://callback": Nothing, rightLink: Nothing} {
		if got := r.Arrive(link); got != want {
			t.Errorf("%s arrived as %s", link, got)
		}
	}
}

func TestADeepLinkThatNobodyWaitsForIsNothing(t *testing.T) {
	s := linkSignIn{newSignIn(), newLinkReceiver(t)}
	s.wantArrival(t, rightLink, Nothing)
	s = beginLinkSignIn(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s.wantArrival(t, rightLink, Nothing)
	if s.asked.Load() != 0 {
		t.Error("it was looked at")
	}
}

func TestTheEndOfOneSignInLeavesTheNextOneWaiting(t *testing.T) {
	first := beginLinkSignIn(t)
	next := newSignIn()
	c, err := first.Listen(t.Context(), next.accept)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	first.wantArrival(t, rightLink, Answer)
	<-next.taken
}

func TestWhereDeepLinksDoNotLeadHereAPortIsOpenedIfThereIsOne(t *testing.T) {
	r := NewReceiver(config.Config{Redirect: linkRedirect, Fallback: anyPort}, leadsElsewhere, quiet())
	s := newSignIn()
	c, err := r.Listen(t.Context(), s.accept)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if !strings.HasPrefix(c.RedirectURI(), "http://127.0.0.1:") {
		t.Errorf("the browser comes back to %s", c.RedirectURI())
	}
	if got := r.Arrive(rightLink); got != Nothing || s.asked.Load() != 0 {
		t.Errorf("a deep link arrived as %s", got)
	}
	c.Succeed()
	(<-bring(t, c.RedirectURI()+rightQuery)).want(t, signedIn)

	r = NewReceiver(config.Config{Redirect: linkRedirect}, leadsElsewhere, quiet())
	if _, err := r.Listen(t.Context(), s.accept); !errors.Is(err, errElsewhere) {
		t.Errorf("without a port: %v", err)
	}
	// And a port is none where deep links do lead here.
	r = NewReceiver(config.Config{Redirect: linkRedirect, Fallback: anyPort}, leadsHere, quiet())
	link, err := r.Listen(t.Context(), s.accept)
	if err != nil || link.RedirectURI() != linkRedirect.String() {
		t.Errorf("%v", err)
	}
	_ = link.Close()
}

func TestWhereNobodyCanBringADeepLinkNoneIsWaitedFor(t *testing.T) {
	errNoSocket := errors.New("no socket")
	r := NewReceiver(config.Config{Redirect: linkRedirect}, leadsHere, quiet())
	r.SetUnreachable(errNoSocket)
	_, err := r.Listen(t.Context(), newSignIn().accept)
	said, ok := errors.AsType[*LinkError](err)
	if !ok || !errors.Is(err, errNoSocket) || said.Message() == "" || !strings.Contains(said.Mend(), config.EnvRedirectURI) {
		t.Errorf("a sign-in without a port: %v", err)
	}
	if err := r.ProbeLink(t.Context()); !errors.Is(err, errNoSocket) {
		t.Errorf("the pre-flight: %v", err)
	}

	r = NewReceiver(config.Config{Redirect: linkRedirect, Fallback: anyPort}, leadsHere, quiet())
	r.SetUnreachable(errNoSocket)
	c, err := r.Listen(t.Context(), newSignIn().accept)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if !strings.HasPrefix(c.RedirectURI(), "http://127.0.0.1:") {
		t.Errorf("with a port, the browser comes back to %s", c.RedirectURI())
	}

	r = NewReceiver(config.Config{Redirect: anyPort}, leadsHere, quiet())
	r.SetUnreachable(errNoSocket)
	if err := r.ProbeLink(t.Context()); err != nil {
		t.Errorf("where no deep link is used: %v", err)
	}
}

func TestProbesSayWhichWayTheBrowserComesBack(t *testing.T) {
	taken, err := bindLoopback(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	busy := anyPort
	busy.Port = taken.Addr().(*net.TCPAddr).Port
	for name, tt := range map[string]struct {
		c          config.Config
		link, port bool
	}{
		"a port":                {config.Config{Redirect: busy}, true, false},
		"a link":                {config.Config{Redirect: linkRedirect}, false, true},
		"a link, else a port":   {config.Config{Redirect: linkRedirect, Fallback: busy}, false, false},
		"a link, else any port": {config.Config{Redirect: linkRedirect, Fallback: anyPort}, false, true},
	} {
		r := NewReceiver(tt.c, leadsElsewhere, quiet())
		if link, port := r.ProbeLink(t.Context()), r.ProbePort(t.Context()); (link == nil) != tt.link || (port == nil) != tt.port {
			t.Errorf("%s: link %v, port %v", name, link, port)
		}
	}
}

func TestAnArgumentIsALinkByItsSchemeAlone(t *testing.T) {
	for argument, want := range map[string]bool{
		"workos-widgets://callback": true, "WORKOS-WIDGETS:x": true, "workos-widgets:": true,
		"workos-widgets": false, "workos-widgetsx://": false, "http://127.0.0.1/": false, "--check": false, "": false, "workos": false,
	} {
		if IsLink(argument) != want {
			t.Errorf("%q: %v", argument, !want)
		}
	}
}

func TestPasteTakesADeepLink(t *testing.T) {
	for pasted, want := range map[string]PasteReason{
		rightLink: 0,
		" \"" + rightLink[:40] + "\n" + rightLink[40:] + "\"": 0,
		"workos-widgets://callback":                           Incomplete,
		"workos-widgets://callback?state=s3cret&code=%z":      Incomplete,
		"workos-widgets://callback?state=other&code=c0de":     OtherSignIn,
		"workos-widgets://callback?code=c0de":                 OtherSignIn,
		"workos-widgets://elsewhere" + rightQuery:             OtherAddress,
		"http://127.0.0.1:4000/callback" + rightQuery:         OtherAddress,
		"https://api.workos.com/user_management/authorize":    OtherAddress,
		"callback" + rightQuery:                               NoAddress,
		rightLink + strings.Repeat("x", maxQuery):             OtherAddress,
		"workos-widgets://me@callback" + rightQuery:           OtherAddress,
	} {
		s := pasteInto(linkRedirect)
		err := s.Paste(pasted)
		if want == 0 {
			if err != nil || <-s.taken != "c0de" {
				t.Errorf("%q: %v", pasted, err)
			}
			continue
		}
		wantPaste(t, err, want)
		var e *PasteError
		if errors.As(err, &e) && e.Begin != "workos-widgets://callback" {
			t.Errorf("the right one begins with %q", e.Begin)
		}
	}
}

func TestADeepLinkThatWasPastedIsNotTakenAgainFromTheDesktop(t *testing.T) {
	s := beginLinkSignIn(t)
	if err := s.Paste(rightLink); err != nil || <-s.taken != "c0de" {
		t.Fatalf("pasted: %v", err)
	}
	s.wantArrival(t, rightLink, Nothing)
	if err := s.Paste(rightLink); err == nil {
		t.Error("it was taken twice")
	}
}

func FuzzDeepLink(f *testing.F) {
	for _, seed := range []string{rightLink, "workos-widgets://callback?state=s3cret&error=access_denied", "workos-widgets://sign-in", "WORKOS-WIDGETS:\\\\callback?state=s3cret&code=1", "workos-widgets://callback:80?state=s3cret&code=1", "workos-widgets://callback/..?state=s3cret&code=1&state=x", "workos-widgets:callback?state=s3cret&code=1", "workos-widgets://[::1]?", "workos-widgets://callback?%zz", "workos-widgets://callback?state=s3cret&code=1#\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, link string) {
		s := newSignIn()
		r := NewReceiver(config.Config{Redirect: linkRedirect}, leadsHere, quiet())
		var given url.Values
		c, err := r.Listen(t.Context(), func(q url.Values) error { given = q; return s.accept(q) })
		if err != nil {
			t.Fatal(err)
		}
		switch r.Arrive(link) {
		case Answer:
			if given.Get("state") != "s3cret" || !strings.HasPrefix(strings.ToLower(link), "workos-widgets://callback") || len(link) > maxDeepLink {
				t.Errorf("%q was taken", link)
			}
		case Wish:
			if given != nil || !IsLink(link) {
				t.Errorf("%q was looked at, and is a wish", link)
			}
		}
		if len(s.taken) > 0 {
			if c.take(url.Values{}) == nil || !errors.Is(c.take(url.Values{"state": {"s3cret"}, "code": {"x"}}), errUsed) {
				t.Errorf("after %q another one is taken", link)
			}
		} else if err := c.Paste(rightLink); err != nil { // whatever it was, the sign-in goes on
			t.Errorf("after %q: %v", link, err)
		}
	})
}
