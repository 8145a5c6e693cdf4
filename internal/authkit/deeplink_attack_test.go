package authkit_test

import (
	"net/url"
	"testing"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/sandbox"
)

// TestACodeIsWorthNothingWithoutItsVerifierAttack: another user of the computer reads a deep link off the command line of
// the process that the desktop starts with it, or another program has claimed the scheme, and is faster than the
// application. All that is in the link is theirs, and the address that the browser was opened with.
func TestACodeIsWorthNothingWithoutItsVerifierAttack(t *testing.T) {
	w := newWorld(t)
	// signIn goes as far as the link that the desktop brings.
	signIn := func() (attempt authkit.Attempt, opened, link url.Values) {
		t.Helper()
		attempt = authkit.NewAttempt()
		address, err := w.client.AuthorizationURL(attempt, authkit.AuthorizationRequest{RedirectURI: "workos-widgets://callback"})
		if err != nil {
			t.Fatal(err)
		}
		callback, err := w.SignIn(address, sandbox.Zoe, sandbox.Acme)
		if err != nil {
			t.Fatal(err)
		}
		return attempt, queryOf(t, address), queryOf(t, callback)
	}
	for name, verifier := range map[string]func(opened url.Values) authkit.Secret{
		"no verifier":               func(url.Values) authkit.Secret { return "" },
		"one of their own":          func(url.Values) authkit.Secret { return authkit.NewAttempt().Verifier },
		"the challenge as verifier": func(opened url.Values) authkit.Secret { return authkit.Secret(opened.Get("code_challenge")) },
	} {
		_, opened, link := signIn()
		thief := authkit.Attempt{State: link.Get("state"), Verifier: verifier(opened)}
		code, err := thief.Code(link)
		if err != nil {
			t.Fatal(err)
		}
		if grant, err := w.client.Exchange(t.Context(), code, thief); err == nil || grant.RefreshToken != "" || grant.AccessToken != "" {
			t.Errorf("%s: a session was given", name)
		}
	}
	attempt, _, link := signIn()
	code, err := attempt.Code(link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.client.Exchange(t.Context(), code, attempt); err != nil {
		t.Errorf("and the application itself: %v", err)
	}
}

func queryOf(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}
