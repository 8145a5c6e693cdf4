package instance

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const link = "workos-widgets://callback?code=c0de&state=s3cret"

// guest is a process that holds a lock, with what it was brought.
type guest struct {
	mu              sync.Mutex
	raised          int
	opened, offered []string
}

func (g *guest) handler(takes bool) Handler {
	note := func(list *[]string, link string) {
		g.mu.Lock()
		defer g.mu.Unlock()
		*list = append(*list, link)
	}
	return Handler{
		Raise: func() { g.mu.Lock(); defer g.mu.Unlock(); g.raised++ },
		Open:  func(link string) { note(&g.opened, link) },
		Offer: func(link string) bool { note(&g.offered, link); return takes },
	}
}

func hosts(t *testing.T, dir, account string, takes bool) *guest {
	t.Helper()
	g := &guest{}
	if err := acquire(t, dir, account).Serve(g.handler(takes)); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestASecondStartHandsItsLinkToTheFirst(t *testing.T) {
	dir := shortDir(t)
	g := hosts(t, dir, account, true)
	if _, err := Claim(t.Context(), dir, account, link); !errors.Is(err, ErrRunning) {
		t.Fatal(err)
	}
	if len(g.opened) != 1 || g.opened[0] != link || len(g.offered) != 0 || g.raised != 0 {
		t.Errorf("opened %q, offered %q, raised %d times", g.opened, g.offered, g.raised)
	}
	if _, err := Claim(t.Context(), dir, account, ""); !errors.Is(err, ErrRunning) || g.raised != 1 {
		t.Errorf("without a link: %v, raised %d times", err, g.raised)
	}
}

func TestALinkThatCannotBePassedOnRaisesTheWindowOnly(t *testing.T) {
	dir := shortDir(t)
	g := hosts(t, dir, account, true)
	for i, bad := range []string{link + "\nopen x", link + " x", link + "\x00", "a:\u00e9", "a:" + strings.Repeat("x", maxLink)} {
		if _, err := Claim(t.Context(), dir, account, bad); !errors.Is(err, ErrRunning) || g.raised != i+1 {
			t.Errorf("%.40q: %v, raised %d times", bad, err, g.raised)
		}
		if Offer(t.Context(), dir, bad) {
			t.Errorf("%.40q was taken", bad)
		}
	}
	if len(g.opened)+len(g.offered) != 0 {
		t.Errorf("opened %q, offered %q", g.opened, g.offered)
	}
	longest := "a:" + strings.Repeat("x", maxLink-2)
	if !Offer(t.Context(), dir, longest) || g.offered[0] != longest {
		t.Error("the longest link did not arrive")
	}
}

func TestALinkIsOfferedToEveryAccount(t *testing.T) {
	dir := shortDir(t)
	if Offer(t.Context(), dir, link) {
		t.Error("it was taken where nobody is")
	}
	waits, another := hosts(t, dir, account, true), hosts(t, dir, "another", false)
	if !Offer(t.Context(), dir, link) || len(waits.offered) != 1 {
		t.Errorf("it was not taken: %q", waits.offered)
	}
	if len(waits.opened)+len(another.opened)+waits.raised+another.raised != 0 {
		t.Error("something was opened")
	}
	dir = shortDir(t)
	nobody := hosts(t, dir, account, false)
	if Offer(t.Context(), dir, link) || len(nobody.offered) != 1 {
		t.Errorf("one that nobody waits for was taken; offered %q", nobody.offered)
	}
}

func TestOneThatHangsKeepsNoLinkFromTheOneThatWaits(t *testing.T) {
	dir := shortDir(t)
	stuck := make(chan struct{})
	if err := acquire(t, dir, "stuck").Serve(Handler{Raise: func() {}, Offer: func(string) bool { <-stuck; return false }}); err != nil {
		t.Fatal(err)
	}
	defer close(stuck)
	if err := os.WriteFile(filepath.Join(dir, "left.sock"), nil, 0o600); err != nil { // by one that was killed
		t.Fatal(err)
	}
	hosts(t, dir, account, true)
	began := time.Now()
	if !Offer(t.Context(), dir, link) || time.Since(began) > AnswerTime/2 {
		t.Errorf("it took %v", time.Since(began))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if Offer(ctx, dir, link) {
		t.Error("it was taken after its end")
	}
}

func TestOneThatTakesNoLinksAnswersNone(t *testing.T) {
	dir := shortDir(t)
	l := acquire(t, dir, account)
	raised := serve(t, l)
	if Offer(t.Context(), dir, link) {
		t.Error("it was taken")
	}
	var words *Error
	if _, err := Claim(t.Context(), dir, account, link); !errors.As(err, &words) || raised.Load() != 0 {
		t.Errorf("got %v", err)
	}
}

// pipe is a connection that has said its line.
type pipe struct {
	net.Conn
	in  io.Reader
	out strings.Builder
}

func (p *pipe) Read(b []byte) (int, error)  { return p.in.Read(b) }
func (p *pipe) Write(b []byte) (int, error) { return p.out.Write(b) }

func FuzzRequest(f *testing.F) {
	for _, line := range []string{"raise", "raise x", "open " + link, "offer " + link, "open", "offer  x", "open x y"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		g := &guest{}
		s := &server{handler: g.handler(true)}
		c := &pipe{in: strings.NewReader(line + "\n")}
		s.serve(c)
		for _, link := range append(g.opened, g.offered...) {
			if !isPassable(link) {
				t.Errorf("%q was passed on", link)
			}
		}
		if did := g.raised + len(g.opened) + len(g.offered); did > 1 || (did == 1) != (c.out.String() == answer+"\n") {
			t.Errorf("%q did %d things and was answered %q", line, did, &c.out)
		}
	})
}
