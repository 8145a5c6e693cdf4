package session

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"workos-widgets/internal/keychain"
	"workos-widgets/internal/sandbox"
)

// idleWorld runs a test with a session that is let go once it was not used for a while.
func idleWorld(t *testing.T, idle time.Duration, f func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.idle = idle
		w.start()
		defer func() { w.stop() }()
		f(t, w)
	})
}

// published are the snapshots so far.
func (w *world) published() []Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Snapshot(nil), w.seen...)
}

// onlyEndMoved counts the snapshots that tell of nothing but another end.
func onlyEndMoved(seen []Snapshot) (n int) {
	for i := 1; i < len(seen); i++ {
		a, b := seen[i-1], seen[i]
		a.Revision, a.EndsAt, b.Revision, b.EndsAt = 0, 0, 0, 0
		if a.text() == b.text() {
			n++
		}
	}
	return n
}

// left is how long the session has left by what the page knows of it.
func (w *world) left() time.Duration {
	return time.UnixMilli(w.snapshot().EndsAt).Sub(w.session.o.Now())
}

func TestNothingIsKnownOfAnOrdinarySessionsEnd(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		time.Sleep(3 * life)
		for _, s := range w.published() {
			if s.EndsAt != 0 {
				t.Fatalf("ends at %s", time.UnixMilli(s.EndsAt))
			}
		}
	})
}

func TestUnusedSessionSaysWhenItEnds(t *testing.T) {
	idleWorld(t, 12*time.Hour, func(t *testing.T, w *world) {
		if s := w.snapshot(); s.EndsAt != 0 {
			t.Errorf("nobody's session ends at %s", time.UnixMilli(s.EndsAt))
		}
		time.Sleep(20 * time.Hour) // longer than the idle time, with nobody signed in
		w.signIn(zoe)
		if got := w.left(); got < 12*time.Hour-2*time.Second || got > 12*time.Hour {
			t.Errorf("%s left after signing in", got)
		}
		time.Sleep(12*time.Hour - 5*time.Minute)
		before := len(w.published())
		end := w.snapshot().EndsAt
		if got := w.left(); got < 4*time.Minute+50*time.Second || got > 5*time.Minute+5*time.Second {
			t.Errorf("%s left five minutes before the end", got)
		}
		time.Sleep(24 * time.Hour)
		if s := w.expect(SignedIn); s.EndsAt != end {
			t.Errorf("the end is elsewhere now, by %s", time.UnixMilli(s.EndsAt).Sub(time.UnixMilli(end)))
		}
		if n := len(w.published()) - before; n > 2 { // a refresh may still fall into the last minutes
			t.Errorf("%d snapshots in a day without use", n)
		}
	})
}

func TestWhatMovesTheEnd(t *testing.T) {
	for name, c := range map[string]struct {
		do    func(w *world) error
		moves bool
	}{
		"a token":        {func(w *world) error { _, err := w.token(); return err }, true},
		"a switch":       {func(w *world) error { return w.session.Switch(w.t.Context(), sandbox.Globex) }, true},
		"staying":        {func(w *world) error { return w.session.StaySignedIn(w.t.Context()) }, true},
		"waking up":      {func(w *world) error { w.session.Wake(); return nil }, false},
		"a mere refresh": {func(w *world) error { return w.session.Refresh(w.t.Context()) }, false},
		"reading of it":  {func(w *world) error { w.session.Identity(); return nil }, false},
		"staying, offline": {func(w *world) error {
			w.line.always(unreachable)
			_ = w.session.StaySignedIn(w.t.Context())
			return nil
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			idleWorld(t, time.Hour, func(t *testing.T, w *world) {
				w.signIn(zoe)
				time.Sleep(57 * time.Minute)
				if got := w.left(); got > 3*time.Minute+endTolerance {
					t.Fatalf("%s left", got)
				}
				if err := c.do(w); err != nil {
					t.Fatal(err)
				}
				synctest.Wait() // not even a second: the page is counting down
				if got := w.left() > 50*time.Minute; got != c.moves {
					t.Errorf("%s left", w.left())
				}
			})
		})
	}
}

func TestStaySignedIn(t *testing.T) {
	idleWorld(t, time.Hour, func(t *testing.T, w *world) {
		var p *Problem
		if err := w.session.StaySignedIn(t.Context()); !errors.As(err, &p) || p.Code != codeSignedOut {
			t.Errorf("with nobody signed in: %v", err)
		}
		w.signIn(zoe)
		time.Sleep(3 * time.Hour) // let go two hours ago
		before := w.workos.Counts().Refreshes
		if err := w.session.StaySignedIn(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := w.workos.Counts().Refreshes - before; n != 1 {
			t.Errorf("%d refreshes", n)
		}
		if got := w.snapshot().ExpiresAt; got != time.Now().Add(life).UnixMilli() {
			t.Errorf("the token expires at %s", time.UnixMilli(got))
		}
		time.Sleep(50 * time.Minute) // and it is kept fresh again
		if n := w.workos.Counts().Refreshes - before; n < 10 {
			t.Errorf("%d refreshes in 50 minutes", n)
		}
		if err := w.workos.EndSession(w.snapshot().Session); err != nil {
			t.Fatal(err)
		}
		if err := w.session.StaySignedIn(t.Context()); !errors.As(err, &p) || p.Code != codeEnded {
			t.Errorf("when WorkOS has ended it: %v", err)
		}
		if s := w.expect(SignedOut); s.EndsAt != 0 {
			t.Errorf("it still ends at %s", time.UnixMilli(s.EndsAt))
		}
	})
}

// TestBusyWindowIsNotFloodedWithEnds has a page full of widgets use a session that is always about to be let go,
// and one that is not.
func TestBusyWindowIsNotFloodedWithEnds(t *testing.T) {
	for name, c := range map[string]struct {
		idle time.Duration
		most int
	}{
		"an hour":      {time.Hour, 0},
		"four minutes": {4 * time.Minute, int(30 * time.Minute / endTolerance)},
	} {
		t.Run(name, func(t *testing.T) {
			idleWorld(t, c.idle, func(t *testing.T, w *world) {
				w.signIn(zoe)
				for end := time.Now().Add(30 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
					for range 13 {
						if _, err := w.token(); err != nil {
							t.Fatal(err)
						}
					}
				}
				if n := onlyEndMoved(w.published()); n > c.most {
					t.Errorf("%d snapshots of nothing but the end in half an hour, want at most %d", n, c.most)
				}
			})
		})
	}
}

// TestPageIsNeverMisledAboutTheEnd has a session used now and then, and compares at each second what the page
// would count down to with what is so.
func TestPageIsNeverMisledAboutTheEnd(t *testing.T) {
	idleWorld(t, 20*time.Minute, func(t *testing.T, w *world) {
		w.signIn(zoe)
		chance := rand.New(rand.NewPCG(7, 7))
		uses := 0
		for next := time.Now(); uses < 200; time.Sleep(time.Second) {
			if !time.Now().Before(next) {
				if _, err := w.token(); err != nil {
					t.Fatal(err)
				}
				uses++
				next = time.Now().Add(time.Duration(chance.Int64N(int64(25 * time.Minute))))
			}
			synctest.Wait()
			known := time.UnixMilli(w.snapshot().EndsAt)
			is := w.session.idleEnd(w.session.used.Load())
			if time.Until(known) > endSoon && time.Until(is) > endSoon {
				continue
			}
			if off := is.Sub(known).Abs(); off > endTolerance {
				t.Fatalf("the page counts down to an end that is off by %s, %s ahead", off, time.Until(is))
			}
		}
		if n := onlyEndMoved(w.published()); n > 2*uses {
			t.Errorf("%d snapshots of nothing but the end for %d uses", n, uses)
		}
	})
}

// impersonate has WorkOS say of every session that somebody at its dashboard acts as the user.
func (w *world) impersonate() {
	w.line.wrap(func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if !strings.HasSuffix(r.URL.Path, "/authenticate") {
				h.ServeHTTP(rw, r)
				return
			}
			recorder := httptest.NewRecorder()
			h.ServeHTTP(recorder, r)
			var answer map[string]any
			if err := json.NewDecoder(bytes.NewReader(recorder.Body.Bytes())).Decode(&answer); err != nil {
				w.t.Error(err)
			}
			answer["impersonator"] = map[string]string{"email": "support@workos.example", "reason": "ticket 7"}
			rw.Header().Set("Content-Type", "application/json")
			rw.WriteHeader(recorder.Code)
			if err := json.NewEncoder(rw).Encode(answer); err != nil {
				w.t.Error(err)
			}
		})
	})
}

func TestImpersonatedSessionEndsAnHourAfterItBegan(t *testing.T) {
	for name, c := range map[string]struct {
		idle, after, want time.Duration
	}{
		"and nothing moves that":           {0, 0, time.Hour},
		"with a long idle time":            {12 * time.Hour, 0, time.Hour},
		"even if it is let go before that": {10 * time.Minute, 0, time.Hour},
		"and with every use of it":         {40 * time.Minute, 30 * time.Minute, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			idleWorld(t, c.idle, func(t *testing.T, w *world) {
				w.impersonate()
				began := time.Now()
				if s := w.signIn(zoe); s.Impersonator == nil {
					t.Fatal("nobody impersonates")
				}
				time.Sleep(c.after)
				if err := w.session.Switch(t.Context(), sandbox.Globex); err != nil {
					t.Fatal(err)
				}
				if err := w.session.StaySignedIn(t.Context()); err != nil {
					t.Fatal(err)
				}
				if got := time.UnixMilli(w.snapshot().EndsAt).Sub(began); got < c.want-time.Second || got > c.want+2*time.Second {
					t.Errorf("ends %s after it began, want %s", got, c.want)
				}
			})
		})
	}
}

func TestImpersonatedSessionsEndIsKnownAfterARestart(t *testing.T) {
	idleWorld(t, 10*time.Minute, func(t *testing.T, w *world) {
		w.impersonate()
		began := time.Now()
		w.signIn(zoe)
		w.stop()
		time.Sleep(30 * time.Minute)
		w.start()
		for range 2 { // before WorkOS has answered, and after
			s := w.expect(SignedIn)
			if got := time.UnixMilli(s.EndsAt).Sub(began); s.Impersonator == nil || (got-time.Hour).Abs() > 2*time.Second {
				t.Errorf("impersonator %v, ends %s after it began", s.Impersonator, got)
			}
			time.Sleep(2 * life)
		}
	})
}

// TestImpersonatedSessionsEndIsNotMadeUp has an entry of a build that did not keep when the session began, and an
// idle end, which the page would call the impersonation's.
func TestImpersonatedSessionsEndIsNotMadeUp(t *testing.T) {
	idleWorld(t, 10*time.Minute, func(t *testing.T, w *world) {
		w.impersonate()
		w.signIn(zoe)
		w.stop()
		store := keychain.New(w.account, w.ring)
		entry, err := store.Load(t.Context())
		if err != nil || entry.Began.IsZero() {
			t.Fatalf("the entry has no begin, %v", err)
		}
		entry.Began = time.Time{}
		if err := store.Save(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
		w.start()
		time.Sleep(2 * life)
		if s := w.expect(SignedIn); s.Impersonator == nil || s.EndsAt != 0 {
			t.Errorf("impersonator %v, ends at %s", s.Impersonator, time.UnixMilli(s.EndsAt))
		}
	})
}

// TestOutageOfAnUnusedSessionIsNotSaidToBeTried has the network go while nobody is there, and looks at each second
// whether what the bar says of it is so.
func TestOutageOfAnUnusedSessionIsNotSaidToBeTried(t *testing.T) {
	for name, f := range map[string]fault{"unreachable": unreachable, "asked to wait": tooMany} {
		t.Run(name, func(t *testing.T) {
			idleWorld(t, time.Hour, func(t *testing.T, w *world) {
				w.signIn(zoe)
				time.Sleep(30 * time.Minute)
				w.line.always(f)
				time.Sleep(25 * time.Minute)
				before := w.snapshot().problemWith(codeOffline)
				if before == nil || !strings.Contains(before.Message, "we keep trying") {
					t.Fatalf("in the outage: %+v", before)
				}
				time.Sleep(5*time.Minute + lookAgain) // nobody has used it for an hour
				synctest.Wait()
				asked := w.line.count()
				unused := w.snapshot().problemWith(codeOffline)
				if unused == nil || !strings.Contains(unused.Message, "we have stopped trying") || unused.Since != before.Since {
					t.Errorf("once it is no longer tried: %+v, before: %+v", unused, before)
				}
				told := len(w.published())
				time.Sleep(12 * time.Hour)
				if n := w.line.count() - asked; n != 0 {
					t.Errorf("%d tries in twelve hours without use", n)
				}
				if n := len(w.published()) - told; n != 0 {
					t.Errorf("%d snapshots in twelve hours without use", n)
				}

				var p *Problem
				if err := w.session.Refresh(t.Context()); !errors.As(err, &p) || strings.Contains(p.Message, "keep trying") {
					t.Errorf(`"Try again" says %v`, err)
				}
				w.settle()
				if now := w.snapshot().problemWith(codeOffline); now == nil || now.Message != unused.Message {
					t.Errorf(`after "Try again": %+v`, now)
				}
				_, _ = w.token() // somebody is back, the network is not
				w.settle()
				if now := w.snapshot().problemWith(codeOffline); now == nil || now.Message != before.Message {
					t.Errorf("once somebody uses it: %+v", now)
				}
				w.line.always(none)
				time.Sleep(2 * time.Minute)
				synctest.Wait()
				if now := w.expect(SignedIn); len(now.Problems) != 0 {
					t.Errorf("once the network is back: %+v", now.Problems)
				}
			})
		})
	}
}

// TestLostAnswerOfAnUnusedSessionIsStillTried has WorkOS answer in a way after which nobody knows whether the session's
// token is still good: that is found out, whether somebody is there or not.
func TestLostAnswerOfAnUnusedSessionIsStillTried(t *testing.T) {
	idleWorld(t, time.Hour, func(t *testing.T, w *world) {
		w.signIn(zoe)
		time.Sleep(55 * time.Minute)
		w.line.always(unavailable)
		time.Sleep(time.Hour)
		asked := w.line.count()
		time.Sleep(replayWindow)
		if p := w.snapshot().problemWith(codeOffline); p == nil || !strings.Contains(p.Message, "we keep trying") || w.line.count() == asked {
			t.Errorf("%d tries, and the bar says %+v", w.line.count()-asked, p)
		}
		w.line.always(none)
		time.Sleep(replayWindow)
		synctest.Wait()
		if now := w.expect(SignedIn); len(now.Problems) != 0 {
			t.Errorf("once the answer is there: %+v", now.Problems)
		}
	})
}

func TestRefusalAfterAnOutageEndsTheOutage(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.signIn(zoe)
		w.line.always(unreachable)
		time.Sleep(10 * time.Minute)
		if w.snapshot().problemWith(codeOffline) == nil {
			t.Fatal("no outage")
		}
		w.line.always(none)
		w.line.wrap(func(http.Handler) http.Handler {
			return http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
				rw.Header().Set("Content-Type", "application/json")
				rw.WriteHeader(http.StatusBadRequest)
				_, _ = rw.Write([]byte(`{"error":"invalid_client","error_description":"no such client"}`))
			})
		})
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if now := w.snapshot(); now.problemWith(codeOffline) != nil || now.problemWith(codeRefused) == nil {
			t.Errorf("WorkOS has answered, and yet: %+v", now.Problems)
		}
	})
}
