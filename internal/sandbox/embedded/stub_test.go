//go:build !dev && !sandbox

package embedded

import (
	"errors"
	"testing"
)

func TestStubSaysThatThereIsNoSandbox(t *testing.T) {
	if Available {
		t.Error("it claims to be available")
	}
	if _, err := Start(t.Context(), t.TempDir(), nil); !errors.Is(err, ErrNotCarried) {
		t.Errorf("%v", err)
	}
}

func TestReleaseHasNoPanelAttack(t *testing.T) {
	refusesThePanel(t, nil)
	refusesThePanel(t, &Running{})
}
