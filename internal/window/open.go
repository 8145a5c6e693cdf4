package window

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/options"
)

// ErrNoDisplay means that there is no screen to open a window on.
var ErrNoDisplay = errors.New("there is no display to open a window on; check DISPLAY or WAYLAND_DISPLAY")

// Open opens the window and returns when it is closed.
func Open(o *options.App) (err error) {
	defer func() {
		switch p := recover(); {
		case p == nil:
		case isNoDisplay(p):
			err = ErrNoDisplay
		default:
			panic(p)
		}
	}()
	return wails.Run(o)
}

// isNoDisplay knows Wails' panic for a display that GTK can't use; it is no error of a type of its own.
func isNoDisplay(p any) bool { return strings.Contains(fmt.Sprint(p), "failed to init GTK") }
