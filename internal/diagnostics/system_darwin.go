package diagnostics

import (
	"golang.org/x/sys/unix"
)

func operatingSystem() (name, kernel string) {
	version, _ := unix.Sysctl("kern.osproductversion")
	kernel, _ = unix.Sysctl("kern.osrelease")
	return "macOS " + version, kernel
}
