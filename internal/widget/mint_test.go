package widget_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/session"
	"workos-widgets/internal/widget"
	"workos-widgets/internal/widget/widgettest"
)

// mint is the WorkOS endpoint for widget tokens, as it looks through authkit.
type mint struct {
	takes time.Duration
	err   error

	mu     sync.Mutex
	asked  []string
	active int
	peak   int
}

func (m *mint) HasKey() bool { return true }

func (m *mint) WidgetToken(ctx context.Context, user, organization string, scopes []string) (authkit.Secret, error) {
	m.mu.Lock()
	m.asked = append(m.asked, fmt.Sprintf("%s %s %s", user, organization, strings.Join(scopes, ",")))
	m.active++
	m.peak = max(m.peak, m.active)
	token := authkit.Secret(fmt.Sprint("minted ", len(m.asked)))
	m.mu.Unlock()
	defer func() { m.mu.Lock(); m.active--; m.mu.Unlock() }()
	select {
	case <-time.After(m.takes):
		return token, m.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// lease gets a lease the way a request does.
func lease(tokens *widget.Tokens, ctx context.Context, id string) (widget.Lease, error) {
	s, err := tokens.StandIn(id)
	if err != nil {
		return widget.Lease{}, err
	}
	return tokens.Lease(ctx, s, id)
}

func TestWidgetTokenIsAskedForWithTheScopesOfItsWidget(t *testing.T) {
	all := func(organization string) *session.Identity {
		id := zoe(organization)
		id.User, id.Permissions = "user_1", nil
		for _, w := range widget.Catalogue() {
			id.Permissions = append(id.Permissions, w.Permissions...)
		}
		return id
	}
	self := all("org_1")
	self.Permissions = []string{"widgets:user-api-keys:manage-self"}
	none := all("org_1")
	none.Permissions = nil
	for _, test := range []struct {
		name, widget string
		id           *session.Identity
		want         []string
	}{
		{"one permission", "user-management", all("org_1"), []string{"user_1 org_1 widgets:users-table:manage"}},
		{"open to everybody", "user-profile", all("org_1"), []string{"user_1 org_1 "}},
		{"both of two", "user-api-keys", all("org_1"), []string{"user_1 org_1 widgets:user-api-keys:manage-self,widgets:user-api-keys:manage-all"}},
		{"only the one of two that is held", "user-api-keys", self, []string{"user_1 org_1 widgets:user-api-keys:manage-self"}},
		{"neither of two", "user-api-keys", none, []string{"user_1 org_1 widgets:user-api-keys:manage-self"}},
		{"the session's own widget takes the access token", "user-sessions", all("org_1"), nil},
		{"without an organization the access token serves", "user-profile", all(""), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := &mint{}
			s := widgettest.NewSession(test.id)
			l, err := lease(widget.NewTokens(s, m, time.Now), t.Context(), test.widget)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(m.asked, test.want) {
				t.Errorf("asked for %q, want %q", m.asked, test.want)
			}
			if minted := strings.HasPrefix(l.Token().Reveal(), "minted"); minted != (test.want != nil) {
				t.Errorf("a minted token: %v", minted)
			}
		})
	}
}

func TestWidgetTokenIsKeptUntilShortlyBeforeItsHourIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{}
		tokens := widget.NewTokens(widgettest.NewSession(zoe("org_acme")), m, time.Now)
		begun := time.Now()
		for range 59 {
			if _, err := lease(tokens, t.Context(), "pipes"); err != nil {
				t.Fatal(err)
			}
			if time.Since(begun) < 58*time.Minute && len(m.asked) != 1 {
				t.Fatalf("%d tokens within %v", len(m.asked), time.Since(begun))
			}
			time.Sleep(time.Minute)
		}
		if len(m.asked) != 2 {
			t.Errorf("%d tokens within an hour, want 2: one for it, one in time for the next", len(m.asked))
		}
	})
}

func TestWidgetTokenOfAnOrganizationIsKeptForTheWayBack(t *testing.T) {
	m := &mint{}
	s := widgettest.NewSession(zoe("org_acme"))
	tokens := widget.NewTokens(s, m, time.Now)
	use := func(id *session.Identity) int {
		t.Helper()
		s.Become(id)
		before := len(m.asked)
		if _, err := lease(tokens, t.Context(), "user-management"); err != nil {
			t.Fatal(err)
		}
		return len(m.asked) - before
	}
	demoted := zoe("org_acme")
	demoted.Role = "member"
	anew := zoe("org_acme")
	anew.Session = "session_2"
	for _, step := range []struct {
		name string
		id   *session.Identity
		want int
	}{
		{"first", zoe("org_acme"), 1}, {"another organization", zoe("org_globex"), 1}, {"the way back", zoe("org_acme"), 0},
		{"another role", demoted, 1}, {"a new sign-in", anew, 1}, {"the earlier session", zoe("org_acme"), 1},
	} {
		if got := use(step.id); got != step.want {
			t.Errorf("%s: %d tokens asked for, want %d", step.name, got, step.want)
		}
	}
}

func TestWidgetTokenIsAskedForOnceByManyAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{takes: time.Second}
		tokens := widget.NewTokens(widgettest.NewSession(zoe("org_acme")), m, time.Now)
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if _, err := lease(tokens, t.Context(), "pipes"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(m.asked) != 1 {
			t.Errorf("%d requests", len(m.asked))
		}
	})
}

func TestWidgetTokenRequestOutlivesWhoBeganItButNotEverybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{takes: 3 * time.Second}
		tokens := widget.NewTokens(widgettest.NewSession(zoe("org_acme")), m, time.Now)
		first, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := lease(tokens, first, "pipes"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the impatient one: %v", err)
			}
		})
		synctest.Wait()
		wg.Go(func() {
			if _, err := lease(tokens, t.Context(), "pipes"); err != nil {
				t.Errorf("the patient one: %v", err)
			}
		})
		wg.Wait()
		if len(m.asked) != 1 {
			t.Errorf("%d requests, want the one that was begun", len(m.asked))
		}

		second, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := lease(tokens, second, "user-management"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("alone: %v", err)
		}
		synctest.Wait()
		if m.active != 0 {
			t.Error("a request goes on that nobody waits for")
		}
		if _, err := lease(tokens, t.Context(), "user-management"); err != nil {
			t.Errorf("after one that was given up: %v", err)
		}
	})
}

func TestWidgetTokenIsMadeAnewWhenWorkOSRejectsIt(t *testing.T) {
	ctx := t.Context()
	m := &mint{}
	s := widgettest.NewSession(zoe("org_acme"))
	tokens := widget.NewTokens(s, m, time.Now)
	l, err := lease(tokens, ctx, "pipes")
	if err != nil {
		t.Fatal(err)
	}
	renewed, err := l.Renew(ctx)
	if err != nil || renewed == l.Token() {
		t.Errorf("renewing: %v", err)
	}
	if again, err := l.Renew(ctx); err != nil || again != renewed {
		t.Errorf("a second request that met the same rejection: %v", err)
	}
	if len(m.asked) != 2 || s.Refreshes() != 0 {
		t.Errorf("%d tokens, %d refreshes", len(m.asked), s.Refreshes())
	}
	s.Become(zoe("org_globex"))
	if _, err := l.Renew(ctx); !errors.Is(err, widget.ErrUnknown) {
		t.Errorf("after a switch: %v", err)
	}
	s.Become(nil)
	if _, err := l.Renew(ctx); !errors.Is(err, widget.ErrUnknown) {
		t.Errorf("signed out: %v", err)
	}
}

func TestWidgetTokenIsNotTrustedAcrossALeapOfTheClock(t *testing.T) {
	for _, leap := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		var ahead time.Duration
		m := &mint{}
		tokens := widget.NewTokens(widgettest.NewSession(zoe("org_acme")), m, func() time.Time { return time.Now().Add(ahead) })
		for range 2 {
			if _, err := lease(tokens, t.Context(), "pipes"); err != nil {
				t.Fatal(err)
			}
			ahead = leap
		}
		if len(m.asked) != 2 {
			t.Errorf("%v: %d tokens, want 2", leap, len(m.asked))
		}
	}
}

func TestWidgetTokenRefusalsSayWhatIsMissing(t *testing.T) {
	refusal := func(status int) *authkit.Error {
		return &authkit.Error{Op: "widget token", Kind: authkit.Refused, Status: status, Code: "nope"}
	}
	try := func(t *testing.T, id string, err error) error {
		t.Helper()
		_, got := lease(widget.NewTokens(widgettest.NewSession(zoe("org_acme")), &mint{err: err}, time.Now), t.Context(), id)
		if !errors.Is(got, err) {
			t.Errorf("%v does not wrap WorkOS's answer", got)
		}
		return got
	}
	t.Run("a permission", func(t *testing.T) {
		var missing *widget.MissingPermissionError
		err := try(t, "admin-portal-sso-connection", refusal(http.StatusForbidden))
		if !errors.As(err, &missing) || missing.Widget != "admin-portal-sso-connection" || !slices.Equal(missing.Permissions, []string{"widgets:sso:manage"}) {
			t.Fatalf("got %v", err)
		}
		for _, word := range []string{"widgets:sso:manage", "WorkOS dashboard"} {
			if !strings.Contains(missing.Message(), word) {
				t.Errorf("%q does not name %s", missing.Message(), word)
			}
		}
	})
	t.Run("either of two permissions", func(t *testing.T) {
		if err := try(t, "user-api-keys", refusal(http.StatusForbidden)); !strings.Contains(err.Error(), "manage-self or widgets:user-api-keys:manage-all") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("no permission is missing where none is needed", func(t *testing.T) {
		var missing *widget.MissingPermissionError
		if err := try(t, "user-profile", refusal(http.StatusForbidden)); errors.As(err, &missing) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the key", func(t *testing.T) {
		if err := try(t, "pipes", refusal(http.StatusUnauthorized)); !errors.Is(err, widget.ErrKeyRefused) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("nothing: WorkOS is away", func(t *testing.T) {
		err := try(t, "user-management", &authkit.Error{Op: "widget token", Kind: authkit.Transient, Status: 403})
		var missing *widget.MissingPermissionError
		if authkit.KindOf(err) != authkit.Transient || errors.As(err, &missing) {
			t.Errorf("got %v", err)
		}
	})
}

func TestFailedWidgetTokenIsNotKept(t *testing.T) {
	m := &mint{err: &authkit.Error{Op: "widget token", Kind: authkit.Transient}}
	tokens := widget.NewTokens(widgettest.NewSession(zoe("org_acme")), m, time.Now)
	if _, err := lease(tokens, t.Context(), "pipes"); err == nil {
		t.Fatal("no error")
	}
	m.err = nil
	if _, err := lease(tokens, t.Context(), "pipes"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	if len(m.asked) != 2 {
		t.Errorf("asked for %d times, want 2", len(m.asked))
	}
}

func TestWidgetTokensAreForgottenAtSignOut(t *testing.T) {
	m := &mint{}
	s := widgettest.NewSession(zoe("org_acme"))
	tokens := widget.NewTokens(s, m, time.Now)
	if _, err := lease(tokens, t.Context(), "pipes"); err != nil {
		t.Fatal(err)
	}
	s.Become(nil)
	if _, err := tokens.StandIn("pipes"); !errors.Is(err, session.ErrSignedOut) {
		t.Fatal(err)
	}
	s.Become(zoe("org_acme")) // the very same claims, as after WorkOS restored them
	if _, err := lease(tokens, t.Context(), "pipes"); err != nil {
		t.Fatal(err)
	}
	if len(m.asked) != 2 {
		t.Errorf("%d tokens asked for: one was kept through the sign-out", len(m.asked))
	}
}
