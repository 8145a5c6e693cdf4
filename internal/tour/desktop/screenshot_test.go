//go:build linux

package desktop

import (
	"encoding/binary"
	"image/color"
	"testing"
)

// xwd is a screen of 2 × 1 pixels, one red and one blue, with one entry in its colour table.
func xwd() []byte {
	const header = 4*xwdWords + 4
	b := make([]byte, header+xwdColourSize, header+xwdColourSize+8)
	for i, v := range map[int]uint32{xwdHeaderSize: header, xwdVersion: 7, xwdWidth: 2, xwdHeight: 1, xwdBitsPerPixel: 32, xwdBytesPerLine: 8, xwdColours: 1} {
		binary.BigEndian.PutUint32(b[4*i:], v)
	}
	return append(b, 0, 0, 0xff, 0, 0xff, 0, 0, 0)
}

func TestDecodeXWDKeepsColoursInOrder(t *testing.T) {
	img, err := decodeXWD(xwd())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := img.At(0, 0), (color.RGBA{R: 0xff, A: 0xff}); got != want {
		t.Errorf("first pixel %v, want %v", got, want)
	}
	if got, want := img.At(1, 0), (color.RGBA{B: 0xff, A: 0xff}); got != want {
		t.Errorf("second pixel %v, want %v", got, want)
	}
}

func TestDecodeXWDRefusesWhatItDoesNotUnderstand(t *testing.T) {
	whole := xwd()
	other := xwd()
	binary.BigEndian.PutUint32(other[4*xwdBitsPerPixel:], 16)
	for name, b := range map[string][]byte{"nothing": nil, "a header alone": whole[:4*xwdWords], "half a row": whole[:len(whole)-1], "16 bits a pixel": other} {
		if _, err := decodeXWD(b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
