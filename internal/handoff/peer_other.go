//go:build !linux

package handoff

import "net/http"

// sameUser believes every request: macOS hands the address to a browser by other means than its command line,
// and Windows shows no user the command lines of another.
func sameUser(*http.Request) bool { return true }
