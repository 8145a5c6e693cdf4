//go:build !linux && !darwin && !windows

package diagnostics

import "runtime"

func operatingSystem() (name, kernel string) { return runtime.GOOS, "" }
