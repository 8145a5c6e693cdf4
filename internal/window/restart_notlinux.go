//go:build !linux

package window

// BuryChildren has nothing to do here.
func BuryChildren() {}
