// Package attention decides which native notification to show, from what the session says and from whether the
// window is in front. It tells each thing once, nothing that the person has had before their eyes, and nothing
// about what they did themselves.
package attention

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"workos-widgets/internal/session"
	"workos-widgets/internal/words"
)

const (
	// Pause is the After of most notifications: the window may have been asked to come to the front, which takes
	// a moment.
	Pause = 2 * time.Second
	// forgotten is how long a sign-in waits in the browser before it is worth a word. Every sign-in begins in the
	// window, and for as long as this people are taken to be busy with it.
	forgotten = 2 * time.Minute
)

// Kind is what a notification is about.
type Kind string

// The kinds of notifications.
const (
	// SessionEnded means that the session is over, and not by the person's wish.
	SessionEnded Kind = "session-ended"
	// QuestionWaits means that the window asks something without which a sign-in does not go on.
	QuestionWaits Kind = "question-waits"
	// SignInNeeded means that an organization asks for a sign-in of its own.
	SignInNeeded Kind = "sign-in-needed"
	// BrowserWaits means that a sign-in waits in the browser, and has for a while.
	BrowserWaits Kind = "browser-waits"
)

// Notification is what to show. It names nobody: a locked screen may show it too.
type Notification struct {
	// ID is the same for the same thing, so that the system shows it once and can take it away again.
	ID    string
	Kind  Kind
	Title string
	Body  string
	// After is how long to wait before it is shown, if Stands still says so and the window is not in front then.
	After time.Duration
}

// Watcher remembers what the person knows already. The zero value is ready, and it is safe for concurrent use.
type Watcher struct {
	mu       sync.Mutex
	revision int64
	session  string
	known    map[string]bool
}

// Look takes the session as it is now, and whether the window is in front. It is to be called at every
// snapshot, and when the window comes to the front; the notification is one to show if the second result is
// true. A snapshot older than one it has seen is ignored.
func (w *Watcher) Look(s session.Snapshot, front bool) (Notification, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s.Revision < w.revision {
		return Notification{}, false
	}
	w.revision = s.Revision
	all := concerns(s)
	w.forget(s.Session, all)
	fresh := slices.DeleteFunc(all, func(n Notification) bool { return w.known[n.ID] })
	for _, n := range fresh {
		w.known[n.ID] = true
	}
	if front || len(fresh) == 0 {
		return Notification{}, false
	}
	return fresh[0], true // the rest of them lies behind it, in the window
}

// forget lets go of what belonged to another session.
func (w *Watcher) forget(sessionID string, all []Notification) {
	if w.known != nil && w.session == sessionID {
		return
	}
	kept := map[string]bool{}
	for _, n := range all {
		if w.known[n.ID] {
			kept[n.ID] = true
		}
	}
	w.known, w.session = kept, sessionID
}

// Stands reports whether what a notification says is still so.
func Stands(n Notification, s session.Snapshot) bool {
	return slices.ContainsFunc(concerns(s), func(c Notification) bool { return c.ID == n.ID })
}

// The problems of a snapshot that concern us, by their codes.
const (
	problemEnded  = "ended"
	problemSignIn = "sign-in-required"
	problemChoose = "choose-organization"
)

// concerns is everything a snapshot has that is worth a notification, the weightiest first.
func concerns(s session.Snapshot) []Notification {
	var all []Notification
	if p := find(s, problemEnded); p != nil && s.Status == session.SignedOut {
		all = append(all, note(SessionEnded, p.Since, words.T("Your session has ended"), words.T("Sign in again to go on.")))
	}
	if s.SignIn != nil {
		if n, ok := signIn(s.SignIn); ok {
			all = append(all, n)
		}
		return all // what the problems ask for is under way
	}
	if p := find(s, problemChoose); p != nil {
		all = append(all, note(QuestionWaits, fmt.Sprint(s.Session, "/", p.Since), words.T("Which organization?"), words.T("WorkOS wants to know which one you want to work in. Choose it in the window.")))
	}
	if p := find(s, problemSignIn); p != nil {
		all = append(all, note(SignInNeeded, fmt.Sprint(s.Session, "/", p.Since), words.T("Your organization asks you to sign in again"), words.T("Open the window to do so.")))
	}
	return all
}

// signIn is what a sign-in under way waits for, if it is the person.
func signIn(in *session.SignIn) (Notification, bool) {
	switch in.Step {
	case session.ChoosingOrganization:
		return note(QuestionWaits, in.StartedAt, words.T("Which organization?"), words.T("Your sign-in goes on once you have chosen one in the window.")), true
	case session.ConfirmingUser:
		return note(QuestionWaits, in.StartedAt, words.T("Somebody else signed in in the browser"), words.T("Say in the window whether that was meant.")), true
	case session.WaitingForBrowser:
	default:
		return Notification{}, false
	}
	switch {
	case in.Problem != nil:
		return note(QuestionWaits, fmt.Sprint(in.StartedAt, "/", in.Problem.Code), words.T("Your sign-in needs you"), words.T("The window says what happened and how to go on.")), true
	case in.Organization != "":
		return note(SignInNeeded, in.StartedAt, words.T("The organization asks you to sign in"), words.T("Its sign-in waits in your browser.")), true
	}
	n := note(BrowserWaits, in.StartedAt, words.T("Your sign-in waits in the browser"), words.T("Finish it there, or cancel it in the window."))
	n.After = forgotten
	return n, true
}

func note(kind Kind, of any, title, body string) Notification {
	return Notification{ID: fmt.Sprint(kind, "/", of), Kind: kind, Title: title, Body: body, After: Pause}
}

func find(s session.Snapshot, code string) *session.Problem {
	i := slices.IndexFunc(s.Problems, func(p session.Problem) bool { return p.Code == code })
	if i < 0 {
		return nil
	}
	return &s.Problems[i]
}
