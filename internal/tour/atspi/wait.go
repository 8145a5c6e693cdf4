package atspi

import (
	"context"
	"fmt"
)

// NotFoundError says what was looked for until the context was over, and what was there instead.
type NotFoundError struct {
	Sought string
	Tree   *Node // the last that was read; nil if none could be
	Err    error // why the search ended
}

func (e *NotFoundError) Error() string {
	return fmt.Sprintf("atspi: %s: not seen: %v", e.Sought, e.Err)
}

func (e *NotFoundError) Unwrap() error { return e.Err }

// Wait looks until a control is there that q describes. Its error is a *NotFoundError.
func (a *App) Wait(ctx context.Context, q Query) (*Node, error) {
	var found *Node
	err := a.Until(ctx, q.String(), func(tree *Node) bool {
		found = tree.Find(q)
		return found != nil
	})
	return found, err
}

// WaitGone looks until no control is there that q describes. Its error is a *NotFoundError.
func (a *App) WaitGone(ctx context.Context, q Query) error {
	return a.Until(ctx, "the end of "+q.String(), func(tree *Node) bool { return tree.Find(q) == nil })
}

// Until reads the tree again and again until holds says yes of it. What is sought is named in the
// error, a *NotFoundError.
func (a *App) Until(ctx context.Context, sought string, holds func(*Node) bool) error {
	var last *Node
	for {
		tree, err := a.Tree(ctx)
		if err == nil {
			last = tree
			if holds(tree) {
				return nil
			}
		}
		if !pause(ctx) {
			return &NotFoundError{Sought: sought, Tree: last, Err: context.Cause(ctx)}
		}
	}
}
