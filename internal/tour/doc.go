// Package tour works the whole application as a person does, without a display: a real window on a
// desktop of its own, a real keyring, a real Chromium as the system browser, and the sandbox as WorkOS.
// The tour itself is a set of tests with the build tag tour (make tour); it leaves a picture of every page
// in build/tour, and of every state that the window can be in. With make tour-long it also waits for what
// takes the application's own patience, and takes each picture in both themes and sizes.
package tour
