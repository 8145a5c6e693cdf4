//go:build linux

package handoff

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// Neither of the two is root, who takes requests from everybody and whose requests everybody takes.
const (
	person   = 1000
	stranger = 65534
)

// personVariable makes the test binary the person's application, which the test that started it attacks.
const personVariable = "HANDOFF_TEST_PERSON"

// TestAnotherUsersProgramCannotFinishASignInAttack is a real program of a real other user, against a sign-in as the
// application begins it.
func TestAnotherUsersProgramCannotFinishASignInAttack(t *testing.T) {
	attackAsStranger(t, othersSignIn.text[0], signedIn.title, func() string {
		s := beginSignIn(t)
		s.Succeed()
		return s.RedirectURI() + rightQuery
	})
}

// TestAnotherUsersProgramDoesNotGetThePageAttack is the same against a page as the application hands it over.
func TestAnotherUsersProgramDoesNotGetThePageAttack(t *testing.T) {
	attackAsStranger(t, otherUser.text[0], `value="s3cret"`, func() string {
		r := newRig(t)
		r.wants(r.post("/_handoff/form", okForm), http.StatusNoContent)
		return r.opened()
	})
}

// attackAsStranger has the stranger go where listen says that the person's application listens, and then the person,
// for whom nothing was used up. Served is on the page that is there once, refused on the one for everybody else.
func attackAsStranger(t *testing.T, refused, served string, listen func() string) {
	t.Helper()
	if os.Getenv(personVariable) != "" {
		fmt.Println(listen())
		_, _ = io.Copy(io.Discard, os.Stdin) // it ends with the attack
		return
	}
	curl, err := exec.LookPath("curl")
	if os.Getuid() != 0 || err != nil {
		t.Skip("needs root, to become other users, and curl")
	}
	address := startAsPerson(t)
	for _, visitor := range []struct {
		uid  uint32
		want string
	}{{stranger, refused}, {person, served}} {
		cmd := exec.Command(curl, "--silent", "--noproxy", "*", "--header", "Sec-Fetch-Mode: navigate", "--header", "Sec-Fetch-Dest: document", address)
		cmd.SysProcAttr = as(visitor.uid)
		page, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(page), visitor.want) {
			t.Errorf("user %d: %v: %s", visitor.uid, err, page)
		}
	}
}

// startAsPerson runs this test as the person, until it ends here, and returns the address that it prints.
func startAsPerson(t *testing.T) string {
	t.Helper()
	// By its path it is in a folder of root's that nobody else may enter, and root's umask may keep it from others, too.
	const self = "/proc/self/exe"
	if err := os.Chmod(self, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^"+t.Name()+"$", "-test.timeout=1m")
	cmd.Env = append(os.Environ(), personVariable+"=1")
	cmd.SysProcAttr = as(person)
	cmd.Stderr = os.Stderr
	stdin, errIn := cmd.StdinPipe()
	stdout, errOut := cmd.StdoutPipe()
	if errIn != nil || errOut != nil {
		t.Fatal(errIn, errOut)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	printed := bufio.NewReader(stdout)
	t.Cleanup(func() {
		_ = stdin.Close() // it may have ended by itself
		rest, _ := io.ReadAll(printed)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the person's application: %v: %s", err, rest)
		}
	})
	address, err := printed.ReadString('\n')
	if err != nil || !strings.HasPrefix(address, "http://"+loopback+":") {
		t.Fatalf("the person's application says %q, %v", address, err)
	}
	return strings.TrimSpace(address)
}

func as(uid uint32) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
}
