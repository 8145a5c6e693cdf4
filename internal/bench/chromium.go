//go:build bench && linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"workos-widgets/internal/chromiumtest"
	"workos-widgets/internal/sandbox"
)

// server is the development build, which serves the page to an ordinary browser as well, on a desktop of its
// own and with a WorkOS of its own. It runs only while Chromium is measured: its window shares libraries with the
// application's, which would make that look smaller than it is.
type server struct {
	*stage
	workos  *workos
	program *program
	port    int
	profile string // Chromium's
}

// openServer signs in to the development build.
func openServer(ctx context.Context) (_ *server, err error) {
	s := &server{}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.stage, err = openStage(ctx); err != nil {
		return nil, err
	}
	s.profile = filepath.Join(s.desk.Dir, "chromium")
	if s.workos, err = startWorkOS(sandbox.Options{}); err != nil {
		return nil, err
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	if err := s.serve(ctx); err != nil {
		return nil, err
	}
	if err := s.inChromium(ctx, func(c context.Context, _ int) error {
		if err := clickOn(c, "button", "Sign in"); err != nil {
			return err
		}
		if err := s.signIn(c, s.workos); err != nil {
			return err
		}
		return chromedp.Do(c, chromedp.WaitVisible(chromedp.CSS("nav button")))
	}); err != nil {
		return nil, err
	}
	return s, s.end(ctx, s.program)
}

func (s *server) close() error {
	var err error
	if s.workos != nil {
		err = s.workos.close()
	}
	if s.stage != nil {
		err = errors.Join(err, s.stage.close())
	}
	return err
}

func (s *server) url() string { return fmt.Sprintf("http://localhost:%d", s.port) }

// serve starts the development build and waits until it serves the page.
func (s *server) serve(ctx context.Context) error {
	pages, err := filepath.Abs("frontend/dist")
	if err != nil {
		return err
	}
	env := append(s.workos.env(), "assetdir="+pages, fmt.Sprintf("devserver=localhost:%d", s.port))
	if s.program, err = s.start(development, env...); err != nil {
		return err
	}
	for deadline := time.Now().Add(patience); get(ctx, s.url()) != nil; time.Sleep(50 * time.Millisecond) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the development build does not serve its page:\n%s", s.program.Output())
		}
	}
	return nil
}

// visited is Chromium's memory after every page was shown, in MiB.
func (s *server) visited(ctx context.Context, pages []string) (mib float64, err error) {
	if err := s.serve(ctx); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.end(ctx, s.program)) }()
	err = s.inChromium(ctx, func(c context.Context, pid int) error {
		if err := chromedp.Do(c, chromedp.WaitVisible(chromedp.CSS("nav button")), chromedp.Sleep(preloaded)); err != nil {
			return err
		}
		for _, name := range append(pages, "Profile") {
			if err := clickOn(c, "nav button", name); err != nil {
				return err
			}
			if err := rest(c, onPage); err != nil {
				return err
			}
		}
		if err := rest(c, after); err != nil {
			return err
		}
		mib, err = memory(pid)
		return err
	})
	return mib, err
}

// inChromium opens the page in Chromium, as a window without a frame, and closes it again. do gets the ID of
// Chromium's process.
func (s *server) inChromium(ctx context.Context, do func(ctx context.Context, pid int) error) error {
	path, err := chromiumtest.Path()
	if err != nil {
		return err
	}
	// No more than it takes: the flags that chromedp has by default make it something else than people have.
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(s.profile), chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.NoSandbox, chromedp.Flag("app", s.url()), chromedp.Flag("window-size", "1080,720"),
		chromedp.Flag("password-store", "basic"), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Env("HOME="+s.desk.Home, "DISPLAY="+s.desk.Display, "DBUS_SESSION_BUS_ADDRESS="+s.desk.Bus, "NO_AT_BRIDGE=1", "LANG=C.UTF-8", "TZ=UTC"),
	}
	allocator, stop := chromedp.NewExecAllocator(ctx, options...)
	defer stop()
	own, closeBrowser := chromedp.NewContext(allocator)
	defer closeBrowser()
	if err := chromedp.Do(own); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	c := chromedp.FromContext(own)
	targets, err := chromedp.Targets(own)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if t.Type == "page" && strings.HasPrefix(t.URL, s.url()) {
			page, leave := chromedp.NewContext(own, chromedp.WithTargetID(t.TargetID))
			defer leave()
			page, cancel := context.WithTimeout(page, 5*time.Minute)
			defer cancel()
			return errors.Join(do(page, c.Browser.Process().Pid), chromedp.Cancel(own))
		}
	}
	return fmt.Errorf("its window is not among its %d targets", len(targets))
}

// clickOn waits for the control of a selector that begins with a text, or is named so, and clicks it.
func clickOn(ctx context.Context, selector, text string) error {
	const click = `(() => {
		const found = [...document.querySelectorAll(%q)].find((e) => e.textContent.trim().startsWith(%q) || e.getAttribute("aria-label") === %q);
		found?.click();
		return found !== undefined;
	})()`
	for {
		done, err := chromedp.Run(ctx, chromedp.Evaluate[bool](fmt.Sprintf(click, selector, text, text)))
		if done || err != nil {
			return err
		}
		if err := rest(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("no %s that says %s: %w", selector, text, err)
		}
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
