//go:build unix && !linux

package window

func keepDescriptors() {}
