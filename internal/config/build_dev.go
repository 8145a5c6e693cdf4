//go:build dev

package config

// Development says that this is a build for development (build tag dev, set by `wails dev`).
const Development = true
