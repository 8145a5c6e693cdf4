package console_test

import (
	"os"
	"testing"

	"workos-widgets/internal/console"
)

func TestStreamsThatLeadSomewhereStay(t *testing.T) {
	out, failures := os.Stdout, os.Stderr // go test has redirected both
	letGo := console.Attach()
	defer letGo()
	if os.Stdout != out || os.Stderr != failures {
		t.Error("A redirected stream was replaced.")
	}
}
