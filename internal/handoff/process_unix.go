//go:build unix

package handoff

import "syscall"

// inProcess opens the browser without a child, where the system can: not here.
var inProcess func(address string) error

// detached puts a child into a session, and so a process group, of its own.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
