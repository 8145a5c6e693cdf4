//go:build !linux

package window

import (
	"context"

	"workos-widgets/internal/settings"
)

// followScheme has nothing to do: Wails' window follows the system by itself.
func followScheme(context.Context, func(settings.Theme)) error { return nil }
