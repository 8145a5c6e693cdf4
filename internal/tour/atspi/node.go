package atspi

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Node is a control as it was when its tree was read.
type Node struct {
	Role   Role
	Name   string
	Text   string // what it says itself; for an entry what is typed into it
	States States

	Parent   *Node
	Children []*Node

	app *App
	ref ref
	// inner is Text as AT-SPI gave it: U+FFFC stands where a child is.
	inner string
}

// All walks over the node and everything below it, parents before children.
func (n *Node) All() iter.Seq[*Node] {
	return func(yield func(*Node) bool) { n.visit(yield) }
}

func (n *Node) visit(yield func(*Node) bool) bool {
	if n == nil {
		return true
	}
	if !yield(n) {
		return false
	}
	for _, c := range n.Children {
		if !c.visit(yield) {
			return false
		}
	}
	return true
}

// Find is the first control in the tree that q describes, nil when there is none.
func (n *Node) Find(q Query) *Node {
	for c := range n.matching(q) {
		return c
	}
	return nil
}

// FindAll is every control in the tree that q describes.
func (n *Node) FindAll(q Query) []*Node { return slices.Collect(n.matching(q)) }

func (n *Node) matching(q Query) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		reached := q.After == nil
		for c := range n.All() {
			switch {
			case !reached:
				reached = q.After.Matches(c)
			case q.Matches(c) && !yield(c):
				return
			}
		}
	}
}

// Content is everything the node and its children say, in reading order, as one line.
func (n *Node) Content() string {
	var b strings.Builder
	n.say(&b)
	return collapse(b.String())
}

// placeholder is the letter that stands for a child in a parent's text.
const placeholder = "\uFFFC"

func (n *Node) say(b *strings.Builder) {
	parts := strings.Split(n.inner, placeholder)
	if n.inner == "" {
		parts = nil
		if len(n.Children) == 0 {
			parts = []string{n.Name}
		}
	}
	for i := range max(len(parts), len(n.Children)) {
		if i < len(parts) {
			b.WriteString(parts[i] + " ")
		}
		if i < len(n.Children) {
			n.Children[i].say(b)
		}
	}
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// Dump is the tree as indented lines, for the message of a test that did not find what it looked for.
func (n *Node) Dump() string {
	var b strings.Builder
	n.dump(&b, 0)
	return b.String()
}

func (n *Node) dump(b *strings.Builder, depth int) {
	if n == nil {
		b.WriteString("(no tree)\n")
		return
	}
	fmt.Fprintf(b, "%s%s\n", strings.Repeat("  ", depth), n)
	for _, c := range n.Children {
		c.dump(b, depth+1)
	}
}

// String is the node in one line, without its children.
func (n *Node) String() string {
	s := n.Role.String()
	if n.Name != "" {
		s += fmt.Sprintf(" %q", n.Name)
	}
	if n.Text != "" && n.Text != n.Name {
		s += fmt.Sprintf(" says %q", n.Text)
	}
	if states := n.States.String(); states != "" {
		s += " (" + states + ")"
	}
	return s
}
