package handoff

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// openVariable makes the test binary open an address and exit, as the application would.
const openVariable = "HANDOFF_TEST_OPEN"

func TestMain(m *testing.M) {
	if IsOpener(os.Args) {
		os.Exit(RunOpener())
	}
	if address := os.Getenv(openVariable); address != "" {
		l := NewLauncher(slog.New(slog.DiscardHandler))
		l.limit = time.Second
		if err := l.Open(context.Background(), address); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	// The race detector keeps every process of this test for a second at its end otherwise.
	os.Setenv("GORACE", strings.TrimSpace(os.Getenv("GORACE")+" atexit_sleep_ms=0"))
	goleak.VerifyTestMain(m)
}
