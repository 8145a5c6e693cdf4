//go:build unix

package window

import "syscall"

func restart(path string, args, environ []string) error {
	keepDescriptors()
	return syscall.Exec(path, args, environ)
}
