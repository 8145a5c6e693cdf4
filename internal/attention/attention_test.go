package attention

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"workos-widgets/internal/session"
)

// look is one call of Look and what is expected of it; "" is no notification.
type look struct {
	snapshot session.Snapshot
	front    bool
	want     Kind
}

func signedIn(id string, problems ...session.Problem) session.Snapshot {
	return session.Snapshot{Status: session.SignedIn, Session: id, Organization: "org_a", Problems: problems}
}

func signedOut(problems ...session.Problem) session.Snapshot {
	return session.Snapshot{Status: session.SignedOut, Problems: problems}
}

func signingIn(step session.SignInStep, at int64, problems ...session.Problem) session.Snapshot {
	return session.Snapshot{Status: session.SigningIn, SignIn: &session.SignIn{Step: step, StartedAt: at}, Problems: problems}
}

func steppingUp(id, organization string, at int64) session.Snapshot {
	s := signedIn(id)
	s.SignIn = &session.SignIn{Step: session.WaitingForBrowser, Organization: organization, StartedAt: at}
	return s
}

func problem(code string, since int64) session.Problem {
	return session.Problem{Code: code, Since: since, Message: "m"}
}

func withProblem(s session.Snapshot, code string) session.Snapshot {
	in := *s.SignIn
	in.Problem = &session.Problem{Code: code}
	s.SignIn = &in
	return s
}

const away, front = false, true

func TestWhatIsToldAndWhatIsNot(t *testing.T) {
	ended := problem(problemEnded, 100)
	tests := map[string][]look{
		"the session ends behind other windows": {
			{signedIn("s1"), away, ""}, {signedOut(ended), away, SessionEnded}, {signedOut(ended), away, ""},
			{signedOut(ended, problem("offline", 101)), away, ""},
		},
		"the session ends before the person's eyes": {
			{signedIn("s1"), front, ""}, {signedOut(ended), front, ""}, {signedOut(ended), away, ""},
		},
		"they have seen it, and it happens again": {
			{signedOut(ended), away, SessionEnded}, {signedOut(ended), front, ""}, {signedIn("s2"), front, ""},
			{signedIn("s2"), away, ""}, {signedOut(problem(problemEnded, 200)), away, SessionEnded},
		},
		"it had ended when the application started in the background": {
			{session.Snapshot{Status: session.Restoring}, away, ""}, {signedOut(ended), away, SessionEnded},
		},
		"they sign out themselves": {
			{signedIn("s1"), front, ""}, {signedIn("s1"), away, ""}, {signedOut(), away, ""}, {signedOut(problem("logout-page", 5)), away, ""},
		},
		"they sign out after the end": {
			{signedOut(ended), front, ""}, {signedOut(), away, ""},
		},
		"they sign in in the browser and are quick": {
			{signedOut(), front, ""}, {signingIn(session.WaitingForBrowser, 1), front, ""}, {signingIn(session.WaitingForBrowser, 1), away, ""},
			{signingIn(session.Exchanging, 1), away, ""}, {signedIn("s1"), away, ""},
		},
		"they cancel in the browser": {
			{signingIn(session.WaitingForBrowser, 1), front, ""}, {signedOut(), away, ""}, {signedOut(problem("cancelled", 5)), away, ""},
		},
		"a sign-in begins while they are elsewhere": {
			{signedOut(), away, ""}, {signingIn(session.WaitingForBrowser, 1), away, BrowserWaits}, {signingIn(session.WaitingForBrowser, 1), away, ""},
			{signingIn(session.WaitingForBrowser, 2), away, BrowserWaits},
		},
		"the browser leads to a question": {
			{signingIn(session.WaitingForBrowser, 1), front, ""}, {signingIn(session.WaitingForBrowser, 1), away, ""},
			{signingIn(session.ChoosingOrganization, 1), away, QuestionWaits}, {signingIn(session.ChoosingOrganization, 1), away, ""},
			{signingIn(session.Exchanging, 1), away, ""},
		},
		"the question is before their eyes": {
			{signingIn(session.ChoosingOrganization, 1), front, ""}, {signingIn(session.ChoosingOrganization, 1), away, ""},
		},
		"somebody else came back from the browser": {
			{steppingUp("s1", "org_b", 1), front, ""},
			{session.Snapshot{Status: session.SignedIn, Session: "s1", SignIn: &session.SignIn{Step: session.ConfirmingUser, StartedAt: 1}}, away, QuestionWaits},
		},
		"the browser does not open": {
			{signingIn(session.WaitingForBrowser, 1), front, ""}, {withProblem(signingIn(session.WaitingForBrowser, 1), "browser"), away, QuestionWaits},
			{withProblem(signingIn(session.WaitingForBrowser, 1), "browser"), away, ""}, {withProblem(signingIn(session.WaitingForBrowser, 1), "callback"), away, QuestionWaits},
		},
		"a switch needs a sign-in": {
			{signedIn("s1"), away, ""}, {steppingUp("s1", "org_b", 1), away, SignInNeeded}, {steppingUp("s1", "org_b", 1), away, ""}, {signedIn("s1"), away, ""},
		},
		"the organization asks again and again": {
			{signedIn("s1", problem(problemSignIn, 1)), away, SignInNeeded}, {signedIn("s1"), away, ""},
			{signedIn("s1", problem(problemSignIn, 9)), away, SignInNeeded}, {signedIn("s1", problem(problemSignIn, 9)), away, ""},
			{signedIn("s1"), away, ""}, {signedIn("s1", problem(problemSignIn, 20)), front, ""}, {signedIn("s1", problem(problemSignIn, 20)), away, ""},
			{signedIn("s2", problem(problemSignIn, 20)), away, SignInNeeded},
		},
		"WorkOS asks which organization": {
			{signedIn("s1", problem(problemChoose, 1)), away, QuestionWaits}, {signedIn("s1", problem(problemChoose, 1)), away, ""},
			{signedIn("s1"), away, ""}, {signedIn("s1", problem(problemChoose, 2)), away, QuestionWaits},
		},
		"the session ends during a sign-in that is under way": {
			{steppingUp("s1", "org_b", 1), front, ""}, {signingIn(session.WaitingForBrowser, 1, ended), away, BrowserWaits},
			{signedOut(ended), away, SessionEnded}, // it came to nothing
		},
		"trouble that mends itself": {
			{signedIn("s1", problem("offline", 1), problem("keychain", 2)), away, ""}, {signedOut(problem("offline", 1)), away, ""},
			{session.Snapshot{Status: session.Misconfigured, Problems: []session.Problem{problem("misconfigured", 1)}}, away, ""},
		},
	}
	for name, looks := range tests {
		t.Run(name, func(t *testing.T) {
			var w Watcher
			for i, l := range looks {
				l.snapshot.Revision = int64(i)
				n, tell := w.Look(l.snapshot, l.front)
				if n.Kind != l.want || tell != (l.want != "") {
					t.Errorf("look %d: %+v, %v; want %q", i, n, tell, l.want)
				}
			}
		})
	}
}

func TestAnOldSnapshotIsIgnored(t *testing.T) {
	var w Watcher
	now, before := signedIn("s1"), signedOut(problem(problemEnded, 1))
	now.Revision, before.Revision = 2, 1
	w.Look(now, away)
	if n, tell := w.Look(before, away); tell {
		t.Errorf("told %+v", n)
	}
}

func TestStandsUntilItIsOver(t *testing.T) {
	var w Watcher
	s := signingIn(session.ChoosingOrganization, 1)
	n, tell := w.Look(s, away)
	if !tell || !Stands(n, s) {
		t.Errorf("%+v, %v does not stand", n, tell)
	}
	for _, later := range []session.Snapshot{signedIn("s1"), signingIn(session.Exchanging, 1), signingIn(session.ChoosingOrganization, 2), signedOut()} {
		if Stands(n, later) {
			t.Errorf("it still stands in %+v", later)
		}
	}
}

// "Use another account" brings the browser to the front first, and begins the sign-in seconds later.
func TestASignInTheyAreBusyWithIsNotToldUnlessItIsForgotten(t *testing.T) {
	var w Watcher
	w.Look(signedIn("s1"), front)
	w.Look(signedOut(), away)
	begun := signingIn(session.WaitingForBrowser, 5)
	n, tell := w.Look(begun, away)
	if !tell || n.Kind != BrowserWaits || n.After < time.Minute {
		t.Errorf("%+v, %v: told of what they are doing", n, tell)
	}
	if !Stands(n, begun) || Stands(n, signingIn(session.Exchanging, 5)) || Stands(n, signedIn("s2")) {
		t.Error("it does not stand for as long as the browser waits, and no longer")
	}
	for _, s := range []session.Snapshot{
		signedOut(problem(problemEnded, 1)), signingIn(session.ChoosingOrganization, 1), withProblem(begun, "browser"),
		steppingUp("s1", "org_b", 1), signedIn("s1", problem(problemSignIn, 1)),
	} {
		if n := concerns(s)[0]; n.After != Pause {
			t.Errorf("%+v waits", n)
		}
	}
}

func TestTheWordsAreShortAndNameNobody(t *testing.T) {
	s := []session.Snapshot{
		signedOut(problem(problemEnded, 1)), signingIn(session.WaitingForBrowser, 1), signingIn(session.ChoosingOrganization, 1),
		signingIn(session.ConfirmingUser, 1), withProblem(signingIn(session.WaitingForBrowser, 1), "browser"), steppingUp("s1", "org_secret", 1),
		signedIn("s1", problem(problemSignIn, 1)), signedIn("s1", problem(problemChoose, 1)),
	}
	for _, one := range s {
		one.User = &session.User{ID: "user_1", Email: "zoe@acme.example", FirstName: "Zoe", LastName: "Ångström"}
		all := concerns(one)
		if len(all) != 1 {
			t.Fatalf("%+v has %d concerns", one, len(all))
		}
		n := all[0]
		text := n.Title + " " + n.Body
		if len(n.Title) > 50 || len(n.Body) > 100 || n.Title == "" || !strings.HasSuffix(n.Body, ".") || strings.ContainsAny(text, "!@_") || strings.Contains(text, "Zoe") {
			t.Errorf("%q, %q", n.Title, n.Body)
		}
	}
}

// The session keeps its codes to itself.
func TestTheSessionStillHasTheseProblems(t *testing.T) {
	raw, err := os.ReadFile("../session/words.go")
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, m := range regexp.MustCompile(`(?m)^\tcode\w+\s*= "([a-z-]+)"$`).FindAllStringSubmatch(string(raw), -1) {
		codes = append(codes, m[1])
	}
	for _, code := range []string{problemEnded, problemSignIn, problemChoose} {
		if !slices.Contains(codes, code) {
			t.Errorf("there is no %q among %q", code, codes)
		}
	}
}

func TestManyMayLookAtOnceAndOneIsTold(t *testing.T) {
	var (
		w    Watcher
		all  sync.WaitGroup
		mu   sync.Mutex
		told int
	)
	for range 16 {
		all.Go(func() {
			if _, tell := w.Look(signedOut(problem(problemEnded, 1)), away); tell {
				mu.Lock()
				told++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}
