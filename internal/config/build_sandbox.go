//go:build dev || sandbox

package config

// SandboxBuild says that this build carries the embedded sandbox (build tag dev or sandbox).
const SandboxBuild = true
