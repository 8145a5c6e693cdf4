//go:build dev || sandbox

package embedded

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"workos-widgets/internal/authkit"
)

// settle lets the test's own connections go before goroutines are counted.
func settle(t *testing.T) {
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	goleak.VerifyNone(t)
}

func client(r *Running) *authkit.Client {
	return authkit.New(authkit.Options{ClientID: r.ClientID(), APIURL: r.APIURL()})
}

func TestStartServesUntilItIsClosed(t *testing.T) {
	defer settle(t)
	r, err := Start(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := client(r).Reachable(t.Context()); err != nil {
		t.Error(err)
	}
	if host := r.APIURL().Hostname(); host != "127.0.0.1" || r.APIURL().Scheme != "http" {
		t.Errorf("it is at %s", r.APIURL())
	}
	for range 2 {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if client(r).Reachable(t.Context()) == nil {
		t.Error("it is still there")
	}
}

func TestStartEndsWithItsContext(t *testing.T) {
	defer settle(t)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := Start(ctx, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	select {
	case <-r.ended:
	case <-time.After(10 * time.Second):
		t.Fatal("it is still served")
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Start(ctx, "", nil); err == nil {
		t.Error("it starts on a context that has ended")
	}
}

func TestSessionOutlivesARestartOnAnotherPort(t *testing.T) {
	defer settle(t)
	dir := filepath.Join(t.TempDir(), "state", "workos-widgets")
	r, err := Start(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := client(r)
	a := authkit.NewAttempt()
	address, err := c.AuthorizationURL(a, authkit.AuthorizationRequest{RedirectURI: "http://127.0.0.1:1/callback"})
	if err != nil {
		t.Fatal(err)
	}
	callback, err := r.sandbox.SignIn(address, "user_01HZDRJE00SANDBX0MAX0KAF0R", "")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	g, err := c.Exchange(t.Context(), authkit.Secret(u.Query().Get("code")), a)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info, err)
	}

	again, err := Start(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := client(again).Refresh(t.Context(), g.RefreshToken, ""); err != nil {
		t.Error(err)
	}
}
