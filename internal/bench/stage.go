//go:build bench && linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"workos-widgets/internal/tour/atspi"
	"workos-widgets/internal/tour/desktop"
)

// Where make bench puts what is measured.
const (
	folder      = "build/bench"
	application = folder + "/bin/workos-widgets"
	development = folder + "/bin/workos-widgets-dev"
	hello       = folder + "/bin/hello"
	bridge      = folder + "/bin/bridge"
)

// patience is how long anything may take before it counts as not happening.
const patience = 30 * time.Second

// stage is a desktop with the eye, the hand and the browser of the person that the benchmark plays.
type stage struct {
	desk    *desktop.Desktop
	screen  *screen
	pointer *pointer
	bus     *atspi.Bus
	browser string // a program that writes down what it is asked to open
	asked   string // where
	opened  int    // how many of these addresses have been dealt with
}

func openStage(ctx context.Context) (_ *stage, err error) {
	s := &stage{}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.desk, err = desktop.Start(ctx, desktop.Options{}); err != nil {
		return nil, err
	}
	if s.screen, err = openScreen(s.desk); err != nil {
		return nil, err
	}
	if s.pointer, err = connectPointer(ctx, s.desk.Bus); err != nil {
		return nil, err
	}
	if s.bus, err = atspi.Connect(ctx, s.desk.Bus); err != nil {
		return nil, err
	}
	s.browser, s.asked = filepath.Join(s.desk.Dir, "browser"), filepath.Join(s.desk.Dir, "addresses")
	script := fmt.Sprintf("#!/bin/sh\nprintf '%%s\\n' \"$1\" >> %s\n", s.asked)
	if err = os.WriteFile(s.browser, []byte(script), 0o700); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *stage) close() error {
	var all error
	if s.bus != nil {
		all = errors.Join(all, s.bus.Close())
	}
	if s.pointer != nil {
		all = errors.Join(all, s.pointer.close())
	}
	if s.screen != nil {
		all = errors.Join(all, s.screen.close())
	}
	if s.desk != nil {
		all = errors.Join(all, s.desk.Close())
	}
	return all
}

// program is one that runs on the stage.
type program struct {
	*desktop.Process
	began time.Time // just before it was started
}

// unassisted keeps a program off the accessibility bus, as on a desktop on which nobody needs it: its trees
// cost memory and time.
var unassisted = []string{"NO_AT_BRIDGE=1", "AT_SPI_BUS_ADDRESS=unix:path=/nonexistent"}

// start runs a program with the stage's browser and these variables besides.
func (s *stage) start(path string, env ...string) (*program, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	p := desktop.Program{Path: path, Env: append([]string{"BROWSER=" + s.browser, "WORKOS_LOG=warn"}, env...)}
	began := time.Now()
	process, err := s.desk.Start(p)
	if err != nil {
		return nil, err
	}
	return &program{process, began}, nil
}

// end ends a program as a shutdown of the desktop does, and waits until its window is gone as well.
func (s *stage) end(ctx context.Context, p *program) error {
	if p == nil {
		return nil
	}
	_ = syscall.Kill(p.PID(), syscall.SIGTERM)
	waiting, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := p.Wait(waiting); waiting.Err() != nil {
		_ = syscall.Kill(-p.PID(), syscall.SIGKILL)
		return fmt.Errorf("%s did not end when it was asked to: %w\n%s", p.Name, err, p.Output())
	}
	return s.screen.empty(ctx)
}

// address waits for the next address that the application has opened the browser with.
func (s *stage) address(ctx context.Context, limit time.Duration) (string, error) {
	for deadline := time.Now().Add(limit); ; time.Sleep(5 * time.Millisecond) {
		if all := s.addresses(); len(all) > s.opened {
			s.opened++
			return all[s.opened-1], nil
		}
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		if time.Now().After(deadline) {
			return "", fmt.Errorf("the browser was not opened within %s", limit)
		}
	}
}

func (s *stage) addresses() []string {
	text, err := os.ReadFile(s.asked)
	if err != nil {
		return nil
	}
	lines := strings.Split(string(text), "\n")
	return lines[:len(lines)-1]
}

// photograph keeps what the screen shows, for somebody who has to find out why something did not happen, and says where.
func (s *stage) photograph() string {
	const path = folder + "/failure.png"
	shown, err := s.desk.Screenshot()
	if err == nil {
		err = desktop.SavePNG(path, shown)
	}
	if err != nil {
		return err.Error()
	}
	return "the screen is in " + path
}
