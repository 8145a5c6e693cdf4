//go:build bench && linux

package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"time"

	"workos-widgets/internal/tour/atspi"
)

// The organizations that the person is switched between: she is an admin of the first and a plain member of
// the other.
const (
	acme   = "Acme Corp"
	globex = "Globex"
)

// places is where the window has its controls. They are asked for once, through the accessibility bus, of an
// application that is not measured; its window opens in the same place every time.
type places struct {
	signIn   image.Rectangle
	document image.Rectangle
	sidebar  image.Rectangle
	content  image.Rectangle // beside it
	switcher image.Rectangle
	pages    []string // in the order of the navigation
	page     map[string]image.Point
}

var (
	navigation = atspi.A(atspi.Landmark, "Pages")
	anyMenu    = []atspi.Role{atspi.MenuItem, atspi.RadioMenuItem}
)

func button(name string) atspi.Query { return atspi.A(atspi.Button, name) }

// explore signs in to a WorkOS for the first time and learns where everything is.
func (s *stage) explore(ctx context.Context, w *workos) (_ *places, err error) {
	p, err := s.start(application, w.env()...)
	if err != nil {
		return nil, err
	}
	defer func() {
		if ended := s.end(ctx, p); err == nil {
			err = ended
		}
	}()
	app, err := s.driven(ctx, p)
	if err != nil {
		return nil, err
	}
	at := &places{page: map[string]image.Point{}}
	if err := app.press(button("Sign in").Is(atspi.Enabled)); err != nil {
		return nil, err
	}
	if err := s.signIn(ctx, w); err != nil {
		return nil, err
	}
	return at, at.learn(app)
}

// findSignIn learns where the button is that begins a sign-in. It is somewhere else before anybody has ever signed in.
func (s *stage) findSignIn(ctx context.Context, stranger *workos) (image.Rectangle, error) {
	p, err := s.start(application, stranger.env()...)
	if err != nil {
		return image.Rectangle{}, err
	}
	app, err := s.driven(ctx, p)
	if err != nil {
		return image.Rectangle{}, err
	}
	place, err := app.extents(button("Sign in").Is(atspi.Enabled))
	return place, errors.Join(err, s.end(ctx, p))
}

// signIn does in the browser what a sign-in under way needs.
func (s *stage) signIn(ctx context.Context, w *workos) error {
	address, err := s.address(ctx, patience)
	if err != nil {
		return err
	}
	return w.signIn(ctx, address)
}

// learn fills in the places of somebody who is signed in.
func (at *places) learn(app *driven) error {
	var err error
	if at.switcher, err = app.extents(atspi.A(atspi.ComboBox, acme)); err != nil {
		return err
	}
	if at.document, err = app.extents(atspi.Query{Roles: []atspi.Role{atspi.Document}}); err != nil {
		return err
	}
	list, err := app.see(navigation)
	if err != nil {
		return err
	}
	for _, n := range list.FindAll(atspi.Query{Roles: []atspi.Role{atspi.Button}}) {
		place, err := n.Extents(app.ctx)
		if err != nil {
			return err
		}
		at.pages = append(at.pages, n.Name)
		at.page[n.Name] = middle(place)
	}
	if len(at.pages) < 12 {
		return fmt.Errorf("the navigation has %d pages: %q", len(at.pages), at.pages)
	}
	margin := at.switcher.Min.X - at.document.Min.X
	at.content, at.sidebar = at.document, at.document
	at.content.Min.X = at.switcher.Max.X + margin + 2
	at.sidebar.Max.X = at.switcher.Max.X
	return nil
}

// driven is an application that is worked through the accessibility bus, as with a screen reader.
type driven struct {
	*atspi.App
	ctx context.Context
	bus *atspi.Bus
}

func (s *stage) driven(ctx context.Context, p *program) (*driven, error) {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	app, err := s.bus.App(waiting, p.PID())
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, p.Output())
	}
	return &driven{app, ctx, s.bus}, nil
}

func (d *driven) see(q atspi.Query) (*atspi.Node, error) { return d.seeWithin(patience, q) }

func (d *driven) seeWithin(limit time.Duration, q atspi.Query) (*atspi.Node, error) {
	ctx, cancel := context.WithTimeout(d.ctx, limit)
	defer cancel()
	return d.Wait(ctx, q)
}

func (d *driven) extents(q atspi.Query) (image.Rectangle, error) {
	n, err := d.see(q)
	if err != nil {
		return image.Rectangle{}, err
	}
	return n.Extents(d.ctx)
}

// press tries twice: a control may be drawn anew between the look and the press.
func (d *driven) press(q atspi.Query) error {
	n, err := d.see(q)
	if err != nil {
		return err
	}
	if n.Press(d.ctx) == nil {
		return nil
	}
	if n, err = d.see(q); err != nil {
		return err
	}
	return n.Press(d.ctx)
}
