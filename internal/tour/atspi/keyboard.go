package atspi

import (
	"context"
	"fmt"
)

// Key is a key of the keyboard, by its X keycode on the layout that Xvfb has (evdev, US).
type Key int32

// The keys that tests press.
const (
	Escape  Key = 9
	Key1    Key = 10 // and the other digits after it, 0 the last
	Minus   Key = 20
	Equal   Key = 21
	KeyE    Key = 26
	KeyR    Key = 27
	Return  Key = 36
	Control Key = 37
	KeyA    Key = 38
	KeyG    Key = 42
	KeyH    Key = 43
	KeyK    Key = 45
	Shift   Key = 50
	KeyC    Key = 54
	KeyV    Key = 55
	Comma   Key = 59
	Alt     Key = 64
	F4      Key = 70
	F9      Key = 75
	F11     Key = 95
	Left    Key = 113
	Right   Key = 114
	Down    Key = 116
)

// Digit is the key of a digit.
func Digit(n int) Key { return Key1 + Key((n+9)%10) }

// The kinds of a key event (AtspiKeySynthType).
const (
	keyPress   = uint32(0)
	keyRelease = uint32(1)
	keyString  = uint32(4)
)

// Chord holds all keys down in order and lets them go in reverse: Chord(ctx, Control, KeyA).
func (b *Bus) Chord(ctx context.Context, keys ...Key) error {
	for _, k := range keys {
		if err := b.key(ctx, int32(k), "", keyPress); err != nil {
			return err
		}
	}
	for i := len(keys) - 1; i >= 0; i-- {
		if err := b.key(ctx, int32(keys[i]), "", keyRelease); err != nil {
			return err
		}
	}
	return nil
}

// Type types text on the keyboard, into whatever has the focus.
func (b *Bus) Type(ctx context.Context, text string) error {
	return b.key(ctx, 0, text, keyString)
}

func (b *Bus) key(ctx context.Context, code int32, text string, kind uint32) error {
	object := b.object(ref{registry, "/org/a11y/atspi/registry/deviceeventcontroller"})
	call := object.CallWithContext(ctx, "org.a11y.atspi.DeviceEventController.GenerateKeyboardEvent", 0, code, text, kind)
	if call.Err != nil {
		return fmt.Errorf("atspi: keyboard: %w", call.Err)
	}
	return nil
}
