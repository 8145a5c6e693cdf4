package apiproxy_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/session"
)

const (
	profile       = "/_widgets/UserProfile/me"
	organizations = "/_widgets/UserManagement/organizations"
	// distance is how far away the WorkOS of these tests is.
	distance = 80 * time.Millisecond
)

// far is a WorkOS at a distance that numbers its answers, so that one given twice shows.
type far struct {
	mu   sync.Mutex
	seen []*http.Request
	// ahead, if there is one, answers the first two.
	ahead tripper
}

func (f *far) RoundTrip(req *http.Request) (*http.Response, error) {
	f.mu.Lock()
	f.seen = append(f.seen, req)
	n := len(f.seen)
	f.mu.Unlock()
	select {
	case <-time.After(distance):
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	if n <= 2 && f.ahead != nil {
		return f.ahead(req)
	}
	return jsonResponse(req, http.StatusOK, fmt.Sprintf(`{"request":%d}`, n)), nil
}

// asked is what WorkOS was asked for, in order of the alphabet.
func (f *far) asked() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []string
	for _, req := range f.seen {
		all = append(all, strings.TrimPrefix(req.URL.Path, "/_widgets/"))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

const both = "UserManagement/organizations UserProfile/me"

// startedAhead runs f in a bubble, on a page whose first requests have been sent.
func startedAhead(t *testing.T, f func(t *testing.T, r *rig, w *far)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &far{}
		r := newTripperRig(t, w.RoundTrip)
		r.proxy.SessionChanged(true)
		f(t, r, w)
	})
}

// first is the page's first request, as its web view makes it.
func (r *rig) first(widget, path string) reply {
	req := r.request(http.MethodGet, path, "")
	req.Header.Set("Accept", "*/*")
	req.Header.Set("Accept-Language", "en-US, en;q=0.90")
	req.Header.Set("WorkOS-Widgets-Type", widget)
	return r.send(req)
}

func (r *rig) asks(w *far, want string) {
	r.t.Helper()
	if got := w.asked(); got != want {
		r.t.Errorf("WorkOS was asked for %q, want %q", got, want)
	}
}

func TestHeadStartIsJoinedOnItsWay(t *testing.T) {
	startedAhead(t, func(t *testing.T, r *rig, w *far) {
		time.Sleep(distance / 4)
		begun := time.Now()
		got := r.first("user-profile", profile)
		if took := time.Since(begun); got.status != http.StatusOK || took != distance*3/4 {
			t.Errorf("HTTP %d %s after %v", got.status, got.body, took)
		}
		r.asks(w, both)
	})
}

func TestHeadStartIsReadyForThePageThatComesLater(t *testing.T) {
	startedAhead(t, func(t *testing.T, r *rig, w *far) {
		time.Sleep(4 * time.Second)
		begun := time.Now()
		for widget, path := range map[string]string{"user-profile": profile, "organization-switcher": organizations} {
			got := r.first(widget, path)
			if got.status != http.StatusOK || !strings.HasPrefix(got.body, `{"request":`) || got.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: HTTP %d %s %v", path, got.status, got.body, got.header)
			}
		}
		if took := time.Since(begun); took != 0 {
			t.Errorf("they took %v", took)
		}
		r.asks(w, both)
		if n := strings.Count(r.log.String(), "ahead=true"); n != 2 {
			t.Errorf("%d requests ahead are in the log:\n%s", n, r.log)
		}
	})
}

// TestHeadStartAsksAsThePageDoes holds what WorkOS gets ahead of the page against what it gets from it.
func TestHeadStartAsksAsThePageDoes(t *testing.T) {
	startedAhead(t, func(t *testing.T, r *rig, w *far) {
		synctest.Wait()
		for widget, path := range map[string]string{"user-profile": profile, "organization-switcher": organizations} {
			r.first(widget, path)
			r.first(widget, path)
			w.mu.Lock()
			var same []*http.Request
			for _, req := range w.seen {
				if req.URL.Path == path {
					same = append(same, req)
				}
			}
			w.mu.Unlock()
			if len(same) != 2 {
				t.Fatalf("%s was asked for %d times", path, len(same))
			}
			same[1].Header.Del("Accept-Language")
			if a, b := same[0], same[1]; a.Method != b.Method || a.URL.String() != b.URL.String() || !equalHeaders(a.Header, b.Header) {
				t.Errorf("ahead %s %s %v, the page %s %s %v", a.Method, a.URL, a.Header, b.Method, b.URL, b.Header)
			}
		}
	})
}

func equalHeaders(a, b http.Header) bool {
	for name := range a {
		if !slices.Equal(a[name], b[name]) {
			return false
		}
	}
	return len(a) == len(b)
}

// TestHeadStartIsWhatThePageFetchesAhead notices when the page's first requests are others.
func TestHeadStartIsWhatThePageFetchesAhead(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "frontend", "src", "widgets", "ahead.ts"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`const organizations: First = \["` + organizations + `"\];`, `"organization-switcher": \[organizations\]`, `"user-profile": \[\["` + profile + `"\]\]`,
		`"WorkOS-Widgets-Version": "1", "WorkOS-Widgets-Type": widget, "Content-Type": "application/json" `,
	} {
		if !regexp.MustCompile(want).Match(text) {
			t.Errorf("ahead.ts has no %s", want)
		}
	}
}

func TestHeadStartAnswersOnceOnly(t *testing.T) {
	for name, wait := range map[string]time.Duration{"on its way": 0, "ready": time.Second} {
		t.Run(name, func(t *testing.T) {
			startedAhead(t, func(t *testing.T, r *rig, w *far) {
				time.Sleep(wait)
				bodies := make(chan string, 3)
				for range cap(bodies) {
					go func() { bodies <- r.first("user-profile", profile).body }()
				}
				given := map[string]bool{}
				for range cap(bodies) {
					given[<-bodies] = true
				}
				if len(given) != 3 {
					t.Errorf("three requests were given %v", given)
				}
				r.asks(w, both+" UserProfile/me UserProfile/me")
			})
		})
	}
}

// TestHeadStartIsMadeOnce: neither a second snapshot, nor one after a page has asked, begins another.
func TestHeadStartIsMadeOnce(t *testing.T) {
	startedAhead(t, func(t *testing.T, r *rig, w *far) {
		r.proxy.SessionChanged(true)
		time.Sleep(10 * time.Second)
		r.proxy.SessionChanged(false)
		r.proxy.SessionChanged(true)
		time.Sleep(time.Second)
		r.asks(w, both)
	})
	synctest.Test(t, func(t *testing.T) {
		w := &far{}
		r := newTripperRig(t, w.RoundTrip)
		r.proxy.SessionChanged(false)
		time.Sleep(time.Second)
		r.asks(w, "")
		r.first("user-profile", profile)
		r.proxy.SessionChanged(true)
		time.Sleep(time.Second)
		r.asks(w, "UserProfile/me")
	})
}

func TestHeadStartIsForgotten(t *testing.T) {
	role := zoe("org_acme")
	role.Role, role.Permissions = "member", nil
	other := zoe("org_acme")
	other.Session = "session_2"
	become := func(id *session.Identity) func(*rig) {
		return func(r *rig) { r.session.Become(id); r.proxy.SessionChanged(id != nil) }
	}
	back := func(id *session.Identity) func(*rig) {
		return func(r *rig) { become(id)(r); become(zoe("org_acme"))(r) }
	}
	change := func(method, path string) func(*rig) { return func(r *rig) { r.do(method, path, "{}") } }
	for name, what := range map[string]func(*rig){
		"after five seconds":          func(*rig) { time.Sleep(5 * time.Second) },
		"at a switch":                 become(zoe("org_globex")),
		"at a switch there and back":  back(zoe("org_globex")),
		"at a change of role":         become(role),
		"at a change of role undone":  back(role),
		"at another session":          become(other),
		"at a sign-out and a sign-in": back(nil),
		"at a change":                 change(http.MethodPost, profile),
		"at a change elsewhere":       change(http.MethodDelete, "/_widgets/UserProfile/sessions/revoke/id_1"),
		"at a step-up's question":     change(http.MethodPost, "/client/graphql"),
	} {
		for when, wait := range map[string]time.Duration{" when it is ready": time.Second, " on its way": 0} {
			if strings.HasPrefix(name, "after") && wait == 0 {
				continue
			}
			t.Run(name+when, func(t *testing.T) {
				startedAhead(t, func(t *testing.T, r *rig, w *far) {
					time.Sleep(wait)
					what(r)
					var err error
					if r.standIn, err = r.tokens.StandIn("user-profile"); err != nil {
						t.Fatal(err)
					}
					before, begun := w.asked(), time.Now()
					if got := r.first("user-profile", profile); got.status != http.StatusOK || time.Since(begun) != distance || w.asked() == before {
						t.Errorf("HTTP %d %s after %v", got.status, got.body, time.Since(begun))
					}
				})
			})
			t.Run(name+when+", by the stand-in of before", func(t *testing.T) {
				startedAhead(t, func(t *testing.T, r *rig, _ *far) {
					synctest.Wait() // both are with WorkOS
					time.Sleep(wait)
					what(r)
					if got := r.first("user-profile", profile); got.body == `{"request":1}` || got.body == `{"request":2}` {
						t.Errorf("HTTP %d %s", got.status, got.body)
					}
				})
			})
		}
	}
}

// TestHeadStartIsForgottenUnderAPageThatWaits: it had joined, and the session moved on before the answer.
func TestHeadStartIsForgottenUnderAPageThatWaits(t *testing.T) {
	startedAhead(t, func(t *testing.T, r *rig, w *far) {
		got := make(chan reply, 1)
		go func() { got <- r.first("user-profile", profile) }()
		time.Sleep(distance / 2)
		r.session.Become(zoe("org_globex"))
		r.proxy.SessionChanged(true)
		r.fails(<-got, http.StatusUnauthorized, "stale_token")
		r.asks(w, both)
	})
}

// TestHeadStartIsForNobodyElseAttack: the page has the stand-in that it was fetched for, and nobody has been told of the
// change yet.
func TestHeadStartIsForNobodyElseAttack(t *testing.T) {
	changed := func(change func(*session.Identity)) *session.Identity {
		id := zoe("org_acme")
		change(id)
		return id
	}
	for name, test := range map[string]struct {
		now  *session.Identity
		code string // "" where the stand-in is still good
	}{
		"another role":         {now: changed(func(id *session.Identity) { id.Role = "member" })},
		"other permissions":    {now: changed(func(id *session.Identity) { id.Permissions = nil })},
		"another organization": {zoe("org_globex"), "stale_token"},
		"another session":      {changed(func(id *session.Identity) { id.Session = "session_2" }), "stale_token"},
		"another user":         {changed(func(id *session.Identity) { id.User = "user_nia" }), "stale_token"},
		"nobody":               {nil, "signed_out"},
	} {
		t.Run(name, func(t *testing.T) {
			startedAhead(t, func(t *testing.T, r *rig, w *far) {
				time.Sleep(time.Second)
				r.session.Become(test.now)
				got := r.first("user-profile", profile)
				if test.code != "" {
					r.fails(got, http.StatusUnauthorized, test.code)
				} else if got.body != `{"request":3}` {
					t.Errorf("HTTP %d %s", got.status, got.body)
				}
			})
		})
	}
}

func TestHeadStartsErrorsAreNotServed(t *testing.T) {
	answers := func(status int, body string) tripper {
		return func(req *http.Request) (*http.Response, error) { return jsonResponse(req, status, body), nil }
	}
	for name, ahead := range map[string]tripper{
		"expired":       answers(http.StatusUnauthorized, `{"message":"no"}`),
		"not permitted": answers(http.StatusForbidden, `{"message":"no"}`),
		"too many":      answers(http.StatusTooManyRequests, `{"message":"no"}`),
		"trouble":       answers(http.StatusInternalServerError, `{"message":"no"}`),
		"nothing":       answers(http.StatusNoContent, ""),
		"too large":     answers(http.StatusOK, strings.Repeat(" ", 8<<20+1)),
		"a portal's page": func(req *http.Request) (*http.Response, error) {
			res := jsonResponse(req, http.StatusOK, "<html>")
			res.Header.Set("Content-Type", "text/html")
			return res, nil
		},
		"a broken line": func(*http.Request) (*http.Response, error) { return nil, errors.New("broken") },
		"a panic":       func(*http.Request) (*http.Response, error) { panic("of the transport") },
	} {
		for when, wait := range map[string]time.Duration{" on its way": 0, " ready": time.Second} {
			t.Run(name+when, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := &far{ahead: ahead}
					r := newTripperRig(t, w.RoundTrip)
					r.proxy.SessionChanged(true)
					synctest.Wait()
					time.Sleep(wait)
					if got := r.first("user-profile", profile); got.status != http.StatusOK || got.body != `{"request":3}` {
						t.Errorf("HTTP %d %s", got.status, got.body)
					}
					r.asks(w, both+" UserProfile/me")
					if n := r.session.Refreshes(); n != 0 {
						t.Errorf("%d refreshes for what nobody had asked for yet", n)
					}
				})
			})
		}
	}
}

// TestHeadStartWithoutATokenLeavesThePageToAsk: neither its failure nor its end is the page's.
func TestHeadStartWithoutATokenLeavesThePageToAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &far{}
		r := newTripperRig(t, w.RoundTrip)
		r.session.Fail(errors.New("no token"))
		r.proxy.SessionChanged(true)
		synctest.Wait()
		r.session.Fail(nil)
		if got := r.first("user-profile", profile); got.status != http.StatusOK {
			t.Errorf("HTTP %d %s", got.status, got.body)
		}
		r.asks(w, "UserProfile/me")
	})
}

// TestSandboxHeadStartWithAnAPIKey: the widget token is made ahead too, the one that the page's requests go with.
func TestSandboxHeadStartWithAnAPIKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, world := signIn(t, sandbox.Zoe, sandbox.Acme, sandbox.APIKey)
		var profiles atomic.Int64
		world.Fail(func(req *http.Request) *sandbox.Fault {
			if req.URL.Path == profile {
				profiles.Add(1)
			}
			return nil
		})
		r.proxy.SessionChanged(true)
		if got := r.first("user-profile", profile); got.status != http.StatusOK || !strings.Contains(got.body, "Ångström") {
			t.Errorf("HTTP %d %s", got.status, got.body)
		}
		synctest.Wait()
		if n := world.Counts().WidgetTokens; n != 1 || profiles.Load() != 1 {
			t.Errorf("%d widget tokens, %d requests for the profile", n, profiles.Load())
		}
	})
}

func TestHeadStartEndsWithTheProxy(t *testing.T) {
	for name, wait := range map[string]time.Duration{"on its way": distance / 2, "ready": time.Second} {
		t.Run(name, func(t *testing.T) {
			startedAhead(t, func(t *testing.T, r *rig, w *far) {
				time.Sleep(wait)
				begun := time.Now()
				r.proxy.Close() // goroutines that are left would hold up the bubble
				if took := time.Since(begun); took != 0 {
					t.Errorf("closing took %v", took)
				}
				r.proxy.SessionChanged(true)
				r.fails(r.first("user-profile", profile), http.StatusServiceUnavailable, "closing")
				r.asks(w, both)
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		w := &far{}
		r := newTripperRig(t, w.RoundTrip)
		r.proxy.Close()
		r.proxy.SessionChanged(true)
		r.asks(w, "")
	})
}

// TestPageThatLeavesTheHeadStartTakesNothingWithIt is for development, where a request may end before its answer.
func TestPageThatLeavesTheHeadStartTakesNothingWithIt(t *testing.T) {
	startedAhead(t, func(t *testing.T, r *rig, w *far) {
		ctx, cancel := context.WithTimeout(t.Context(), distance/2)
		defer cancel()
		req := r.request(http.MethodGet, profile, "")
		req.Header.Set("Accept", "*/*")
		r.send(req.WithContext(ctx))
		if got := r.first("organization-switcher", organizations); got.status != http.StatusOK {
			t.Errorf("HTTP %d %s", got.status, got.body)
		}
		r.asks(w, both)
	})
}

// TestHeadStartIsForItsOwnStandInAttack: whoever holds another token, or asks for something else, gets nothing of it, and
// takes nothing away from the page.
func TestHeadStartIsForItsOwnStandInAttack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTripperRig(t, (&far{}).RoundTrip)
		r.session.Become(zoe("org_globex"))
		elsewhere, err := r.tokens.StandIn("user-profile")
		if err != nil {
			t.Fatal(err)
		}
		r.session.Become(zoe("org_acme"))
		if r.standIn, err = r.tokens.StandIn("user-profile"); err != nil {
			t.Fatal(err)
		}
		r.proxy.SessionChanged(true)
		time.Sleep(time.Second)
		for name, change := range map[string]func(*http.Request){
			"no token":         func(req *http.Request) { req.Header.Del("Authorization") },
			"another":          func(req *http.Request) { req.Header.Set("Authorization", "Bearer "+r.standIn[:len(r.standIn)-1]+"1") },
			"two":              func(req *http.Request) { req.Header.Add("Authorization", "Bearer "+r.standIn) },
			"of an old place":  func(req *http.Request) { req.Header.Set("Authorization", "Bearer "+elsewhere) },
			"another widget's": func(req *http.Request) { req.Header.Set("WorkOS-Widgets-Type", "user-sessions") },
			"no widget's":      func(req *http.Request) { req.Header.Del("WorkOS-Widgets-Type") },
			"another version":  func(req *http.Request) { req.Header.Set("WorkOS-Widgets-Version", "2") },
			"stepped up":       func(req *http.Request) { req.Header.Set("X-Elevated-Access-Token", "elevated") },
			"with a query":     func(req *http.Request) { req.URL.RawQuery = "limit=1" },
		} {
			req := r.request(http.MethodGet, profile, "")
			req.Header.Set("Accept", "*/*")
			change(req)
			if got := r.send(req); got.body == `{"request":1}` || got.body == `{"request":2}` {
				t.Errorf("%s is given what was fetched ahead: HTTP %d %s", name, got.status, got.body)
			}
		}
		begun := time.Now()
		if got := r.first("user-profile", profile); got.status != http.StatusOK || time.Since(begun) != 0 {
			t.Errorf("the page was given HTTP %d %s after %v", got.status, got.body, time.Since(begun))
		}
	})
}
