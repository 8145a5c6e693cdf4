//go:build bench && linux

package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"workos-widgets/internal/tour/desktop"
)

// look is how long the screen is left alone between two looks. It is the resolution of every figure that is
// taken on the screen.
const look = 500 * time.Microsecond

// screen is what the desktop's screen shows: the memory that Xvfb draws in. Looking at it goes through neither
// the X server nor the program that is looked at, and slows nobody down.
type screen struct {
	memory        []byte
	start, stride int
	width, height int
	background    uint32
}

// openScreen maps the screen of a desktop, whose format desktop.Screenshot describes.
func openScreen(d *desktop.Desktop) (*screen, error) {
	f, err := os.Open(filepath.Join(d.Dir, "screen", "Xvfb_screen0"))
	if err != nil {
		return nil, fmt.Errorf("screen: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("screen: %w", err)
	}
	memory, err := unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("screen: %w", err)
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(memory[4*i:])) }
	const headerSize, width, height, bitsPerPixel, bytesPerLine, colours, colourSize = 0, 4, 5, 11, 12, 19, 12
	s := &screen{
		memory: memory, start: word(headerSize) + word(colours)*colourSize, stride: word(bytesPerLine),
		width: word(width), height: word(height),
	}
	if word(bitsPerPixel) != 32 || len(memory) < s.start+s.height*s.stride {
		return nil, errors.Join(errors.New("screen: not the format that is understood"), s.close())
	}
	s.background = s.at(0, 0)
	return s, nil
}

func (s *screen) close() error { return unix.Munmap(s.memory) }

func (s *screen) bounds() image.Rectangle { return image.Rect(0, 0, s.width, s.height) }

// at is the colour of a pixel, 0xRRGGBB.
func (s *screen) at(x, y int) uint32 {
	return binary.LittleEndian.Uint32(s.memory[s.start+y*s.stride+4*x:]) & 0xffffff
}

// share is how much of a region has a colour, by every eighth pixel of every eighth row.
func (s *screen) share(colour uint32, of image.Rectangle) float64 {
	n, all := 0, 0
	for y := of.Min.Y; y < of.Max.Y; y += 8 {
		for x := of.Min.X; x < of.Max.X; x += 8 {
			all++
			if s.at(x, y) == colour {
				n++
			}
		}
	}
	return float64(n) / float64(max(all, 1))
}

// until looks again and again, and says when it was that seen said yes.
func (s *screen) until(ctx context.Context, what string, limit time.Duration, seen func() bool) (time.Time, error) {
	for deadline := time.Now().Add(limit); ; time.Sleep(look) {
		now := time.Now()
		switch {
		case seen():
			return now, nil
		case ctx.Err() != nil:
			return now, context.Cause(ctx)
		case now.After(deadline):
			return now, fmt.Errorf("not seen on the screen within %s: %s", limit, what)
		}
	}
}

// empty waits until no window is left on the screen.
func (s *screen) empty(ctx context.Context) error {
	_, err := s.until(ctx, "the empty desktop", 10*time.Second, func() bool { return s.share(s.background, s.bounds()) == 1 })
	return err
}

// picture is what a region of the screen should look like in the end: the pixels of it that say something.
type picture struct {
	name   string
	ground uint32
	points []point
	// telling are those that another picture, which it must not be taken for, has otherwise.
	telling []point
}

type point struct {
	x, y   int
	colour uint32
}

// likeness is how much of a picture has to be there. The rest is for ages of things ("2 hours ago"), which go on.
const likeness = 0.98

// shown says whether the screen shows the picture.
func (s *screen) shown(p *picture) bool { return s.shows(p, p.points) }

// tells says whether the screen shows what tells the picture from another.
func (s *screen) tells(p *picture) bool { return s.shows(p, p.telling) }

// shows gives up as soon as too much is missing: it is asked two thousand times a second.
func (s *screen) shows(p *picture, points []point) bool {
	misses := int((1 - likeness) * float64(len(points)))
	for _, q := range points {
		if !p.there(q, s.at(q.x, q.y)) {
			if misses--; misses < 0 {
				return false
			}
		}
	}
	return true
}

// like is how much of the picture is there, for messages.
func (s *screen) like(p *picture) float64 {
	n := 0
	for _, q := range p.points {
		if p.there(q, s.at(q.x, q.y)) {
			n++
		}
	}
	return float64(n) / float64(max(len(p.points), 1))
}

// there says whether a pixel's colour counts as that of a point: while things fade in, from when it is nearer to
// what it will be than to the ground.
func (p *picture) there(q point, colour uint32) bool {
	return colour == q.colour || 2*distance(colour, q.colour) < distance(p.ground, q.colour)
}

func distance(a, b uint32) int {
	sum := 0
	for shift := 0; shift < 24; shift += 8 {
		d := int(a>>shift&0xff) - int(b>>shift&0xff)
		sum += max(d, -d)
	}
	return sum
}

// tell finds out what two pictures are told apart by.
func tell(a, b *picture) error {
	a.telling, b.telling = without(a.points, b.points), without(b.points, a.points)
	for _, p := range []*picture{a, b} {
		if len(p.telling) < legible {
			return fmt.Errorf("%s and %s look the same", a.name, b.name)
		}
	}
	return nil
}

// legible is the least number of pixels that something is read from.
const legible = 50

func without(points, others []point) []point {
	have := make(map[point]bool, len(others))
	for _, p := range others {
		have[p] = true
	}
	var left []point
	for _, p := range points {
		if !have[p] {
			left = append(left, p)
		}
	}
	return left
}

// watched is how long a region is looked at to learn what stays as it is.
const watched = time.Second

// remember keeps what a region shows: of its pixels all that stay as they are, a spinner's do not, and whose
// colour is not the ground's, which is the one that most of them have.
//
// It looks again while too little is drawn there: on a busy machine a window comes late.
func (s *screen) remember(ctx context.Context, name string, region image.Rectangle) (*picture, error) {
	for deadline := time.Now().Add(patience); ; {
		p, err := s.learn(ctx, name, region)
		if err == nil || ctx.Err() != nil || time.Now().After(deadline) {
			return p, err
		}
	}
}

func (s *screen) learn(ctx context.Context, name string, region image.Rectangle) (*picture, error) {
	_, err := s.until(ctx, name, patience, func() bool { return s.share(s.at(region.Min.X, region.Min.Y), region) < 1 })
	if err != nil {
		return nil, err
	}
	first := s.pixels(region)
	steady := make([]bool, len(first))
	for i := range steady {
		steady[i] = true
	}
	for end := time.Now().Add(watched); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		for i, c := range s.pixels(region) {
			steady[i] = steady[i] && c == first[i]
		}
	}
	ground := mostFrequent(first)
	p := &picture{name: name, ground: ground}
	for i, c := range first {
		if steady[i] && c != ground {
			p.points = append(p.points, point{region.Min.X + i%region.Dx(), region.Min.Y + i/region.Dx(), c})
		}
	}
	if len(p.points) < legible {
		return nil, fmt.Errorf("%s: nothing is drawn in %v", name, region)
	}
	return p, context.Cause(ctx)
}

func mostFrequent(colours []uint32) uint32 {
	counts := map[uint32]int{}
	var most uint32
	for _, c := range colours {
		counts[c]++
		if counts[c] > counts[most] {
			most = c
		}
	}
	return most
}

func (s *screen) pixels(region image.Rectangle) []uint32 {
	all := make([]uint32, 0, region.Dx()*region.Dy())
	for y := region.Min.Y; y < region.Max.Y; y++ {
		for x := region.Min.X; x < region.Max.X; x++ {
			all = append(all, s.at(x, y))
		}
	}
	return all
}
