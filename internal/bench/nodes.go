//go:build bench && linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// round is what Chromium's page holds after everything in it was used once, and what nobody holds was collected.
// The accessibility tree, by which the soak sees WebKit's page, has nothing of elements that are no longer in the document.
type round struct {
	Nodes     float64 `json:"nodes"`
	Listeners float64 `json:"listeners"`
	// Heap is what scripts have in use, in MiB.
	Heap float64 `json:"heapMiB"`
}

// shownPage selects the page in front: the pages that were left are kept, hidden.
const shownPage = "main .page-scroll:not([hidden])"

// How often everything in the page is used, and after how many times it counts as warm: by then all code was fetched,
// and both organizations' caches were filled.
const (
	rounds     = 10
	warmRounds = 3
)

// pageRounds uses the page in Chromium, which tells what WebKit does not. Its error also says what the page threw
// that nothing caught.
func pageRounds(ctx context.Context) (all []round, err error) {
	server, err := openServer(ctx)
	if err != nil {
		return nil, fmt.Errorf("the development build: %w", err)
	}
	defer func() { err = errors.Join(err, server.close()) }()
	if err := server.serve(ctx); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.end(ctx, server.program)) }()
	err = server.inChromium(ctx, func(c context.Context, _ int) error {
		var thrown thrown
		if err := errors.Join(chromedp.Listen(c, thrown.hear), chromedp.Do(c, chromedp.WaitVisible(chromedp.CSS("nav button")))); err != nil {
			return err
		}
		if _, err := chromedp.Call(c, performance.Enable, performance.EnableParams{}); err != nil {
			return err
		}
		pages, err := chromedp.Run(c, chromedp.Evaluate[[]string](`[...document.querySelectorAll("nav[aria-label=Pages] button")].map((b) => b.textContent.trim())`))
		if err != nil {
			return err
		}
		for n := range rounds {
			if err := useOnce(c, pages, n); err != nil {
				return fmt.Errorf("round %d: %w", n+1, err)
			}
			if err := server.workos.calm(c); err != nil {
				return err
			}
			now, err := collected(c)
			if err != nil {
				return err
			}
			fmt.Fprintf(os.Stderr, "round %d in Chromium: %.0f nodes, %.0f listeners, %.1f MiB of scripts' heap\n", n+1, now.Nodes, now.Listeners, now.Heap)
			all = append(all, now)
		}
		return thrown.err()
	})
	return all, err
}

// useOnce shows every page, opens and closes a dialog, renames the person, goes to the other organization and back, and ends
// on the profile. n is the round.
func useOnce(c context.Context, pages []string, n int) error {
	for _, name := range append(pages, "Profile") {
		if err := clickOn(c, "nav button", name); err != nil {
			return err
		}
		if err := rest(c, 150*time.Millisecond); err != nil {
			return err
		}
	}
	if err := clickOn(c, shownPage+" button", "Edit"); err != nil {
		return err
	}
	if err := chromedp.Do(c, chromedp.WaitVisible(chromedp.CSS("[role=dialog] input")), chromedp.KeyEvent("\x1b"), chromedp.WaitNotPresent(chromedp.CSS("[role=dialog]"))); err != nil {
		return fmt.Errorf("the dialog: %w", err)
	}
	if err := renameTo(c, fmt.Sprintf("Zoe%d", n)); err != nil {
		return fmt.Errorf("the renaming: %w", err)
	}
	for _, there := range []string{globex, acme} {
		if err := switchTo(c, there); err != nil {
			return fmt.Errorf("to %s: %w", there, err)
		}
	}
	return clickOn(c, "nav button", "Profile")
}

// renameTo types another first name with the keyboard, over the one that is there, and saves it.
func renameTo(c context.Context, name string) error {
	if err := clickOn(c, shownPage+" button", "Edit"); err != nil {
		return err
	}
	const selected = `(() => {
		const field = document.querySelector("[role=dialog] input");
		field?.focus();
		field?.select();
		return field !== null && document.activeElement === field;
	})()`
	if err := holds(c, selected); err != nil {
		return err
	}
	if err := chromedp.Do(c, chromedp.KeyEvent(name)); err != nil {
		return err
	}
	if err := holds(c, fmt.Sprintf(`document.querySelector("[role=dialog] input")?.value === %q`, name)); err != nil {
		return err
	}
	if err := clickOn(c, "[role=dialog] button", "Save"); err != nil {
		return err
	}
	const saved = `document.querySelector("[role=dialog]") === null && document.querySelector("` + shownPage + `").textContent.includes(%q)`
	return holds(c, fmt.Sprintf(saved, name))
}

// switchTo goes to another organization. A menu of the page opens at a key or a press of the pointer, not at a click
// that a script makes.
func switchTo(c context.Context, there string) error {
	const focused = `(() => {
		const control = document.querySelector(".switcher button");
		control?.focus();
		return control !== null && document.activeElement === control;
	})()`
	if err := holds(c, focused); err != nil {
		return err
	}
	if err := chromedp.Do(c, chromedp.KeyEvent("\r")); err != nil {
		return err
	}
	if err := clickOn(c, "[role^=menuitem]", there); err != nil {
		return err
	}
	const arrived = `document.querySelector(".switcher button")?.textContent.includes(%q) === true
		&& document.querySelector("[role=menu], .page[aria-busy=true]") === null`
	return holds(c, fmt.Sprintf(arrived, there))
}

// holds waits until the page says yes.
func holds(c context.Context, condition string) error {
	for {
		done, err := chromedp.Run(c, chromedp.Evaluate[bool](condition))
		if done || err != nil {
			return err
		}
		if err := rest(c, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

// collected waits until the page is at rest, has it give back what nobody holds, and counts.
func collected(c context.Context) (round, error) {
	var now round
	if err := rest(c, time.Second); err != nil {
		return now, err
	}
	for range 2 { // what only a finalizer held goes with the second
		if _, err := chromedp.Call(c, heapprofiler.CollectGarbage, struct{}{}); err != nil {
			return now, err
		}
	}
	told, err := chromedp.Call(c, performance.GetMetrics, struct{}{})
	if err != nil {
		return now, err
	}
	for _, m := range told.Metrics {
		switch m.Name {
		case "Nodes":
			now.Nodes = m.Value
		case "JSEventListeners":
			now.Listeners = m.Value
		case "JSHeapUsedSize":
			now.Heap = m.Value / (1 << 20)
		}
	}
	if now.Nodes == 0 || now.Listeners == 0 || now.Heap == 0 {
		return now, fmt.Errorf("Chromium does not count: %+v", now)
	}
	return now, nil
}

// developmentScript is what Wails puts into the page of a development build only. It looks for the body before there is one.
const developmentScript = "/wails/ipc.js"

// thrown are a page's errors that nothing caught.
type thrown struct {
	mu  sync.Mutex
	all []error
}

func (t *thrown) hear(event any) {
	if e, ok := event.(*runtime.EventExceptionThrown); ok && !strings.HasSuffix(e.ExceptionDetails.URL, developmentScript) {
		t.mu.Lock()
		defer t.mu.Unlock()
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		t.all = append(t.all, fmt.Errorf("the page threw what nothing caught: %s", text))
	}
}

func (t *thrown) err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return errors.Join(t.all...)
}
