package settings

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func open(t *testing.T, path string) *Settings {
	t.Helper()
	return Open(path, slog.New(slog.DiscardHandler))
}

func TestLastOrganizationIsRememberedForEachUser(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "settings.json")
	s := open(t, path)
	if got := s.LastOrganization("user_1"); got != "" {
		t.Errorf("a user never seen was in %q", got)
	}
	s.RememberOrganization("user_1", "org_a")
	s.RememberOrganization("user_2", "org_b")
	s.RememberOrganization("user_1", "org_c")
	s.Close()
	again := open(t, path)
	for user, want := range map[string]string{"user_1": "org_c", "user_2": "org_b"} {
		if got := again.LastOrganization(user); got != want {
			t.Errorf("%s was in %q, want %q", user, got, want)
		}
	}
}

func TestTheFileItsLockAndTheirDirectoryAreTheUsersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("access lists keep others out there")
	}
	path := filepath.Join(t.TempDir(), "sub", "settings.json")
	s := open(t, path)
	s.RememberOrganization("user_1", "org_a")
	s.Close()
	for path, want := range map[string]os.FileMode{filepath.Dir(path): 0o700, path: 0o600, path + ".lock": 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
}

func TestUsersSeenLongestAgoAreForgotten(t *testing.T) {
	s := open(t, "")
	for i := range maxUsers + 1 {
		s.RememberOrganization(fmt.Sprint("user_", i), "org")
	}
	if s.LastOrganization("user_0") != "" || s.LastOrganization("user_1") == "" {
		t.Error("not the oldest one was forgotten")
	}
}

func TestDamagedSettingsArePutAside(t *testing.T) {
	for name, content := range map[string]string{"no JSON": "{", "a newer version": `{"version":99}`, "an empty file": ""} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "settings.json")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			s := open(t, path)
			s.RememberOrganization("user_1", "org_a")
			s.Close()
			if got := open(t, path).LastOrganization("user_1"); got != "org_a" {
				t.Errorf("the new file holds %q", got)
			}
			kept, _ := filepath.Glob(path + ".damaged-*")
			if len(kept) != 1 {
				t.Fatalf("kept %v", kept)
			}
			if raw, err := os.ReadFile(kept[0]); err != nil || string(raw) != content {
				t.Errorf("what was kept is %q, %v", raw, err)
			}
		})
	}
}

func TestSettingsThatCannotBeWrittenHoldNobodyUp(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	s := Open(filepath.Join(file, "settings.json"), slog.New(slog.NewTextHandler(&log, nil)))
	s.RememberOrganization("user_1", "org_a")
	s.Close()
	if s.LastOrganization("user_1") != "org_a" || !strings.Contains(log.String(), "could not be written") {
		t.Errorf("log: %s", log.String())
	}
}

func TestSignedOutMarkOutlivesARestartAndGoesAway(t *testing.T) {
	path := filepath.Join(t.TempDir(), "settings.json")
	s := open(t, path)
	s.MarkSignedOut("account", "session_1")
	s.Close()
	if raw, err := os.ReadFile(path); err != nil || strings.Contains(string(raw), "session_1") {
		t.Errorf("the file holds the session's ID, or is not there: %v", err)
	}
	again := open(t, path)
	for _, c := range []struct {
		account, session string
		want             bool
	}{{"account", "session_1", true}, {"account", "session_2", false}, {"other", "session_1", false}, {"account", "", false}} {
		if got := again.SignedOut(c.account, c.session); got != c.want {
			t.Errorf("SignedOut(%q, %q) = %v", c.account, c.session, got)
		}
	}
	again.MarkSignedOut("account", "")
	again.Close()
	if raw, err := os.ReadFile(path); err != nil || strings.Contains(string(raw), "signed_out") {
		t.Errorf("a mark is left: %s, %v", raw, err)
	}
}
