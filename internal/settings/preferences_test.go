package settings

import (
	"errors"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhatIsChosenOutlivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	s := open(t, path)
	chosen := Preferences{Theme: Dark, Zoom: 1.5, LogLevel: "debug"}
	if err := s.SetPreferences(chosen); err != nil {
		t.Fatal(err)
	}
	place := Placement{X: -10, Y: 20, Width: 1000, Height: 700, Positioned: true, Maximised: true}
	s.SetPlacement(place)
	s.SetAppearance("dark")
	s.SetOpenWith("user_1", "org_a")
	s.SetOpenWith("user_2", "org_b")
	s.SetOpenWith("user_2", "")
	s.Close()
	again := open(t, path)
	if got := again.Preferences(); got != chosen {
		t.Errorf("preferences are %+v", got)
	}
	if got := again.Placement(); got != place {
		t.Errorf("placement is %+v", got)
	}
	if got := again.Appearance(); got != "dark" {
		t.Errorf("appearance is %q", got)
	}
	if a, b := again.OpenWith("user_1"), again.OpenWith("user_2"); a != "org_a" || b != "" {
		t.Errorf("opens with %q and %q", a, b)
	}
	if again.Damaged() != "" {
		t.Errorf("damaged: %q", again.Damaged())
	}
}

func TestPreferencesAreWrittenBeforeSetPreferencesReturns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	s := open(t, path)
	if err := s.SetPreferences(Preferences{Theme: Light}); err != nil {
		t.Fatal(err)
	}
	if got := open(t, path).Preferences(); got != (Preferences{Light, 1, ""}) {
		t.Errorf("the file holds %+v", got)
	}
}

func TestPreferencesOutOfBoundsChangeNothing(t *testing.T) {
	s := open(t, "")
	before := Preferences{Theme: Dark, Zoom: 2, LogLevel: "warn"}
	if err := s.SetPreferences(before); err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]Preferences{
		"a theme": {Theme: "sepia"}, "too large": {Zoom: 3.01}, "too small": {Zoom: 0.49}, "negative": {Zoom: -1},
		"no number": {Zoom: math.NaN()}, "endless": {Zoom: math.Inf(1)}, "a log level": {LogLevel: "DEBUG"},
	} {
		err := s.SetPreferences(p)
		var words *Error
		if !errors.As(err, &words) || words.Message() == "" || words.Mend() == "" {
			t.Errorf("%s: %v", name, err)
		}
		if got := s.Preferences(); got != before {
			t.Errorf("%s: now %+v", name, got)
		}
	}
}

func TestPreferencesThatCannotBeWrittenCountAndAreOwnedUpTo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, filepath.Join(file, "settings.json"))
	err := s.SetPreferences(Preferences{Theme: Dark})
	if err == nil || !strings.Contains(err.Error(), "could not be saved") || strings.Contains(err.Error(), file) {
		t.Errorf("the words are %q", err)
	}
	if s.Preferences().Theme != Dark {
		t.Error("the theme does not count")
	}
}

func TestDamagedSaysWhereTheFileWent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(path, []byte(strings.Repeat(" ", maxFile)+`{"version":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	if _, err := os.Stat(s.Damaged()); err != nil || !strings.HasPrefix(s.Damaged(), path+".damaged-") {
		t.Errorf("damaged: %q, %v", s.Damaged(), err)
	}
	if err := s.SetPreferences(Preferences{Theme: Dark}); err != nil {
		t.Fatal(err)
	}
	if got := open(t, path); got.Damaged() != "" || got.Preferences().Theme != Dark {
		t.Errorf("after that: damaged %q, %+v", got.Damaged(), got.Preferences())
	}
}

func TestAWindowThatIsDraggedIsWrittenOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	synctest.Test(t, func(t *testing.T) {
		s := Open(path, slog.New(slog.DiscardHandler))
		for i := range 30 {
			s.SetPlacement(Placement{X: i, Y: i, Width: 900, Height: 600, Positioned: true})
			time.Sleep(lazily / 100)
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("it was written while it was dragged")
		}
		time.Sleep(lazily)
		synctest.Wait()
		if got := open(t, path).Placement(); got.X != 29 {
			t.Errorf("the file holds %+v", got)
		}
		s.SetPlacement(Placement{Width: 901, Height: 600})
		start := time.Now()
		s.Close()
		if time.Since(start) != 0 {
			t.Errorf("Close took %v", time.Since(start))
		}
		if got := open(t, path).Placement(); got.Width != 901 {
			t.Errorf("after Close the file holds %+v", got)
		}
	})
}

func TestAppearancesUnheardOfAreIgnored(t *testing.T) {
	s := open(t, "")
	s.SetAppearance("dark")
	s.SetAppearance("purple")
	if s.Appearance() != "dark" {
		t.Errorf("it is %q", s.Appearance())
	}
}

func TestManyMayChooseAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	s := open(t, path)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 10 {
				if err := s.SetPreferences(Preferences{Theme: themes[(i+j)%3], Zoom: 1 + float64(j)/10}); err != nil {
					t.Error(err)
				}
				s.SetPlacement(Placement{Width: 800 + i, Height: 600 + j})
				s.SetAppearance(appearances[j%2])
				s.SetOpenWith("user_1", "org_a")
				s.RememberOrganization("user_1", "org_b")
				s.MarkSignedOut("account", "session_1")
				_ = s.Preferences()
				_ = s.OpenWith("user_1")
			}
		})
	}
	all.Wait()
	s.Close()
	again := open(t, path)
	if again.Damaged() != "" || again.Preferences() != s.Preferences() || again.Placement() != s.Placement() || again.Appearance() != s.Appearance() ||
		again.OpenWith("user_1") != "org_a" || again.LastOrganization("user_1") != "org_b" || !again.SignedOut("account", "session_1") {
		t.Errorf("the file holds %+v, want %+v", again.file, s.file)
	}
	s.SetAppearance("light") // after Close nothing is written, and nothing fails
	s.SetPlacement(Placement{Width: 1, Height: 1})
}
