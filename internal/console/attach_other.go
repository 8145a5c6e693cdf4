//go:build !windows

package console

func attach() func() { return func() {} }
