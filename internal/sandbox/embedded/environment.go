//go:build dev || sandbox

package embedded

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"workos-widgets/internal/sandbox"
)

// The variables that say what the sandbox is like, as the flags of cmd/workos-sandbox do. They are variables
// and not flags, so that the application has the same command line with the sandbox and without it.
const (
	// envMembers is how many generated members Acme Corp has, such as 100000.
	envMembers = "WORKOS_SANDBOX_MEMBERS"
	// envLatency is how long each operation of the widgets takes, such as 200ms.
	envLatency = "WORKOS_SANDBOX_LATENCY"
	// envFault holds rules as sandbox.ParseRule has them, with spaces between them: "Members=503 Sessions=1s,lost".
	envFault = "WORKOS_SANDBOX_FAULT"
)

// fromEnvironment puts into o what the environment asks for.
func fromEnvironment(o *sandbox.Options) error {
	if text := os.Getenv(envMembers); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > sandbox.MaxMembers {
			return fmt.Errorf("%s is %q, not a number from 0 to %d", envMembers, text, sandbox.MaxMembers)
		}
		o.Members = n
	}
	if text := os.Getenv(envLatency); text != "" {
		d, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("%s is %q, not a time such as 200ms", envLatency, text)
		}
		rule, err := sandbox.Latency(d)
		if err != nil {
			return fmt.Errorf("%s: %w", envLatency, err)
		}
		o.Rules = append(o.Rules, rule)
	}
	for _, text := range strings.Fields(os.Getenv(envFault)) {
		rule, err := sandbox.ParseRule(text)
		if err != nil {
			return fmt.Errorf("%s: %w", envFault, err)
		}
		o.Rules = append(o.Rules, rule)
	}
	return nil
}
