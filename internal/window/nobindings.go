//go:build !bindings

package window

// GeneratingBindings says that this binary was built by Wails only to be asked for what it binds: it opens
// no window, and must touch nothing else either.
const GeneratingBindings = false
