package handoff

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/config"
)

func pasteInto(redirect config.Redirect) *signIn {
	s := newSignIn()
	s.Callback = newCallback(redirect, s.accept, quiet())
	return s
}

var pasteRedirect = config.Redirect{Host: "127.0.0.1", Port: 4000, Path: "/callback"}

func TestPasteTakesTheAddressAsPeopleCopyIt(t *testing.T) {
	const right = "http://127.0.0.1:4000/callback" + rightQuery
	for name, pasted := range map[string]string{
		"plain":              right,
		"with white space":   "\t " + right + " \r\n",
		"in quotes":          `"` + right + `"`,
		"in brackets":        "<" + right + ">",
		"wrapped":            right[:30] + "\n  " + right[30:],
		"without the scheme": strings.TrimPrefix(right, "http://"),
		"scheme in capitals": "HTTP" + strings.TrimPrefix(right, "http"),
		"with a fragment":    right + "#",
	} {
		t.Run(name, func(t *testing.T) {
			s := pasteInto(pasteRedirect)
			if err := s.Paste(pasted); err != nil {
				t.Fatal(err)
			}
			if code := <-s.taken; code != "c0de" {
				t.Errorf("the code is %q", code)
			}
		})
	}
}

func TestPasteSaysWhatIsWrong(t *testing.T) {
	for pasted, want := range map[string]PasteReason{
		"":             NoAddress,
		"   ":          NoAddress,
		"hello, world": NoAddress,
		"c0de":         NoAddress,
		"http://":      NoAddress,
		"https://api.workos.com/user_management/authorize?state=s3cret":               OtherAddress,
		"https://127.0.0.1:4000/callback" + rightQuery:                                OtherAddress,
		"http://127.0.0.1:4000/" + rightQuery:                                         OtherAddress,
		"http://evil.example:4000/callback" + rightQuery:                              OtherAddress,
		"http://me@127.0.0.1:4000/callback" + rightQuery:                              OtherAddress,
		"http://127.0.0.1:4001/callback" + rightQuery:                                 OtherSignIn,
		"http://127.0.0.1:4000/callback?state=other&code=c0de":                        OtherSignIn,
		"http://127.0.0.1:4000/callback?code=c0de":                                    OtherSignIn,
		"http://127.0.0.1:4000/callback":                                              Incomplete,
		"http://127.0.0.1:4000/callback?state=s3cret":                                 Incomplete,
		"http://127.0.0.1:4000/callback?state=s3cret&code=":                           Incomplete,
		"http://127.0.0.1:4000/callback?state=s3cret&code=%z":                         Incomplete,
		"http://127.0.0.1:4000/callback?state=s3cret&code=1&code=2":                   Incomplete,
		"http://127.0.0.1:4000/callback?state=s3cret&error=access_denied":             Cancelled,
		"http://127.0.0.1:4000/callback?state=s3cret&error=server_error":              Refused,
		"http://127.0.0.1:4000/callback" + rightQuery + strings.Repeat("x", maxQuery): OtherAddress,
	} {
		s := pasteInto(pasteRedirect)
		wantPaste(t, s.Paste(pasted), want)
		// The sign-in goes on.
		if err := s.Paste("http://127.0.0.1:4000/callback" + rightQuery); err != nil {
			t.Errorf("after %q: %v", pasted, err)
		}
	}
}

func wantPaste(t *testing.T, err error, want PasteReason) {
	t.Helper()
	var e *PasteError
	if !errors.As(err, &e) || e.Reason != want {
		t.Errorf("got %v, want reason %d", err, want)
		return
	}
	if e.Message() == "" || e.Mend() == "" || strings.Contains(e.Error()+e.Message()+e.Mend(), "s3cret") {
		t.Errorf("%q, %q, %q", e.Error(), e.Message(), e.Mend())
	}
}

func TestPasteAndBrowserShareOneAnswer(t *testing.T) {
	s := beginSignIn(t)
	page := bring(t, s.RedirectURI()+rightQuery)
	<-s.taken
	wantPaste(t, s.Paste(s.RedirectURI()+rightQuery), Used)
	s.Succeed()
	(<-page).want(t, signedIn)

	s = beginSignIn(t)
	if err := s.Paste(s.RedirectURI() + rightQuery); err != nil {
		t.Fatal(err)
	}
	(<-bring(t, s.RedirectURI()+rightQuery)).want(t, alreadyUsed)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantPaste(t, s.Paste(s.RedirectURI()+rightQuery), Over)
}

func TestPasteKeepsTheCauseForThoseWhoAsk(t *testing.T) {
	s := pasteInto(pasteRedirect)
	if err := s.Paste("http://127.0.0.1:4000/callback?state=other"); !errors.Is(err, authkit.ErrState) {
		t.Errorf("got %v", err)
	}
}

func FuzzPaste(f *testing.F) {
	for _, seed := range []string{"http://127.0.0.1:4000/callback" + rightQuery, "127.0.0.1:4000/callback?state=s3cret&code=1", "http://[::1]:4000/callback?", "http:///callback", "\"<>'", "://", "http://127.0.0.1:4000/callback?state=s3cret&error=%00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pasted string) {
		s := newSignIn()
		var given url.Values
		s.Callback = newCallback(pasteRedirect, func(q url.Values) error { given = q; return s.accept(q) }, quiet())
		err := s.Paste(pasted)
		if err == nil {
			if given.Get("state") != "s3cret" || !strings.Contains(strings.ToLower(strings.Join(strings.Fields(pasted), "")), "127.0.0.1:4000/callback?") {
				t.Errorf("%q was taken", pasted)
			}
			return
		}
		var e *PasteError
		if !errors.As(err, &e) || len(s.taken) > 0 {
			t.Errorf("%q was taken in spite of %v", pasted, err)
		}
	})
}
