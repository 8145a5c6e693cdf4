package window

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

// dialogLimit bounds how long a dialog stays on macOS: its program is not ours, and could hang.
const dialogLimit = 10 * time.Minute

// dialogScript reads what it says from its arguments, so that none of that can be a command.
var dialogScript = []string{
	"-e", "on run argv",
	"-e", "display dialog (item 2 of argv) with title (item 1 of argv) buttons {item 3 of argv} default button 1 with icon stop",
	"-e", "end run",
}

// failureDialog has the system's own program show a dialog: there is no run loop here that could.
func failureDialog(d dialog) error {
	ctx, cancel := context.WithTimeout(context.Background(), dialogLimit)
	defer cancel()
	err := exec.CommandContext(ctx, "/usr/bin/osascript", append(dialogScript, d.title, d.text(), d.button)...).Run()
	if ctx.Err() != nil {
		err = ctx.Err() // it says why osascript was killed
	}
	if err != nil {
		return fmt.Errorf("window: osascript: %w", err)
	}
	return nil
}
