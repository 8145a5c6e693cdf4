package widget_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/session"
	"workos-widgets/internal/widget"
	"workos-widgets/internal/widget/widgettest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noKey is what there is in a shipped binary.
type noKey struct{ widget.Minter }

func (noKey) HasKey() bool { return false }

func zoe(organization string) *session.Identity {
	return &session.Identity{
		Session: "session_1", SID: "session_1", User: "user_zoë", Organization: organization, Role: "admin",
		Permissions: []string{"widgets:users-table:manage", "what?", "~>~>~>", "zażółć \x7f 🙂"},
	}
}

func newTokens(t *testing.T, id *session.Identity) (*widget.Tokens, *widgettest.Session) {
	t.Helper()
	s := widgettest.NewSession(id)
	return widget.NewTokens(s, noKey{}, time.Now), s
}

func standIn(t *testing.T, tokens *widget.Tokens) string {
	t.Helper()
	s, err := tokens.StandIn("user-profile")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// atob is what a browser does (https://infra.spec.whatwg.org/#forgiving-base64-decode), for text without spaces.
func atob(s string) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
}

type payload struct {
	Sub         string
	Sid         string
	Session     string
	OrgID       string `json:"org_id"`
	Role        string
	Permissions []string
	Iat, Exp    int64
	Jti         string
}

func read(t *testing.T, standIn string) payload {
	t.Helper()
	parts := strings.Split(standIn, ".")
	if len(parts) != 3 {
		t.Fatalf("the stand-in has %d parts", len(parts))
	}
	raw, err := atob(parts[1])
	if err != nil {
		t.Fatalf("atob: %v", err)
	}
	var p payload
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestStandInCarriesTheClaimsThatWidgetsRead(t *testing.T) {
	id := zoe("org_acme")
	tokens, _ := newTokens(t, id)
	p := read(t, standIn(t, tokens))
	if p.Sub != id.User || p.Sid != id.SID || p.Session != id.Session || p.OrgID != id.Organization || p.Role != id.Role || !slices.Equal(p.Permissions, id.Permissions) {
		t.Errorf("the claims are %+v, the identity is %+v", p, id)
	}
	if life := time.Duration(p.Exp-p.Iat) * time.Second; life != 12*time.Hour {
		t.Errorf("it lasts %v, want 12h", life)
	}
	if p.Jti == "" {
		t.Error("it has no jti")
	}
}

func TestStandInOfSomebodyWithoutPermissionsHasAnEmptyList(t *testing.T) {
	tokens, _ := newTokens(t, &session.Identity{Session: "session_1", User: "user_nia"})
	s := standIn(t, tokens)
	raw, _ := atob(strings.Split(s, ".")[1])
	if !strings.Contains(string(raw), `"permissions":[]`) || strings.Contains(string(raw), "org_id") {
		t.Errorf("the payload is %s", raw)
	}
}

func TestStandInStaysTheSameString(t *testing.T) {
	tokens, s := newTokens(t, zoe("org_acme"))
	first := standIn(t, tokens)
	for _, w := range widget.Catalogue() {
		if got, err := tokens.StandIn(w.ID); err != nil || got != first {
			t.Errorf("%s got another stand-in (%v)", w.ID, err)
		}
	}
	s.Become(zoe("org_acme")) // the same claims at another address
	if standIn(t, tokens) != first {
		t.Error("equal claims made another stand-in")
	}
	renewed := zoe("org_acme")
	renewed.Role = "member"
	s.Become(renewed)
	if standIn(t, tokens) == first {
		t.Error("another role left the stand-in as it was")
	}
}

// TestStandInOfASessionWhoseIDChanges has WorkOS give the session another ID at each refresh, as its emulator does.
func TestStandInOfASessionWhoseIDChanges(t *testing.T) {
	tokens, s := newTokens(t, zoe("org_acme"))
	ask := func(widgetID string) string {
		t.Helper()
		standIn, err := tokens.StandIn(widgetID)
		if err != nil {
			t.Fatal(err)
		}
		return standIn
	}
	first, held := ask("user-management"), ask("user-sessions")
	if first != held {
		t.Error("two stand-ins for one ID")
	}
	for i := range 30 {
		id := zoe("org_acme")
		id.SID = fmt.Sprint("session_", i+2)
		s.Become(id)
		if ask("user-management") != first {
			t.Fatalf("another ID gave a widget another stand-in that does not read it")
		}
		if i%3 != 0 {
			continue // User Sessions does not ask each time
		}
		before := held
		held = ask("user-sessions")
		if ask("user-sessions") != held || ask("pipes") != first {
			t.Error("a stand-in changed from one call to the next")
		}
		if p := read(t, held); p.Sid != id.SID || p.Session != id.Session || p.OrgID != id.Organization {
			t.Errorf("User Sessions is told %+v, the session is %+v", p, id)
		}
		for name, standIn := range map[string]string{"of all": first, "with the ID": held, "with the ID before": before} {
			if _, err := tokens.Lease(t.Context(), standIn, "user-sessions"); err != nil {
				t.Errorf("the stand-in %s is refused: %v", name, err)
			}
		}
	}
	anew := zoe("org_acme")
	anew.Session, anew.SID = "session_99", "session_99"
	s.Become(anew)
	next := ask("user-sessions")
	for _, standIn := range []string{first, held} {
		if _, err := tokens.Lease(t.Context(), standIn, "user-sessions"); standIn == next || !errors.Is(err, widget.ErrUnknown) {
			t.Errorf("a stand-in outlives its session: %v", err)
		}
	}
}

func TestStandInIsRenewedWithinItsLastMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokens, _ := newTokens(t, zoe("org_acme"))
		first := standIn(t, tokens)
		exp := time.Unix(read(t, first).Exp, 0)
		time.Sleep(time.Until(exp) - time.Minute)
		if standIn(t, tokens) != first {
			t.Error("it was renewed with a minute to go")
		}
		time.Sleep(time.Nanosecond)
		second := standIn(t, tokens)
		if second == first {
			t.Fatal("it was not renewed with less than a minute to go")
		}
		if left := time.Until(time.Unix(read(t, second).Exp, 0)); left < 12*time.Hour-time.Second {
			t.Errorf("the new one has %v left", left)
		}
		for _, s := range []string{first, second} {
			if _, err := tokens.Lease(t.Context(), s, "user-profile"); err != nil {
				t.Errorf("a widget that still holds it is refused: %v", err)
			}
		}
	})
}

func TestStandInSaysWhyThereIsNone(t *testing.T) {
	tokens, s := newTokens(t, zoe("org_acme"))
	if _, err := tokens.StandIn("user-pizza"); !errors.Is(err, widget.ErrNotInCatalogue) || !strings.Contains(err.Error(), `"user-pizza"`) {
		t.Errorf("an unknown widget: %v", err)
	}
	s.Become(nil)
	if _, err := tokens.StandIn("pipes"); !errors.Is(err, session.ErrSignedOut) {
		t.Errorf("signed out: %v", err)
	}
}

func TestLeaseTakesOnlyStandInsOfThisSessionAndOrganization(t *testing.T) {
	ctx := t.Context()
	tokens, s := newTokens(t, zoe("org_acme"))
	if _, err := tokens.Lease(ctx, "", "pipes"); !errors.Is(err, widget.ErrUnknown) {
		t.Errorf("before any was given out: %v", err)
	}
	acme := standIn(t, tokens)
	if _, err := tokens.Lease(ctx, acme, "pipes"); err != nil {
		t.Errorf("the current one: %v", err)
	}
	for name, wrong := range map[string]string{
		"empty": "", "cut": acme[:len(acme)-1], "longer": acme + "A", "unsigned": acme[:strings.LastIndex(acme, ".")+1],
	} {
		if _, err := tokens.Lease(ctx, wrong, "pipes"); !errors.Is(err, widget.ErrUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := tokens.Lease(ctx, acme, "user-pizza"); !errors.Is(err, widget.ErrNotInCatalogue) {
		t.Errorf("an unknown widget: %v", err)
	}

	s.Become(zoe("org_globex"))
	if _, err := tokens.Lease(ctx, acme, "pipes"); !errors.Is(err, widget.ErrUnknown) {
		t.Errorf("after a switch, before the page asked anew: %v", err)
	}
	globex := standIn(t, tokens)
	if _, err := tokens.Lease(ctx, acme, "pipes"); !errors.Is(err, widget.ErrUnknown) {
		t.Errorf("after a switch: %v", err)
	}
	if _, err := tokens.Lease(ctx, globex, "pipes"); err != nil {
		t.Errorf("the new organization's: %v", err)
	}
	anew := zoe("org_globex")
	anew.Session = "session_2"
	s.Become(anew)
	standIn(t, tokens)
	if _, err := tokens.Lease(ctx, globex, "pipes"); !errors.Is(err, widget.ErrUnknown) {
		t.Errorf("after another sign-in: %v", err)
	}
	held, somebody := standIn(t, tokens), *anew
	somebody.User = "user_nia"
	s.Become(&somebody)
	if _, err := tokens.Lease(ctx, held, "pipes"); !errors.Is(err, widget.ErrUnknown) {
		t.Errorf("as somebody else: %v", err)
	}
	s.Become(nil)
	if _, err := tokens.Lease(ctx, globex, "pipes"); !errors.Is(err, session.ErrSignedOut) {
		t.Errorf("signed out: %v", err)
	}
}

// TestLeaseTakesNoStandInOfAnotherProcess: what anybody can read of a stand-in, they can write, but for its secrets.
func TestLeaseTakesNoStandInOfAnotherProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, _ := newTokens(t, zoe("org_acme"))
		theirs, _ := newTokens(t, zoe("org_acme"))
		held, other := standIn(t, ours), standIn(t, theirs)
		if _, err := ours.Lease(t.Context(), other, "pipes"); !errors.Is(err, widget.ErrUnknown) {
			t.Errorf("another process's: %v", err)
		}
		forged := held[:strings.LastIndex(held, ".")] + other[strings.LastIndex(other, "."):]
		if _, err := ours.Lease(t.Context(), forged, "pipes"); !errors.Is(err, widget.ErrUnknown) {
			t.Errorf("with our claims and another's secret: %v", err)
		}
	})
}

func TestLeaseGoesOnThroughAChangeOfRole(t *testing.T) {
	tokens, s := newTokens(t, zoe("org_acme"))
	held := standIn(t, tokens)
	for i := range 8 {
		id := zoe("org_acme")
		id.Role = fmt.Sprint("role ", i)
		s.Become(id)
		standIn(t, tokens)
	}
	if _, err := tokens.Lease(t.Context(), held, "pipes"); err != nil {
		t.Errorf("a mounted widget lost its token: %v", err)
	}
	id := zoe("org_acme")
	s.Become(id)
	standIn(t, tokens)
	if _, err := tokens.Lease(t.Context(), held, "pipes"); !errors.Is(err, widget.ErrUnknown) {
		t.Errorf("the list of earlier ones has no end: %v", err)
	}
}

// A leap of the clock must not lock out widgets that have no reason to ask again.
func TestLeaseDoesNotMindTheClock(t *testing.T) {
	s, leap := widgettest.NewSession(zoe("org_acme")), time.Duration(0)
	tokens := widget.NewTokens(s, noKey{}, func() time.Time { return time.Now().Add(leap) })
	held := standIn(t, tokens)
	for _, leap = range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		if _, err := tokens.Lease(t.Context(), held, "pipes"); err != nil {
			t.Errorf("%v: %v", leap, err)
		}
	}
}

func TestLeaseRenewsItsTokenAndStaysInItsOrganization(t *testing.T) {
	ctx := t.Context()
	tokens, s := newTokens(t, zoe("org_acme"))
	lease, err := tokens.Lease(ctx, standIn(t, tokens), "user-sessions")
	if err != nil {
		t.Fatal(err)
	}
	renewed, err := lease.Renew(ctx)
	if err != nil || renewed == lease.Token() || s.Refreshes() != 1 {
		t.Errorf("renewing: %v, %d refreshes", err, s.Refreshes())
	}
	s.Become(zoe("org_globex"))
	if _, err := lease.Renew(ctx); !errors.Is(err, widget.ErrUnknown) || !errors.Is(err, session.ErrStale) {
		t.Errorf("after a switch: %v", err)
	}
}

func TestLeaseHandsOnWhatTheSessionFailsWith(t *testing.T) {
	tokens, s := newTokens(t, zoe("org_acme"))
	held := standIn(t, tokens)
	want := &authkit.Error{Op: "refresh", Kind: authkit.Transient, RetryAfter: time.Second}
	s.Fail(want)
	var got *authkit.Error
	if _, err := tokens.Lease(t.Context(), held, "pipes"); !errors.As(err, &got) || got != want {
		t.Errorf("got %v", err)
	}
}

func TestLeaseKnowsWhenItsTokenIsOver(t *testing.T) {
	tokens, s := newTokens(t, zoe("org_acme"))
	lease, err := tokens.Lease(t.Context(), standIn(t, tokens), "pipes")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for ahead, want := range map[time.Duration]bool{0: false, s.Life - 10*time.Second: false, s.Life: true, time.Hour: true} {
		if got := lease.ExpiredAt(now.Add(ahead)); got != want {
			t.Errorf("after %v: %v, want %v", ahead, got, want)
		}
	}
}

// While the identity changes under their feet, callers get the stand-in of an identity that was current
// during their call, and what is left at the end is the last one's.
func TestStandInAmidSwitches(t *testing.T) {
	tokens, s := newTokens(t, zoe("org_0"))
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if _, err := tokens.StandIn("pipes"); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	for i := range 200 {
		s.Become(zoe(fmt.Sprint("org_", i)))
		held := standIn(t, tokens)
		if got, want := read(t, held).OrgID, fmt.Sprint("org_", i); got != want {
			t.Errorf("the stand-in is for %s, want %s", got, want)
		}
		if _, err := tokens.Lease(t.Context(), held, "pipes"); err != nil {
			t.Errorf("after switch %d: %v", i, err)
		}
	}
	close(stop)
	wg.Wait()
}

func FuzzStandInIsReadByAtobAndByBase64URL(f *testing.F) {
	f.Add("user_1", "org_1", "admin", "widgets:sso:manage")
	// Three in a row, so that one of them is the last of three bytes, where its lowest six bits are a letter.
	f.Add("~~~", "???", "\x7f\x7f\x7f", ">>>")
	f.Add("żółć", "\\\"", "\x00\xff", "🙂\u2028</script>")
	f.Fuzz(func(t *testing.T, user, organization, role, permission string) {
		id := &session.Identity{Session: "s", User: user, Organization: organization, Role: role, Permissions: []string{permission}}
		tokens := widget.NewTokens(widgettest.NewSession(id), noKey{}, time.Now)
		s, err := tokens.StandIn("pipes")
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(s, ".")[:2] {
			std, err := base64.RawStdEncoding.DecodeString(part)
			if err != nil {
				t.Fatalf("atob cannot read it: %v", err)
			}
			if url, err := base64.RawURLEncoding.DecodeString(part); err != nil || string(url) != string(std) {
				t.Fatalf("base64url reads something else: %v", err)
			}
		}
		p := read(t, s)
		for got, want := range map[string]string{p.Sub: user, p.OrgID: organization, p.Role: role, p.Permissions[0]: permission} {
			var plain string // what plain JSON makes of it, bytes that are no text included
			if raw, err := json.Marshal(want); err != nil || json.Unmarshal(raw, &plain) != nil || got != plain {
				t.Errorf("%q became %q", want, got)
			}
		}
	})
}

// FuzzLease must find no string but the one given out.
func FuzzLeaseRefusesEveryOtherString(f *testing.F) {
	tokens := widget.NewTokens(widgettest.NewSession(zoe("org_acme")), noKey{}, time.Now)
	held, err := tokens.StandIn("pipes")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("", "pipes")
	f.Add("a.b.c", "user-profile")
	f.Add(held+" ", "")
	f.Add(strings.ToLower(held), "pipes")
	f.Fuzz(func(t *testing.T, s, widgetType string) {
		_, err := tokens.Lease(context.Background(), s, widgetType)
		if err == nil && s != held {
			t.Errorf("%q was taken for the stand-in", s)
		}
		if err != nil && !errors.Is(err, widget.ErrUnknown) && !errors.Is(err, widget.ErrNotInCatalogue) {
			t.Errorf("failed with %v", err)
		}
	})
}

func BenchmarkStandInWarm(b *testing.B) {
	tokens := widget.NewTokens(widgettest.NewSession(zoe("org_acme")), noKey{}, time.Now)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := tokens.StandIn("user-management"); err != nil {
			b.Fatal(err)
		}
	}
}
