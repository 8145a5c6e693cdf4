//go:build linux

package realtime

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

var (
	kills     = flag.Int("kills", 8, "how often the application is killed")
	killPause = flag.Duration("kills.pause", time.Second, "how long it stays dead at most, below 10s")
	figures   = flag.Bool("figures", false, "measure, and print a table")
)

// A role is what the test binary is when it is started as something else than a test. Its value is what it is
// started with, as JSON.
const (
	applicationRole = "REALTIME_APPLICATION"
	workosRole      = "REALTIME_WORKOS"
)

func TestMain(m *testing.M) {
	switch {
	case os.Getenv(applicationRole) != "":
		os.Exit(play(applicationRole, runApplication))
	case os.Getenv(workosRole) != "":
		os.Exit(play(workosRole, runWorkOS))
	}
	goleak.VerifyTestMain(m)
}

// play runs a role until its standard input ends, and gives the exit status.
func play[T any](role string, run func(T) error) int {
	var with T
	err := json.Unmarshal([]byte(os.Getenv(role)), &with)
	if err == nil {
		err = run(with)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
