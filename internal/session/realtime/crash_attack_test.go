//go:build linux

package realtime

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
)

// crashes are the ways in which an application with a session that lives can crash on order. Two of them show a token, as
// the test's proof that it would be found.
var crashes = map[string]func(context.Context, *running){
	"crash with the session": func(_ context.Context, a *running) { panic(a.session) },
	"crash with what is signed in": func(_ context.Context, a *running) {
		identity, _ := a.session.Identity()
		panic(fmt.Errorf("%+v, %+v", identity, a.session.Snapshot()))
	},
	"crash with an error": func(ctx context.Context, a *running) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		panic(fmt.Errorf("refreshing: %w", a.session.Refresh(ctx)))
	},
	"crash with a token":           func(ctx context.Context, a *running) { panic(fmt.Errorf("asking with %v", a.token(ctx))) },
	"crash with a revealed token":  func(ctx context.Context, a *running) { panic("asking with " + a.token(ctx).Reveal()) },
	"crash with a revealed secret": func(_ context.Context, a *running) { panic("writing " + storedToken(a.with.Ring)) },
}

func (a *running) token(ctx context.Context) authkit.Secret {
	id, _ := a.session.Identity()
	token, err := a.session.AccessToken(ctx, id.Session, id.Organization, "")
	if err != nil {
		panic("there is no token")
	}
	return token
}

// storedToken is the refresh token that a file holds in place of a keychain; "" when there is none.
func storedToken(ring string) string {
	e, err := keychain.New(account, fileRing(ring)).Load(context.Background())
	if err != nil {
		return ""
	}
	return e.RefreshToken.Reveal()
}

// accessTokenBegins is how every JWT begins: with {"
const accessTokenBegins = "eyJ"

// TestCrashOfALiveSessionShowsNoTokenAttack crashes a signed-in application, and has the runtime print every goroutine of
// another in the middle of its refreshes. Neither token is in what is printed.
func TestCrashOfALiveSessionShowsNoTokenAttack(t *testing.T) {
	const dump = "a dump of its goroutines"
	for _, how := range append(slices.Collect(maps.Keys(crashes)), dump) {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			w := startWorkOS(t, time.Minute)
			with := applicationStart{API: w.address.String(), Ring: filepath.Join(shortDir(t), "ring"), SignIn: true, Busy: how == dump}
			a := &application{changed: make(chan struct{}, 1)}
			a.process = start(t, ourselves(t, applicationRole, with, "GOTRACEBACK=all"), lines(a.hear))
			if !a.awaitSession(t) {
				t.Fatalf("the sign-in fails: %+v", a.snapshot())
			}
			refresh := storedToken(with.Ring)
			if len(refresh) < 20 {
				t.Fatalf("no refresh token is stored (%q): the attack looks for nothing", refresh)
			}
			if how == dump {
				if err := syscall.Kill(a.cmd.Process.Pid, syscall.SIGQUIT); err != nil {
					t.Fatal(err)
				}
			} else {
				a.order(t, how)
			}
			select {
			case <-a.ended:
			case <-time.After(patience):
				t.Fatal("it does not crash")
			}
			printed := a.complaints.String()
			if a.err == nil || !strings.Contains(printed, "goroutine ") || !strings.Contains(printed, "session.(*Session).Run") {
				t.Fatalf("it did not crash with a session: %v, %s", a.err, printed)
			}
			// A busy application's token is another one by now.
			shown := strings.Contains(printed, refresh) || strings.Contains(printed, storedToken(with.Ring)) || strings.Contains(printed, accessTokenBegins)
			if meant := strings.Contains(how, "revealed"); shown != meant {
				t.Errorf("tokens are shown: %v, want %v, in: %s", shown, meant, printed)
			}
		})
	}
}
