//go:build linux && tour

package tour

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"workos-widgets/internal/chromiumtest"
)

// browser is the system browser of the tour: a real Chromium without a window. The application opens
// addresses through $BROWSER, a script that writes them down; the tour then opens them in Chromium.
type browser struct {
	script    string // what $BROWSER is
	addresses string // the file it writes to
	taken     int    // how many addresses the tour has opened

	env         []string // Chromium's, besides a home of its own
	preferences string   // Chromium's own file of them; "" leaves it to Chromium

	start func() error    // starts Chromium, once it is needed
	ctx   context.Context // of Chromium itself
	tab   context.Context // of the page that is looked at: the one opened last, unless it was told otherwise
}

func newBrowser(ctx context.Context, t *testing.T, dir string) *browser {
	t.Helper()
	b := &browser{script: filepath.Join(dir, "browser"), addresses: filepath.Join(dir, "addresses")}
	script := fmt.Sprintf("#!/bin/sh\nprintf '%%s\\n' \"$1\" >> %s\n", b.addresses)
	if err := os.WriteFile(b.script, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	b.start = sync.OnceValue(func() error { return b.startChromium(ctx, t, dir) })
	return b
}

func (b *browser) startChromium(ctx context.Context, t *testing.T, dir string) error {
	path, err := chromiumtest.Path()
	if err != nil {
		return err
	}
	// Chromium leaves folders behind, with sockets in them, whose addresses have to be short.
	scratch := filepath.Join(dir, "tmp")
	if err := os.Mkdir(scratch, 0o700); err != nil {
		return fmt.Errorf("browser: %w", err)
	}
	profile := filepath.Join(dir, "chromium")
	if b.preferences != "" {
		file := filepath.Join(profile, "Default", "Preferences")
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(b.preferences), 0o600)); err != nil {
			return fmt.Errorf("browser: %w", err)
		}
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1080, 860),
		chromedp.UserDataDir(profile), chromedp.Env(append([]string{"HOME=" + dir, "TMPDIR=" + scratch}, b.env...)...),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "en"),
	)
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	b.ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(b.ctx); err != nil {
		return fmt.Errorf("Chromium (%s) does not start: %w", path, err)
	}
	return nil
}

// asked is every address the application has asked the system browser for.
func (b *browser) asked() []string {
	text, err := os.ReadFile(b.addresses)
	if err != nil {
		return nil
	}
	return strings.Fields(string(text))
}

// await waits for the next address that the application asks for.
func (b *browser) await(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("the application asked the browser for nothing"))
	defer cancel()
	for {
		if asked := b.asked(); len(asked) > b.taken {
			b.taken++
			return asked[b.taken-1], nil
		}
		select {
		case <-ctx.Done():
			return "", context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// visit opens an address in a new tab.
func (b *browser) visit(address string) error {
	if err := b.start(); err != nil {
		return err
	}
	tab, _ := chromedp.NewContext(b.ctx) // ends with the browser: people leave their tabs open as well
	// The first use makes the tab, which lives as long as that use's context.
	if err := chromedp.Do(tab); err != nil {
		return fmt.Errorf("browser: new tab: %w", err)
	}
	b.tab = tab
	_, err := on(b, chromedp.Navigate(address))
	if err != nil {
		return fmt.Errorf("browser: %s: %w", address, err)
	}
	return nil
}

// follow goes over to the tab that the page has opened, once that has got somewhere.
func (b *browser) follow() error {
	opener := chromedp.FromContext(b.tab).Target.TargetID
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		targets, err := chromedp.Targets(b.ctx)
		if err != nil {
			return fmt.Errorf("browser: tabs: %w", err)
		}
		i := slices.IndexFunc(targets, func(t *target.Info) bool { return t.OpenerID == opener && t.URL != "" && t.URL != "about:blank" })
		if i < 0 {
			continue
		}
		tab, _ := chromedp.NewContext(b.ctx, chromedp.WithTargetID(targets[i].TargetID))
		if err := chromedp.Do(tab); err != nil {
			return fmt.Errorf("browser: the tab that was opened: %w", err)
		}
		b.tab = tab
		return nil
	}
	return b.explain(errors.New("it opened no other tab"), "follow")
}

// turnTo looks at another tab that is open: one in the background draws nothing.
func (b *browser) turnTo(tab context.Context) error {
	b.tab = tab
	_, err := on(b, func(ctx context.Context, t *chromedp.Target) (cdp.Empty, error) {
		return cdp.Call(ctx, t, page.BringToFront, cdp.Empty{})
	})
	return err
}

// history is every address in the history of the tab.
func (b *browser) history() ([]string, error) {
	found, err := on(b, chromedp.NavigationEntries())
	if err != nil {
		return nil, fmt.Errorf("browser: history: %w", err)
	}
	var addresses []string
	for _, e := range found.Entries {
		addresses = append(addresses, e.URL)
	}
	return addresses, nil
}

// on does an action on the page that is looked at, within a person's patience.
func on[T any](b *browser, action chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(b.tab, patience)
	defer cancel()
	return chromedp.Run(ctx, action)
}

// see waits until the page shows something with a role and an accessible name.
func (b *browser) see(role, name string) error {
	_, err := on(b, chromedp.WaitVisible("", byName(role, name)))
	return b.explain(err, "no "+role+" "+name)
}

// click waits for the link or button with a name and clicks it.
func (b *browser) click(role, name string) error {
	_, err := on(b, chromedp.Click("", byName(role, name)))
	return b.explain(err, "no "+role+" "+name+" to click")
}

// byName looks elements up as assistive technology does: by ARIA role and accessible name.
func byName(role, name string) chromedp.QueryOption {
	return chromedp.ByFunc(func(ctx context.Context, t *chromedp.Target, n *chromedp.Node) ([]cdp.NodeID, error) {
		found, err := cdp.Call(ctx, t, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{NodeID: n.NodeID, Role: role, AccessibleName: name})
		if err != nil || len(found.Nodes) == 0 {
			return nil, err
		}
		var ids []cdp.BackendNodeID
		for _, node := range found.Nodes {
			ids = append(ids, node.BackendDOMNodeID)
		}
		pushed, err := cdp.Call(ctx, t, dom.PushNodesByBackendIDsToFrontend, dom.PushNodesByBackendIDsToFrontendParams{BackendNodeIDs: ids})
		return pushed.NodeIDs, err
	})
}

// explain adds to an error what the page says instead.
func (b *browser) explain(err error, what string) error {
	if err == nil {
		return nil
	}
	address, _ := on(b, chromedp.Location())
	text, _ := on(b, chromedp.TextContent("body"))
	return fmt.Errorf("browser: %s: %w; %s says: %s", what, err, address, text)
}

// picture saves what the page shows.
func (b *browser) picture(file string) error {
	png, err := on(b, chromedp.CaptureScreenshot())
	if err != nil {
		return fmt.Errorf("browser: picture: %w", err)
	}
	return os.WriteFile(file, png, 0o644)
}
