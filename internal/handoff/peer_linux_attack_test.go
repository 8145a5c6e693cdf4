//go:build linux

package handoff

import (
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestAnotherUsersProgramCannotFinishASignInAttack is a real program of a real other user.
func TestAnotherUsersProgramCannotFinishASignInAttack(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if os.Getuid() != 0 || err != nil {
		t.Skip("needs root, to become another user, and curl")
	}
	s := beginSignInOf(t, func(r *http.Request) bool { return isOf(1000, r) }) // root itself takes answers from everybody
	cmd := exec.Command(curl, "--silent", "--noproxy", "*", "--header", "Sec-Fetch-Mode: navigate", "--header", "Sec-Fetch-Dest: document", s.RedirectURI()+rightQuery)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	page, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(page), othersSignIn.title) || s.asked.Load() != 0 {
		t.Errorf("%v: %s", err, page)
	}
}
