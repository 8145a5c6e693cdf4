package atspi

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// page is a small tree: a heading in two parts, and the same button inside and outside a dialog.
func page() *Node {
	tree := &Node{Role: Document, Name: "A page", States: 1<<Enabled | 1<<Showing}
	add := func(parent *Node, n *Node) *Node {
		n.Parent = parent
		parent.Children = append(parent.Children, n)
		return n
	}
	heading := add(tree, &Node{Role: Heading, Text: "Zoë’s page", inner: "Zoë’s \uFFFC page", States: 1<<Enabled | 1<<Showing})
	add(heading, &Node{Role: Static, Text: "own", inner: "own", States: 1<<Enabled | 1<<Showing})
	add(tree, &Node{Role: Button, Name: "Edit", States: 1 << Showing})
	dialog := add(tree, &Node{Role: Dialog, Name: "Edit profile", States: 1<<Enabled | 1<<Showing | 1<<Modal})
	add(dialog, &Node{Role: Button, Name: "Edit", States: 1<<Enabled | 1<<Showing | 1<<Focused})
	return tree
}

func TestQueryFindsTheControlItDescribes(t *testing.T) {
	tree := page()
	outside, dialog := tree.Children[1], tree.Children[2]
	for name, c := range map[string]struct {
		query Query
		want  *Node
	}{
		"the first by role and name":          {A(Button, "Edit"), outside},
		"only inside another":                 {A(Button, "Edit").In(A(Dialog, "Edit profile")), dialog.Children[0]},
		"only in a state":                     {A(Button, "Edit").Is(Enabled), dialog.Children[0]},
		"after another":                       {A(Button, "Edit").Following(A(Dialog, "Edit profile")), dialog.Children[0]},
		"not after the last of its kind":      {A(Heading, "").Following(A(Dialog, "Edit profile")), nil},
		"any of several roles":                {Query{Roles: []Role{Alert, Dialog}}, dialog},
		"by what it says across its children": {Query{Roles: []Role{Heading}, Contains: "Zoë’s own page"}, tree.Children[0]},
		"a name is the whole name":            {A(Dialog, "Edit"), nil},
		"not inside what is not above":        {A(Button, "Edit").In(A(Dialog, "Other")), nil},
		"not in a state that it is not in":    {A(Dialog, "Edit profile").Is(Focused), nil},
	} {
		if got := tree.Find(c.query); got != c.want {
			t.Errorf("%s: Find(%s) = %v, want %v", name, c.query, got, c.want)
		}
	}
	if got := tree.FindAll(A(Button, "Edit")); len(got) != 2 {
		t.Errorf("FindAll found %d buttons, want 2", len(got))
	}
}

func TestQuerySaysWhatItLooksFor(t *testing.T) {
	q := Query{Roles: []Role{Button, Link}, Name: "Edit", Contains: "x", States: []State{Focused}}.In(A(Dialog, "Edit profile"))
	const want = `push button or link "Edit" that says "x", focused in dialog "Edit profile"`
	if q.String() != want {
		t.Errorf("String() = %s, want %s", q, want)
	}
}

func TestDumpShowsWhatTellsControlsApart(t *testing.T) {
	const want = `document web "A page"
  heading says "Zoë’s page"
    static says "own"
  push button "Edit" (not enabled)
  dialog "Edit profile" (modal)
    push button "Edit" (focused)
`
	if diff := cmp.Diff(want, page().Dump()); diff != "" {
		t.Error(diff)
	}
	if got := (*Node)(nil).Dump(); got != "(no tree)\n" {
		t.Errorf("Dump of no tree = %q", got)
	}
}

func TestContentReadsInOrder(t *testing.T) {
	if got, want := page().Content(), "Zoë’s own page Edit Edit"; got != want {
		t.Errorf("Content() = %q, want %q", got, want)
	}
}
