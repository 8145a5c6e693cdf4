//go:build !windows && !darwin && (!linux || !webkit2_41 || !(production || dev))

package window

// failureDialog has no dialog to show: this build does not reach the desktop.
func failureDialog(dialog) error { return nil }
