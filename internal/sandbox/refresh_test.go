package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"workos-widgets/internal/authkit"
)

func TestRefreshRotates(t *testing.T) {
	f := newFixture(t, Options{})
	first := f.signIn(Zoe, Globex)
	f.clock.advance(4 * time.Minute)
	second, err := f.client.Refresh(t.Context(), first.RefreshToken, "")
	if err != nil {
		t.Fatal(err)
	}
	if second.RefreshToken == first.RefreshToken || second.AccessToken == first.AccessToken {
		t.Error("the pair is the old one")
	}
	if second.Claims.Session != first.Claims.Session || second.Claims.Organization != Globex {
		t.Errorf("claims %+v", second.Claims)
	}
	if _, err := f.client.Refresh(t.Context(), second.RefreshToken, Globex); err != nil {
		t.Error(err)
	}
	if c := f.Counts(); c != (Counts{SignIns: 1, Refreshes: 2, Rotations: 2}) {
		t.Errorf("counts %+v", c)
	}
}

func TestRetiredRefreshTokenIsReplayedForThirtySeconds(t *testing.T) {
	for name, c := range map[string]struct {
		after time.Duration
		fails bool
	}{
		"at once":      {},
		"just in time": {after: ReplayWindow - time.Millisecond},
		"too late":     {after: ReplayWindow, fails: true},
		"much later":   {after: 3 * day, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, Options{})
			first := f.signIn(Zoe, Acme)
			second, err := f.client.Refresh(t.Context(), first.RefreshToken, "")
			if err != nil {
				t.Fatal(err)
			}
			f.clock.advance(c.after)
			again, err := f.client.Refresh(t.Context(), first.RefreshToken, "")
			if c.fails {
				if e := authError(t, err); e.Kind != authkit.Ended || e.Code != "invalid_grant" {
					t.Error(e)
				}
				// The session itself goes on.
				if _, err := f.client.Refresh(t.Context(), second.RefreshToken, ""); err != nil {
					t.Error(err)
				}
				return
			}
			if err != nil || again.RefreshToken != second.RefreshToken || again.AccessToken != second.AccessToken {
				t.Errorf("not the same pair: %v", err)
			}
		})
	}
}

func TestSwitchOrganization(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Acme)
	g, err := f.client.Refresh(t.Context(), g.RefreshToken, Globex)
	if err != nil || g.Claims.Organization != Globex || g.Claims.Role != "member" {
		t.Fatalf("%+v, %v", g.Claims, err)
	}
	// The most recent organization is remembered by the session.
	g, err = f.client.Refresh(t.Context(), g.RefreshToken, "")
	if err != nil || g.Claims.Organization != Globex {
		t.Fatalf("%+v, %v", g.Claims, err)
	}
	if f.Counts().Switches != 1 {
		t.Errorf("counts %+v", f.Counts())
	}
}

func TestSwitchesThatAreRefusedLeaveTheTokenGood(t *testing.T) {
	for name, c := range map[string]struct {
		who, to string
		kind    authkit.Kind
		code    string
	}{
		"an organization with SSO":    {Zoe, Initech, authkit.Reauthenticate, "sso_required"},
		"an organization of others":   {Max, Globex, authkit.Refused, "organization_membership_not_found"},
		"an organization that is not": {Max, "org_other", authkit.Refused, "organization_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, Options{})
			g := f.signIn(c.who, Acme)
			_, err := f.client.Refresh(t.Context(), g.RefreshToken, c.to)
			if e := authError(t, err); e.Kind != c.kind || e.Code != c.code {
				t.Errorf("%v", e)
			}
			if _, err := f.client.Refresh(t.Context(), g.RefreshToken, Acme); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSSOSessionMaySwitchAwayAndBack(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Zoe, Initech)
	for _, to := range []string{Acme, Initech} {
		var err error
		if g, err = f.client.Refresh(t.Context(), g.RefreshToken, to); err != nil || g.Claims.Organization != to {
			t.Fatalf("to %s: %v", to, err)
		}
	}
}

func TestMembershipTakenAway(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Max, Acme)
	if err := f.RemoveMembership(Max, Acme); err != nil {
		t.Fatal(err)
	}
	_, err := f.client.Refresh(t.Context(), g.RefreshToken, Acme)
	if e := authError(t, err); e.Kind != authkit.Refused || e.Code != "organization_membership_not_found" {
		t.Errorf("%v", e)
	}
	g, err = f.client.Refresh(t.Context(), g.RefreshToken, "")
	if err != nil || g.Claims.Organization != "" {
		t.Errorf("without naming it: organization %q, %v", g.Claims.Organization, err)
	}
	if f.RemoveMembership(Max, Acme) == nil {
		t.Error("a membership was taken away twice")
	}
}

func TestRoleChangesWithTheNextToken(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Max, Acme)
	if err := f.SetRole(Max, Acme, "user-manager"); err != nil {
		t.Fatal(err)
	}
	g, err := f.client.Refresh(t.Context(), g.RefreshToken, "")
	if err != nil || g.Claims.Role != "user-manager" || len(g.Claims.Permissions) != 1 {
		t.Errorf("%+v, %v", g.Claims, err)
	}
	if f.SetRole(Max, Acme, "emperor") == nil || f.SetRole(Nia, Acme, "member") == nil {
		t.Error("a role that is not, or nobody's, was set")
	}
}

func TestEndedSessionIsRefused(t *testing.T) {
	f := newFixture(t, Options{})
	g := f.signIn(Max, Acme)
	if err := f.EndSession(g.Claims.Session); err != nil {
		t.Fatal(err)
	}
	_, err := f.client.Refresh(t.Context(), g.RefreshToken, "")
	if e := authError(t, err); e.Kind != authkit.Ended {
		t.Errorf("%v", e)
	}
	f.call(g.AccessToken, http.MethodGet, "UserProfile/me", nil).want(t, http.StatusUnauthorized)
	if f.EndSession("session_other") == nil {
		t.Error("a session that is not was ended")
	}
}

func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		fault     Fault
		kind      authkit.Kind
		lost      bool
		rotations int
	}{
		"status":       {fault: Fault{Status: 503, Header: http.Header{"Retry-After": {"7"}}, Body: "busy"}, kind: authkit.Transient, lost: true},
		"too many":     {fault: Fault{Status: 429, Header: http.Header{"Retry-After": {"7"}}}, kind: authkit.Transient},
		"unreachable":  {fault: Fault{Loss: Unreachable}, kind: authkit.Transient},
		"lost request": {fault: Fault{Loss: LostRequest}, kind: authkit.Transient, lost: true},
		"lost reply":   {fault: Fault{Loss: LostReply}, kind: authkit.Transient, lost: true, rotations: 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, Options{})
			g := f.signIn(Max, Acme)
			f.Fail(func(r *http.Request) *Fault {
				if r.URL.Path != "/user_management/authenticate" {
					return nil
				}
				return &c.fault
			})
			_, err := f.client.Refresh(t.Context(), g.RefreshToken, "")
			e := authError(t, err)
			if e.Kind != c.kind || e.Lost != c.lost || (c.fault.Header != nil && e.RetryAfter != 7*time.Second) {
				t.Errorf("%v, lost %v, retry after %v", e, e.Lost, e.RetryAfter)
			}
			if got := f.Counts().Rotations; got != c.rotations {
				t.Errorf("%d rotations, want %d", got, c.rotations)
			}
			f.Fail(nil)
			if _, err := f.client.Refresh(t.Context(), g.RefreshToken, ""); err != nil {
				t.Errorf("once the fault is over: %v", err)
			}
		})
	}
}

func TestFaultsOverASocketBreakTheConnection(t *testing.T) {
	f := newFixture(t, Options{})
	server := newTestServer(t, f.Server)
	f.Fail(func(*http.Request) *Fault { return &Fault{Loss: LostReply} })
	res, err := http.Get(server.URL + "/sso/jwks/" + ClientID)
	if err == nil {
		res.Body.Close()
	}
	if !errors.Is(err, io.EOF) {
		t.Errorf("%v", err)
	}
}

// In virtual time, as the session's storms use it: delays pass at once, and a client that gives up while a
// reply is held has been acted for.
func TestDelaysInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, Options{CheapSigning: true})
		f := &fixture{t: t, Server: s, client: newClient(s)}
		g := f.signIn(Zoe, Acme)
		for name, c := range map[string]struct {
			fault     Fault
			rotations int
		}{
			"before": {Fault{Delay: time.Minute}, 0},
			"after":  {Fault{Hold: time.Minute}, 1},
		} {
			s.Fail(func(*http.Request) *Fault { return &c.fault })
			before := s.Counts().Rotations
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			began := time.Now()
			_, err := f.client.Refresh(ctx, g.RefreshToken, "")
			cancel()
			if e := authError(t, err); e.Kind != authkit.Transient || time.Since(began) != 5*time.Second {
				t.Errorf("%s: %v after %v", name, e, time.Since(began))
			}
			if got := s.Counts().Rotations - before; got != c.rotations {
				t.Errorf("%s: %d rotations, want %d", name, got, c.rotations)
			}
			s.Fail(nil)
			var err2 error
			if g, err2 = f.client.Refresh(t.Context(), g.RefreshToken, ""); err2 != nil {
				t.Fatalf("%s: %v", name, err2)
			}
		}
		for range 7 * 24 * 12 {
			time.Sleep(5 * time.Minute)
			var err error
			if g, err = f.client.Refresh(t.Context(), g.RefreshToken, ""); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(s.state.tokens); n > 24*12+10 {
			t.Errorf("%d refresh tokens are kept after a week", n)
		}
	})
}

// Whoever sends the same token at the same time gets the same pair, and it is exchanged once.
func TestConcurrentRefreshesExchangeOnce(t *testing.T) {
	f := newFixture(t, Options{CheapSigning: true})
	g := f.signIn(Zoe, Acme)
	const callers = 40
	pairs := make(chan authkit.Secret, callers)
	var wait sync.WaitGroup
	for range callers {
		wait.Go(func() {
			got, err := f.client.Refresh(t.Context(), g.RefreshToken, Acme)
			if err != nil {
				t.Error(err)
			}
			pairs <- got.RefreshToken
		})
		wait.Go(func() {
			f.call(g.AccessToken, http.MethodGet, "UserManagement/members", nil)
			f.call(g.AccessToken, http.MethodPost, "UserProfile/me", map[string]any{"firstName": "Zoë"})
		})
	}
	wait.Wait()
	close(pairs)
	first := <-pairs
	for other := range pairs {
		if other != first {
			t.Fatal("two callers got two pairs")
		}
	}
	if c := f.Counts(); c.Rotations != 1 || c.Replays != callers-1 {
		t.Errorf("counts %+v", c)
	}
}

func BenchmarkRefresh(b *testing.B) {
	for name, cheap := range map[string]bool{"RS256": false, "HS256": true} {
		b.Run(name, func(b *testing.B) {
			s, err := New(Options{CheapSigning: cheap})
			if err != nil {
				b.Fatal(err)
			}
			session := s.state.sessionsOf(Zoe)[0]
			pair, err := s.newTokens(session, Acme)
			if err != nil {
				b.Fatal(err)
			}
			token := s.state.tokens[pair.Refresh]
			for b.Loop() {
				if _, err := s.rotate(session, token, Acme); err != nil {
					b.Fatal(err)
				}
				token = s.state.tokens[token.Answer.Refresh]
			}
		})
	}
}
