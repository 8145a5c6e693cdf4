package window

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// failing has a process of this test say a failure.
const failing = "WINDOW_TEST_FAILING"

func TestAFailureIsOnlySaidInATerminalThatAPersonIsAt(t *testing.T) {
	if os.Getenv(failing) != "" {
		showFailure(&Failure{Problem: "It hangs.", Mend: "End it."}, os.Stderr, func(dialog) error {
			_, err := fmt.Print("a dialog")
			return err
		})
		os.Exit(0)
	}
	for name, c := range map[string]struct {
		attributes syscall.SysProcAttr
		shown      string
	}{
		"in the foreground":                       {syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 2}, ""},
		"of a desktop that a console has started": {syscall.SysProcAttr{Setsid: true}, "a dialog"},
	} {
		t.Run(name, func(t *testing.T) {
			person, program := terminal(t)
			p := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAFailureIsOnlySaidInATerminalThatAPersonIsAt$")
			p.Env, p.Stderr, p.SysProcAttr = append(os.Environ(), failing+"=1"), program, &c.attributes
			shown, err := p.Output()
			if err != nil || string(shown) != c.shown {
				t.Errorf("shown is %q, want %q; %v", shown, c.shown, err)
			}
			if err := person.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if got, err := bufio.NewReader(person).ReadString('\n'); got != "It hangs. End it.\r\n" {
				t.Errorf("the terminal shows %q, %v", got, err)
			}
		})
	}
}

// terminal is both ends of a terminal (pty(7)).
func terminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	t.Cleanup(func() { person.Close() })
	raw, err := person.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var number int
	var unlockErr, numberErr error
	if err := raw.Control(func(fd uintptr) {
		unlockErr = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0)
		number, numberErr = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
	}); err != nil || unlockErr != nil || numberErr != nil {
		t.Fatal(err, unlockErr, numberErr)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return person, program
}
