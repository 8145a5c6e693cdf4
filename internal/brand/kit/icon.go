package kit

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"

	"github.com/tc-hib/winres"
	"golang.org/x/image/draw"

	"workos-widgets/internal/brand"
)

const (
	smallestIcon = 512
	largestIcon  = 4096
	// windowIcon is the width of the icon that is compiled in; GTK drops pictures of 256 by 256 and more.
	windowIcon = 192
)

// iconSizes are those of the icons folder, smallIcons those of them in Windows' one file.
var (
	iconSizes  = []int{16, 24, 32, 48, 64, 128, 256, 512}
	smallIcons = iconSizes[:7]
)

// Load reads a brand's file and its icon. An error about the brand is an Errors.
func Load(path string) (brand.Brand, image.Image, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return brand.Brand{}, nil, fmt.Errorf("reading the brand: %w", err)
	}
	b, err := Parse(content)
	if err != nil {
		return brand.Brand{}, nil, err
	}
	file := b.Icon
	if !filepath.IsAbs(file) {
		file = filepath.Join(filepath.Dir(path), filepath.FromSlash(file))
	}
	picture, problem := readIcon(file)
	if problem != "" {
		return brand.Brand{}, nil, Errors{{Field: "icon", Problem: problem, Mend: "Name a square PNG of 512 pixels or more each way, relative to the brand's file."}}
	}
	return b, picture, nil
}

// readIcon asks for the size first: a small file can claim to be a picture that fills the memory.
func readIcon(file string) (picture image.Image, problem string) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, "The file can't be read."
	}
	size, err := png.DecodeConfig(bytes.NewReader(content))
	switch {
	case err != nil:
		return nil, "The file is not a PNG."
	case size.Width != size.Height:
		return nil, fmt.Sprintf("It is not square but %d by %d.", size.Width, size.Height)
	case size.Width < smallestIcon:
		return nil, fmt.Sprintf("It is too small: %d by %d.", size.Width, size.Height)
	case size.Width > largestIcon:
		return nil, fmt.Sprintf("It is too large: %d by %d, where %d would do.", size.Width, size.Height, 2*smallestIcon)
	}
	if picture, err = png.Decode(bytes.NewReader(content)); err != nil {
		return nil, "The file is a damaged PNG."
	}
	return picture, ""
}

// scaled is the icon in another size.
func scaled(icon image.Image, size int) image.Image {
	if icon.Bounds().Dx() == size {
		return icon
	}
	small := image.NewNRGBA(image.Rect(0, 0, size, size))
	draw.CatmullRom.Scale(small, small.Bounds(), icon, icon.Bounds(), draw.Src, nil)
	return small
}

func encoded(icon image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, icon)
	return b.Bytes(), err
}

// icons are the icon's files by their names below the folder that is written.
func icons(icon image.Image) (map[string][]byte, error) {
	icon = scaled(icon, smallestIcon) // once, since it takes longest
	files := map[string][]byte{}
	var small []image.Image
	for _, size := range iconSizes {
		picture := scaled(icon, size)
		if len(small) < len(smallIcons) {
			small = append(small, picture)
		}
		content, err := encoded(picture)
		if err != nil {
			return nil, fmt.Errorf("drawing the icon of %d pixels: %w", size, err)
		}
		files[fmt.Sprintf("icons/%d.png", size)] = content
	}
	var err error
	if files["windowicon.png"], err = encoded(scaled(icon, windowIcon)); err != nil {
		return nil, fmt.Errorf("drawing the window's icon: %w", err)
	}
	if files["icon.ico"], err = windowsIcon(small); err != nil {
		return nil, fmt.Errorf("making Windows' icon: %w", err)
	}
	return files, nil
}

func windowsIcon(pictures []image.Image) ([]byte, error) {
	all, err := winres.NewIconFromImages(pictures)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = all.SaveICO(&b)
	return b.Bytes(), err
}
