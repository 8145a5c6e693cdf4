//go:build linux && tour

package tour

import (
	"net/http"
	"testing"

	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/tour/atspi"
	"workos-widgets/internal/tour/desktop"
)

// looks takes pictures of what the window shows in every look it has: light and dark, usual and smallest. Unless
// there is time for that, it is one picture.
type looks struct {
	desk  *portal
	small bool // whether the window is as small as it goes
}

func (l *looks) picture(t *tour, name string) {
	t.t.Helper()
	if !*long {
		t.picture(name)
		return
	}
	schemes := []uint32{lightScheme, darkScheme}
	for range 2 {
		for _, scheme := range schemes {
			t.check(l.desk.set(scheme))
			look := map[uint32]string{lightScheme: "light", darkScheme: "dark"}[scheme]
			t.eventually("a "+look+" window", map[uint32]func() bool{lightScheme: t.light, darkScheme: t.dark}[scheme])
			size := ""
			if l.small {
				size = "-small"
			}
			t.picture(name + "-" + look + size)
		}
		schemes[0], schemes[1] = schemes[1], schemes[0] // the window keeps its look while it changes its size
		l.resize(t, !l.small)
	}
	l.resize(t, !l.small)
}

func (l *looks) resize(t *tour, small bool) {
	t.t.Helper()
	if l.small = small; small {
		t.smallest()
	} else {
		t.usual()
	}
}

// TestStatesExplainThemselves brings about what can be with a session and with WorkOS, and looks at how the window
// says it, in both themes and as small as it goes.
func TestStatesExplainThemselves(t *testing.T) {
	t.Parallel()
	tour := start(t, stage{subject: "states", workos: true})
	l := &looks{desk: tour.servePortal()}
	tour.step("first run, and the way through the browser", func() { tour.showsWayIn(l) })
	tour.step("WorkOS can't be reached", func() { tour.showsOffline(l) })
	tour.step("a widget fails", func() { tour.showsFailedWidget(l) })
	tour.step("a role lacks a permission, and an organization wants a sign-in of its own", func() { tour.showsWhatIsMissing(l) })
	tour.step("a membership is gone", func() { tour.showsLostMembership(l) })
	tour.step("the session was ended", func() { tour.showsEnd(l) })
	tour.step("somebody acts as the person", func() { tour.showsImpersonation(l) })
	tour.step("safe mode, and a session that ends soon", func() { tour.showsEndSoon(l) })
	tour.step("the configuration is wrong", func() { tour.showsMisconfiguration(l) })
}

func (t *tour) showsWayIn(l *looks) {
	t.open()
	t.see(heading("Welcome to WorkOS Widgets"))
	l.picture(t, "first-run")
	t.press(button("Sign in"))
	t.see(heading("Continue in your browser"))
	l.picture(t, "waiting")
	t.answers(zoe, "")
	t.see(heading("Choose an organization"))
	l.picture(t, "choosing")
	t.press(atspi.Query{Roles: []atspi.Role{atspi.Button}, Contains: "Acme Corp"})
	t.see(switcher("Acme Corp"))
}

// renews has the session renewed, as somebody does who was just given a role.
func (t *tour) renews() {
	t.t.Helper()
	t.command("Check permissions", "")
}

func (t *tour) showsOffline(l *looks) {
	t.visit("Members")
	t.see(main("Hannah Kowalczyk"))
	t.workos.goAway()
	t.renews()
	t.see(says("WorkOS can't be reached. Your session is safe; we keep trying."))
	t.see(main("Hannah Kowalczyk"))
	t.gone(button("Dismiss")) // the bar says what became of the command; it is not said once more
	l.picture(t, "offline")
	t.workos.comeBack()
	notices := atspi.A(atspi.Landmark, "Notices")
	t.press(button("Try again").In(notices))
	t.gone(notices)
	t.press(button("Refresh"))
	t.see(main("Hannah Kowalczyk"))
}

func (t *tour) showsFailedWidget(l *looks) {
	mended := t.workos.troubled("/_widgets/", http.StatusServiceUnavailable)
	t.visit("Sessions")
	t.see(button("Try again").Following(navigation))
	l.picture(t, "widget-failed")
	mended()
	t.press(button("Refresh"))
	t.see(main("This device"))
}

func (t *tour) showsWhatIsMissing(l *looks) {
	t.command("Globex", "")
	t.see(switcher("Globex"))
	t.visit("Members")
	t.see(main("Your role does not allow this yet"))
	l.picture(t, "locked")
	t.command("Initech", "")
	t.see(heading("Sign in to Initech"))
	l.picture(t, "step-up")
	t.press(button("Cancel"))
	_, err := t.browser.await(t.ctx)
	t.check(err)
	t.see(switcher("Globex"))
}

func (t *tour) showsLostMembership(l *looks) {
	t.check(t.workos.RemoveMembership(zoe, sandbox.Globex))
	t.renews()
	t.see(says("You are no longer a member of the organization you were in."))
	l.picture(t, "membership-gone")
}

func (t *tour) showsEnd(l *looks) {
	t.check(t.workos.revoke())
	// The keys ask WorkOS again, and do nothing where pages that are got ready have noticed it before: a command of the
	// palette would be gone by then.
	t.keys(atspi.Control, atspi.KeyR)
	t.see(button("Sign in").Is(atspi.Enabled))
	t.see(says("WorkOS has ended your session."))
	l.picture(t, "ended")
}

func (t *tour) showsImpersonation(l *looks) {
	t.workos.impersonated("support@workos.example", "Ticket 4711")
	t.becomes(okafor, sandbox.Acme)
	t.see(says("support@workos.example is acting as Max Okafor: Ticket 4711."))
	l.picture(t, "impersonated")
	t.workos.impersonated("", "")
	t.press(button("Sign out"))
	t.see(button("Sign in").Is(atspi.Enabled))
	_, err := t.browser.await(t.ctx) // WorkOS's logout page
	t.check(err)
	l.picture(t, "signed-out")
	t.quit()
}

func (t *tour) showsEndSoon(l *looks) {
	env := t.env
	t.env = append(t.env, "WORKOS_IDLE_AFTER=1m")
	t.process = t.launch("--safe-mode")
	t.find()
	t.see(says("Safe mode: this window is drawn without the graphics card."))
	t.becomes(zoe, sandbox.Acme)
	t.see(switcher("Acme Corp"))
	t.see(says("because it is not being used."))
	l.small = false // safe mode leaves the place of the last time alone
	l.picture(t, "ends-soon-in-safe-mode")
	t.press(button("Stay signed in"))
	t.see(says("Your session ends in 0:5"))
	t.quit()
	t.env = env
}

func (t *tour) showsMisconfiguration(l *looks) {
	env := t.env
	t.env = append(t.env, "WORKOS_CLIENT_ID=a-client", "WORKOS_API_URL=http://workos.example")
	t.open()
	t.see(heading("This needs setting up first"))
	t.see(says("client_"))
	l.picture(t, "misconfigured")
	t.quit()
	t.env = env
}

// TestPagesWhileTheyLoad looks at every page before WorkOS has answered.
func TestPagesWhileTheyLoad(t *testing.T) {
	takesLong(t)
	t.Parallel()
	tour := start(t, stage{subject: "loading", workos: true})
	tour.step("shows where things will be", func() {
		tour.open()
		tour.becomes(zoe, sandbox.Acme)
		tour.see(switcher("Acme Corp"))
		tour.see(main("zoe@acme.example"))
		quick := tour.workos.slow("/_widgets/")
		for _, name := range tour.pageNames()[1:] {
			tour.visit(name)
			tour.picture(fileName(name))
		}
		quick()
		tour.quit()
	})
}

// TestKeychainThatIsLocked signs in where nothing keeps the session.
func TestKeychainThatIsLocked(t *testing.T) {
	t.Parallel()
	tour := start(t, stage{subject: "keychain", workos: true, desktop: desktop.Options{NoKeyring: true}})
	l := &looks{desk: tour.servePortal()}
	tour.step("says so, and goes on", func() {
		tour.open()
		tour.becomes(zoe, sandbox.Acme)
		tour.see(switcher("Acme Corp"))
		tour.see(says("keychain"))
		tour.screenshot("locked")
		l.picture(tour, "locked")
		tour.visit("Members")
		tour.see(main("Hannah Kowalczyk"))
		tour.quit()
	})
}
