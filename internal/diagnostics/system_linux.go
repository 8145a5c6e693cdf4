package diagnostics

import (
	"os"

	"github.com/joho/godotenv"
	"golang.org/x/sys/unix"
)

// operatingSystem reads os-release(5) where the system keeps it.
func operatingSystem() (name, kernel string) {
	var u unix.Utsname
	if unix.Uname(&u) == nil {
		kernel = unix.ByteSliceToString(u.Release[:])
	}
	for _, path := range []string{"/etc/os-release", "/usr/lib/os-release"} {
		f, err := os.Open(path)
		if err != nil {
			continue
		}
		values, err := godotenv.Parse(f) // the same notation: assignments, as for a shell
		_ = f.Close()
		if err == nil && values["PRETTY_NAME"] != "" {
			return values["PRETTY_NAME"], kernel
		}
	}
	return "Linux", kernel
}
