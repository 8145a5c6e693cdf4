package settings

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// Two applications, for two client IDs, have opened the same file. The settings of one know nothing of the other,
// as those of two processes.
func TestWhatAnotherProcessChoosesIsKept(t *testing.T) {
	left := Placement{X: -900, Width: 800, Height: 600, Positioned: true}
	for name, c := range map[string]struct {
		before, one, other func(*Settings)
		kept               func(*Settings) bool
	}{
		"a mark, and where the window is": {
			one:   func(s *Settings) { s.MarkSignedOut("one", "session_1") },
			other: func(s *Settings) { s.SetPlacement(left) },
			kept:  func(s *Settings) bool { return s.SignedOut("one", "session_1") && s.Placement() == left },
		},
		"a mark each": {
			one:   func(s *Settings) { s.MarkSignedOut("one", "session_1") },
			other: func(s *Settings) { s.MarkSignedOut("other", "session_2") },
			kept:  func(s *Settings) bool { return s.SignedOut("one", "session_1") && s.SignedOut("other", "session_2") },
		},
		"a mark that one takes away": {
			before: func(s *Settings) { s.MarkSignedOut("one", "session_1"); s.MarkSignedOut("other", "session_2") },
			one:    func(s *Settings) { s.MarkSignedOut("one", "") },
			other:  func(s *Settings) { s.SetAppearance("dark") },
			kept:   func(s *Settings) bool { return !s.SignedOut("one", "session_1") && s.SignedOut("other", "session_2") },
		},
		"organizations": {
			before: func(s *Settings) {
				s.RememberOrganization("user_1", "org_a")
				s.RememberOrganization("user_2", "org_a")
			},
			one: func(s *Settings) { s.RememberOrganization("user_1", "org_b") },
			other: func(s *Settings) {
				s.RememberOrganization("user_2", "org_c")
				s.RememberOrganization("user_3", "org_d")
			},
			kept: func(s *Settings) bool {
				return s.LastOrganization("user_1") == "org_b" && s.LastOrganization("user_2") == "org_c" && s.LastOrganization("user_3") == "org_d"
			},
		},
		"organizations to open with, of which one goes": {
			before: func(s *Settings) { s.SetOpenWith("user_1", "org_a"); s.SetOpenWith("user_2", "org_a") },
			one:    func(s *Settings) { s.SetOpenWith("user_1", "") },
			other:  func(s *Settings) { s.SetOpenWith("user_3", "org_b") },
			kept: func(s *Settings) bool {
				return s.OpenWith("user_1") == "" && s.OpenWith("user_2") == "org_a" && s.OpenWith("user_3") == "org_b"
			},
		},
		"preferences": {
			one:   func(s *Settings) { _ = s.SetPreferences(Preferences{Theme: Dark}) },
			other: func(s *Settings) { _ = s.SetPreferences(Preferences{Zoom: 2}) },
			kept:  func(s *Settings) bool { return s.Preferences() == Preferences{Dark, 2, ""} },
		},
		"the same thing, of which the last counts": {
			one:   func(s *Settings) { s.SetAppearance("light") },
			other: func(s *Settings) { s.SetAppearance("dark") },
			kept:  func(s *Settings) bool { return s.Appearance() == "dark" },
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "settings.json")
			if c.before != nil {
				first := open(t, path)
				c.before(first)
				first.Close()
			}
			one, other := open(t, path), open(t, path)
			c.one(one)
			one.Close()
			c.other(other)
			other.Close()
			if s := open(t, path); !c.kept(s) {
				t.Errorf("the file holds %+v", s.file)
			}
		})
	}
}

func TestProcessesThatChooseAtOnceLoseNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	const processes, choices = 4, 10
	var all sync.WaitGroup
	for p := range processes {
		s := open(t, path)
		all.Go(func() {
			for i := range choices {
				s.MarkSignedOut(fmt.Sprint(p, "/", i), "session")
				s.RememberOrganization(fmt.Sprint("user_", p, i), "org")
				if i%2 == 0 {
					_ = s.write()
				}
			}
			s.Close()
		})
	}
	all.Wait()
	s := open(t, path)
	for p := range processes {
		for i := range choices {
			if !s.SignedOut(fmt.Sprint(p, "/", i), "session") || s.LastOrganization(fmt.Sprint("user_", p, i)) != "org" {
				t.Errorf("process %d's choice %d is lost", p, i)
			}
		}
	}
}

func TestAProcessThatHoldsTheFileHoldsNobodyUpForLong(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	lock := flock.New(path + ".lock")
	if held, err := lock.TryLock(); !held {
		t.Fatal(err)
	}
	defer lock.Close()
	var log strings.Builder
	s := Open(path, slog.New(slog.NewTextHandler(&log, nil)))
	begun := time.Now()
	if err := s.SetPreferences(Preferences{Theme: Dark}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took < lockWait || took > 5*lockWait {
		t.Errorf("it took %s", took)
	}
	if open(t, path).Preferences().Theme != Dark || !strings.Contains(log.String(), "without a lock") {
		t.Errorf("it was not written, or silently: %s", log.String())
	}
}

func TestAFileThatGoesOrBreaksMeanwhileIsWrittenWhole(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(path string) error
		kept      int // files put aside
	}{
		"gone":                   {os.Remove, 0},
		"damaged":                {func(path string) error { return os.WriteFile(path, []byte("{"), 0o600) }, 1},
		"by a newer application": {func(path string) error { return os.WriteFile(path, []byte(`{"version":2}`), 0o600) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "settings.json")
			s := open(t, path)
			if err := s.SetPreferences(Preferences{Theme: Dark}); err != nil {
				t.Fatal(err)
			}
			if err := c.meanwhile(path); err != nil {
				t.Fatal(err)
			}
			s.RememberOrganization("user_1", "org_a")
			s.Close()
			again := open(t, path)
			if again.Preferences().Theme != Dark || again.LastOrganization("user_1") != "org_a" {
				t.Errorf("the file holds %+v", again.file)
			}
			if aside, _ := filepath.Glob(path + ".damaged-*"); len(aside) != c.kept {
				t.Errorf("put aside: %q", aside)
			}
		})
	}
}

func TestUsersAreMergedInOrderAndWithinBounds(t *testing.T) {
	many := func(prefix string, n int) (list []membership) {
		for i := range n {
			list = append(list, membership{fmt.Sprint(prefix, i), "org"})
		}
		return list
	}
	a, b := membership{"a", "org"}, membership{"b", "org"}
	for name, c := range map[string]struct{ before, now, theirs, want []membership }{
		"nothing changed here": {many("u", 2), many("u", 2), []membership{a}, []membership{a}},
		"seen again":           {[]membership{a, b}, []membership{b, a}, []membership{a, b}, []membership{b, a}},
		"too many":             {nil, many("u", maxUsers-1), []membership{a, b}, append(many("u", maxUsers-1), a)},
		"moved elsewhere":      {[]membership{a}, []membership{b, a}, []membership{{"a", "org_2"}}, []membership{b, {"a", "org_2"}}},
	} {
		if got := mergeMemberships(c.before, c.now, c.theirs); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
