//go:build linux

package desktop

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
)

// Screenshot is what the screen shows now. Xvfb keeps its screen in a file, in the format of xwd
// (X11/XWDFile.h): no X connection is needed, and nothing on the desktop notices.
func (d *Desktop) Screenshot() (*image.RGBA, error) {
	b, err := os.ReadFile(filepath.Join(d.Dir, "screen", "Xvfb_screen0"))
	if err != nil {
		return nil, fmt.Errorf("desktop: screen: %w", err)
	}
	return decodeXWD(b)
}

// SavePNG writes img to the file at path.
func SavePNG(path string, img image.Image) error {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return fmt.Errorf("desktop: picture: %w", err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("desktop: picture: %w", err)
	}
	return nil
}

// The fields of an XWD header that are needed, as indices of its 32-bit words.
const (
	xwdHeaderSize   = 0
	xwdVersion      = 1
	xwdWidth        = 4
	xwdHeight       = 5
	xwdBitsPerPixel = 11
	xwdBytesPerLine = 12
	xwdColours      = 19
	xwdWords        = 25
	xwdColourSize   = 12
)

var errXWD = errors.New("desktop: screen: not the format that is understood (XWD 7, 32 bits a pixel)")

// decodeXWD reads what Xvfb writes: a big-endian header, a colour table, rows of blue, green, red
// and one byte unused.
func decodeXWD(b []byte) (*image.RGBA, error) {
	if len(b) < 4*xwdWords {
		return nil, errXWD
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(b[4*i:])) }
	width, height, stride := word(xwdWidth), word(xwdHeight), word(xwdBytesPerLine)
	start := word(xwdHeaderSize) + word(xwdColours)*xwdColourSize
	if word(xwdVersion) != 7 || word(xwdBitsPerPixel) != 32 || width <= 0 || stride < 4*width || height <= 0 || len(b) < start+height*stride {
		return nil, errXWD
	}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		row, out := b[start+y*stride:], img.Pix[y*img.Stride:]
		for x := 0; x < 4*width; x += 4 {
			out[x], out[x+1], out[x+2], out[x+3] = row[x+2], row[x+1], row[x], 0xff
		}
	}
	return img, nil
}
