//go:build darwin || windows

package window

// text is the dialog's text where it has one field for it: problem, and in a paragraph of its own what to do.
func (d dialog) text() string {
	if d.mend == "" {
		return d.problem
	}
	return d.problem + "\n\n" + d.mend
}
