// Package embedded starts the sandbox inside the application. Only builds with the tag dev or sandbox carry
// it; in any other build it is a stub that links nothing of the sandbox.
package embedded

import "errors"

// ErrNotCarried is what Start says in a build that does not carry the sandbox.
var ErrNotCarried = errors.New("this build does not carry the sandbox; use one made with the build tag sandbox, or set WORKOS_CLIENT_ID to use WorkOS itself")
