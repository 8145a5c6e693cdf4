//go:build linux && tour

package atspi_test

import (
	"context"
	"errors"
	"image"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/tour/atspi"
	"workos-widgets/internal/tour/desktop"
)

// TestDriverWorksARealWebView drives a WebKitGTK window of a few lines of C, so that what fails here
// is the driver's and not the application's.
func TestDriverWorksARealWebView(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	d, err := desktop.Start(ctx, desktop.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	bus, err := atspi.Connect(ctx, d.Bus)
	if err != nil {
		t.Fatal(err)
	}
	defer bus.Close()
	page, err := filepath.Abs("testdata/page.html")
	if err != nil {
		t.Fatal(err)
	}
	window, err := d.Start(desktop.Program{Path: compile(t), Args: []string{page}})
	if err != nil {
		t.Fatal(err)
	}
	app, err := bus.App(ctx, window.PID())
	if err != nil {
		t.Fatal(err)
	}
	see := func(q atspi.Query) *atspi.Node {
		t.Helper()
		n, err := app.Wait(ctx, q)
		if err != nil {
			var missing *atspi.NotFoundError
			if errors.As(err, &missing) {
				t.Log(missing.Tree.Dump())
			}
			t.Fatalf("%v\n%s", err, d.Logs())
		}
		return n
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	heading := see(atspi.Query{Roles: []atspi.Role{atspi.Heading}, Contains: "Zoë’s page"})
	if attributes, err := heading.Attributes(ctx); err != nil || attributes["level"] != "1" {
		t.Errorf("Attributes = %v, %v; want level 1", attributes, err)
	}
	if locked := see(atspi.A(atspi.Button, "Locked")); locked.States.Has(atspi.Enabled) {
		t.Errorf("%s: a disabled button is enabled", locked)
	}
	if area, err := see(atspi.A(atspi.Frame, "A window")).Extents(ctx); err != nil || area.Size().X < 600 || !area.In(image.Rect(0, 0, 1280, 900)) {
		t.Errorf("Extents = %v, %v; want a window on the screen", area, err)
	}

	must(see(atspi.A(atspi.Button, "Edit")).Press(ctx))
	see(atspi.Query{Roles: []atspi.Role{atspi.Paragraph}, Contains: "Pressed"})
	dialog := atspi.A(atspi.Dialog, "Edit profile")
	see(atspi.A(atspi.Button, "Edit").In(dialog))

	entry := see(atspi.Query{Roles: []atspi.Role{atspi.Entry}})
	must(entry.Focus(ctx))
	see(atspi.Query{Roles: []atspi.Role{atspi.Entry}}.Is(atspi.Focused))
	must(bus.Chord(ctx, atspi.Control, atspi.KeyA))
	must(bus.Type(ctx, "Åsa_O'Neil+1@acme.example"))
	see(atspi.Query{Roles: []atspi.Role{atspi.Paragraph}, Contains: "Typed Åsa_O'Neil+1@acme.example"})
	entry = see(atspi.Query{Roles: []atspi.Role{atspi.Entry}, Contains: "Åsa"})
	if all, err := entry.Selected(ctx); err != nil || all {
		t.Errorf("Selected before Ctrl+A = %t, %v", all, err)
	}
	must(bus.Chord(ctx, atspi.Control, atspi.KeyA))
	for all := false; !all; time.Sleep(20 * time.Millisecond) {
		var err error
		if all, err = entry.Selected(ctx); err != nil || ctx.Err() != nil {
			t.Fatalf("Selected after Ctrl+A on %s = %t, %v", entry, all, err)
		}
	}

	must(bus.Chord(ctx, atspi.Escape))
	must(app.WaitGone(ctx, dialog))

	brief, stop := context.WithTimeout(ctx, time.Second) // long enough to read the tree once
	defer stop()
	_, err = app.Wait(brief, atspi.A(atspi.Button, "Absent"))
	var missing *atspi.NotFoundError
	if !errors.As(err, &missing) || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(missing.Tree.Dump(), `push button "Locked" (not enabled)`) {
		t.Errorf("Wait for what is not there = %v", err)
	}

	must(bus.Chord(ctx, atspi.Alt, atspi.F4))
	must(window.Wait(ctx))
	for entry.Press(ctx) == nil { // the page's process leaves a moment after the window
		if ctx.Err() != nil {
			t.Fatal("Press on a program that has gone: no error")
		}
	}
	if _, err := app.Tree(ctx); !errors.Is(err, atspi.ErrNoApp) {
		t.Errorf("Tree of a program that has gone = %v, want ErrNoApp", err)
	}
}

// compile builds the window and returns where it is.
func compile(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "window")
	build := exec.CommandContext(t.Context(), "sh", "-c", `cc -o "$0" testdata/window.c $(pkg-config --cflags --libs webkit2gtk-4.1)`, binary)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return binary
}
