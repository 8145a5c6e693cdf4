//go:build !linux && !darwin && !windows

package autostart

import "errors"

func own() (entry, error) { return nil, refused(errors.ErrUnsupported) }
