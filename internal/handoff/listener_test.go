package handoff

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"

	"workos-widgets/internal/config"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func acceptAll(url.Values) error { return nil }

func listen(t *testing.T, l *Listener) *Callback {
	t.Helper()
	c, err := l.Listen(t.Context(), acceptAll)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func TestListenAcceptsOnLoopbackBeforeItReturns(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "localhost"} {
		c := listen(t, NewListener(config.Redirect{Host: host, Path: "/signed/in"}, quiet()))
		u, err := url.Parse(c.RedirectURI())
		if err != nil {
			t.Fatal(err)
		}
		if u.Hostname() != host || u.Path != "/signed/in" || u.Port() == "0" {
			t.Errorf("the redirect URI is %s", c.RedirectURI())
		}
		conn, err := net.Dial("tcp", "127.0.0.1:"+u.Port())
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
		if ip := c.server.socket.Addr().(*net.TCPAddr).IP.String(); ip != "127.0.0.1" {
			t.Errorf("listens on %s", ip)
		}
	}
}

func TestFixedPortIsUsedAndFreedAgain(t *testing.T) {
	first := listen(t, NewListener(anyPort, quiet()))
	fixed := first.redirect
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	l := NewListener(fixed, quiet())
	for range 2 {
		if err := l.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		c, err := l.Listen(t.Context(), acceptAll)
		if err != nil {
			t.Fatal(err)
		}
		if c.RedirectURI() != fixed.String() {
			t.Errorf("the redirect URI is %s", c.RedirectURI())
		}
		if err := l.Probe(t.Context()); err != nil {
			t.Errorf("a sign-in of our own is in the way of the pre-flight: %v", err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFixedPortThatIsTakenIsToldApartFromAReservedOne(t *testing.T) {
	other := listen(t, NewListener(anyPort, quiet()))
	taken := NewListener(other.redirect, quiet())
	reserved := NewListener(other.redirect, quiet())
	reserved.bind = func(context.Context, int) (net.Listener, error) {
		return nil, &net.OpError{Op: "listen", Err: os.NewSyscallError("bind", errReserved)}
	}
	strange := NewListener(other.redirect, quiet())
	strange.bind = func(context.Context, int) (net.Listener, error) { return nil, errors.New("strange") }
	for name, c := range map[string]struct {
		listener *Listener
		reserved bool
		message  string
	}{
		"taken":    {taken, false, "in use by another program"},
		"reserved": {reserved, true, "reserved by the system"},
		"strange":  {strange, false, "could not be opened"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.listener.Listen(t.Context(), acceptAll)
			for _, err := range []error{err, c.listener.Probe(t.Context())} {
				var e *PortError
				if !errors.As(err, &e) || e.Port != other.redirect.Port || e.Reserved != c.reserved {
					t.Fatalf("got %#v", err)
				}
				if !strings.Contains(e.Message(), c.message) || !strings.Contains(e.Mend(), "WORKOS_REDIRECT_URI") {
					t.Errorf("%q, %q", e.Message(), e.Mend())
				}
			}
		})
	}
}

func TestFreePortThatCannotBeBoundIsTriedAgainOnAnother(t *testing.T) {
	l := NewListener(anyPort, quiet())
	var tried []int
	l.bind = func(ctx context.Context, port int) (net.Listener, error) {
		tried = append(tried, port)
		if len(tried) < 7 {
			return nil, errReserved
		}
		return bindLoopback(ctx, 0)
	}
	listen(t, l)
	if len(tried) != 7 || tried[0] != 0 || tried[6] == 0 || tried[6] == tried[5] {
		t.Errorf("tried %v", tried)
	}
}

func TestNoFreePortAtAllIsExplained(t *testing.T) {
	l := NewListener(anyPort, quiet())
	tries := 0
	l.bind = func(context.Context, int) (net.Listener, error) { tries++; return nil, errReserved }
	_, err := l.Listen(t.Context(), acceptAll)
	var e *PortError
	if !errors.As(err, &e) || e.Port != 0 || e.Message() == "" || e.Mend() == "" || strings.Contains(e.Error(), "\n") {
		t.Errorf("got %v", err)
	}
	if tries > 20 {
		t.Errorf("%d tries", tries)
	}
}

func TestListenEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewListener(anyPort, quiet()).Listen(ctx, acceptAll); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
