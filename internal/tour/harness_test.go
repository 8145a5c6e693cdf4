//go:build linux && tour

package tour

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"workos-widgets/internal/sandbox"
	"workos-widgets/internal/tour/atspi"
	"workos-widgets/internal/tour/desktop"
)

const (
	// limit bounds one stage of the tour; whoever waits for it wants to know what it waits for.
	limit = 3 * time.Minute
	// patience bounds one look: what a person would wait for without a word.
	patience = 15 * time.Second
)

// output is where the pictures go, and binary what is toured.
const (
	output = "../../build/tour"
	binary = "../../build/bin/workos-widgets"
)

// stage is what a part of the tour plays on. The zero value is the embedded sandbox on an ordinary desktop.
type stage struct {
	// subject begins the names of the pictures; those of the tour through every page have a number alone.
	subject string
	desktop desktop.Options
	// workos has the application talk to a WorkOS of the test's own, in place of the embedded sandbox.
	workos bool
	// elsewhere says that the application is not the one that was built here, nor started with flags of the tour's.
	elsewhere bool
	// limit bounds the stage; 0 is the usual limit.
	limit time.Duration
}

// tour is a tour under way.
type tour struct {
	t       *testing.T // of the step that is being done
	subject string
	ctx     context.Context
	desk    *desktop.Desktop
	bus     *atspi.Bus
	browser *browser

	// flags and env are what the application is started with.
	flags, env []string
	workos     *workos // nil for the embedded sandbox

	process *desktop.Process
	app     *atspi.App

	pictures int
	reader   string // the program that reads the clipboard; "" until it is built
}

// start sets the stage: desktop, accessibility bus and browser. All of it ends with the test, also
// when the test is interrupted.
func start(t *testing.T, s stage) *tour {
	t.Helper()
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt, syscall.SIGTERM)
	t.Cleanup(stop)
	if s.limit == 0 {
		s.limit = limit
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.limit, fmt.Errorf("the tour took longer than %s", s.limit))
	t.Cleanup(cancel)

	if _, err := os.Stat(binary); err != nil && !s.elsewhere {
		t.Fatalf("The application is not built: make build. %v", err)
	}
	emptyOutput(t, s.subject)
	desk, err := desktop.Start(ctx, s.desktop)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := desk.Close(); err != nil {
			t.Error(err)
		}
	})
	bus, err := atspi.Connect(ctx, desk.Bus)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bus.Close() })
	tour := &tour{t: t, subject: s.subject, ctx: ctx, desk: desk, bus: bus, browser: newBrowser(ctx, t, desk.Dir)}
	tour.env = []string{"BROWSER=" + tour.browser.script, "WORKOS_LOG=debug"}
	switch {
	case s.workos:
		tour.workos = startWorkOS(t)
		tour.env = append(tour.env, "WORKOS_CLIENT_ID="+sandbox.ClientID, "WORKOS_API_URL="+tour.workos.address())
	case !s.elsewhere:
		tour.flags = []string{"--sandbox"}
	}
	return tour
}

// emptyOutput removes the pictures that a subject has from before.
func emptyOutput(t *testing.T, subject string) {
	t.Helper()
	if err := os.MkdirAll(output, 0o755); err != nil {
		t.Fatal(err)
	}
	old, err := filepath.Glob(filepath.Join(output, fileOf(subject, "[0-9]*.png")))
	if err != nil {
		t.Fatal(err)
	}
	old = append(old, filepath.Join(output, fileOf(subject, failure)))
	for _, file := range old {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

// failure is the picture of the screen on which the tour ended.
const failure = "failure.png"

// fileOf is the name of a subject's file.
func fileOf(subject, name string) string {
	if subject == "" {
		return name
	}
	return subject + "-" + name
}

// step does one part of the tour. Each rests on those before it, so the first failure ends the tour.
func (t *tour) step(name string, do func()) {
	outer := t.t
	outer.Helper()
	if !outer.Run(name, func(inner *testing.T) { t.t = inner; do() }) {
		outer.FailNow()
	}
	t.t = outer
}

// open starts the application with the arguments a person would give, and waits for its window.
func (t *tour) open() {
	t.t.Helper()
	t.process = t.launch()
	t.find()
}

// find waits until the application is on the accessibility bus.
func (t *tour) find() {
	t.t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	app, err := t.bus.App(ctx, t.process.PID())
	t.check(err)
	t.app = app
}

// launch starts a process of the application.
func (t *tour) launch(flags ...string) *desktop.Process {
	t.t.Helper()
	path, err := filepath.Abs(binary)
	t.check(err)
	p, err := t.desk.Start(desktop.Program{Path: path, Args: slices.Concat(t.flags, flags), Env: t.env})
	t.check(err)
	return p
}

// wait waits until a process has ended, and minds how.
func (t *tour) wait(p *desktop.Process) {
	t.t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	if err := p.Wait(ctx); err != nil {
		t.t.Fatalf("%v\n%s", err, p.Output())
	}
}

// see waits until the window shows a control and returns it.
func (t *tour) see(q atspi.Query) *atspi.Node {
	t.t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	n, err := t.app.Wait(ctx, q)
	t.check(err)
	return n
}

// gone waits until the window no longer shows a control.
func (t *tour) gone(q atspi.Query) {
	t.t.Helper()
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	t.check(t.app.WaitGone(ctx, q))
}

// eventually waits until something holds that the window does not show.
func (t *tour) eventually(what string, holds func() bool) {
	t.t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) || t.ctx.Err() != nil {
			t.check(fmt.Errorf("not seen: %s", what))
		}
	}
}

// requests is how many requests of widgets the application has passed on to WorkOS.
func (t *tour) requests() int { return strings.Count(t.process.Output(), "a widget's request") }

// press waits until a control can be pressed and presses it.
func (t *tour) press(q atspi.Query) {
	t.t.Helper()
	q = q.Is(atspi.Enabled)
	err := t.see(q).Press(t.ctx)
	if err != nil { // it was drawn anew between the look and the press
		err = t.see(q).Press(t.ctx)
	}
	t.check(err)
}

// fill puts the focus into a field, selects what is in it and types over it.
func (t *tour) fill(q atspi.Query, text string) {
	t.t.Helper()
	t.check(t.see(q.Is(atspi.Enabled)).Focus(t.ctx))
	field := t.see(q.Is(atspi.Focused))
	selected := func() bool {
		all, err := field.Selected(t.ctx)
		return err == nil && all
	}
	// The focus selects it most of the time. The key may go through the window's menu, which can be slower
	// than what is typed after it.
	if field.Text != "" && !selected() {
		t.check(t.bus.Chord(t.ctx, atspi.Control, atspi.KeyA))
		t.eventually("all of the field selected", selected)
	}
	t.check(t.bus.Type(t.ctx, text))
	t.see(atspi.Query{Roles: q.Roles, Contains: text, Within: q.Within})
}

// picture saves what the window shows as build/tour/NN-name.png, and minds that every control in it has a name.
func (t *tour) picture(name string) {
	t.t.Helper()
	time.Sleep(settle)
	t.minds(name)
	img, err := t.desk.Screenshot()
	t.check(err)
	area, err := t.see(atspi.Query{Roles: []atspi.Role{atspi.Document}}).Extents(t.ctx)
	t.check(err)
	t.check(desktop.SavePNG(t.next(name), crop(img, area)))
}

// screenshot saves the whole screen, for what is no part of the page.
func (t *tour) screenshot(name string) {
	t.t.Helper()
	time.Sleep(settle)
	img, err := t.desk.Screenshot()
	t.check(err)
	t.check(desktop.SavePNG(t.next(name), img))
}

// browserPicture saves what the system browser shows.
func (t *tour) browserPicture(name string) {
	t.t.Helper()
	t.check(t.browser.picture(t.next("browser-" + name)))
}

// inBrowser opens the address that the application has asked the system browser for, and returns it.
func (t *tour) inBrowser() string {
	t.t.Helper()
	address, err := t.browser.await(t.ctx)
	t.check(err)
	t.check(t.browser.visit(address))
	return address
}

// settle is how long a fade may take (120 ms in our own design, 200 ms in Radix's dialogs), so that
// pictures show what is left when it is over.
const settle = 300 * time.Millisecond

// next is the name of the next picture's file.
func (t *tour) next(name string) string {
	t.pictures++
	return filepath.Join(output, fileOf(t.subject, fmt.Sprintf("%02d-%s.png", t.pictures, name)))
}

func crop(img *image.RGBA, area image.Rectangle) image.Image {
	area = area.Intersect(img.Bounds())
	if area.Empty() {
		return img
	}
	out := image.NewRGBA(image.Rectangle{Max: area.Size()})
	draw.Draw(out, out.Bounds(), img, area.Min, draw.Src)
	return out
}

// check ends the tour on an error, with everything that helps to understand it: the tree of the
// window, what the programs printed, and a picture of the whole screen.
func (t *tour) check(err error) {
	if err == nil {
		return
	}
	t.t.Helper()
	screen := filepath.Join(output, fileOf(t.subject, failure))
	if img, shotErr := t.desk.Screenshot(); shotErr == nil {
		_ = desktop.SavePNG(screen, img)
	}
	var missing *atspi.NotFoundError
	tree := "(not read)"
	if errors.As(err, &missing) {
		tree = missing.Tree.Dump()
	}
	t.t.Fatalf("%v\n\nThe screen is in %s.\n\nThe window:\n%s\nThe programs:\n%s", err, screen, tree, t.desk.Logs())
}
