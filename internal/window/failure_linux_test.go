package window

import (
	"bufio"
	"fmt"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestAFailureIsOnlySaidInATerminal(t *testing.T) {
	person, program := terminal(t)
	if !isTerminal(program) {
		t.Fatal("a terminal is not taken for one")
	}
	showFailure(&Failure{Problem: "It hangs.", Mend: "End it."}, program, func(d dialog) error {
		t.Errorf("shown is %+v", d)
		return nil
	})
	if err := person.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if got, err := bufio.NewReader(person).ReadString('\n'); got != "It hangs. End it.\r\n" {
		t.Errorf("the terminal shows %q, %v", got, err)
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
