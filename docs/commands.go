package docs

import (
	"regexp"
	"strings"
)

// Command is something that a page has its reader type.
type Command struct {
	// Section is the heading it stands below, without the marks.
	Section string
	// Text is the line as it stands there, with a comment where it has one.
	Text string
}

var (
	headingLine = regexp.MustCompile(`^#{1,6} +(.+)$`)
	fence       = regexp.MustCompile("^ *```(.*)$")
)

// Commands lists the lines of the blocks of a page of Markdown that are marked as sh, in order. A line that ends with
// a backslash goes on in the next.
func Commands(page string) []Command {
	var (
		commands []Command
		section  string
		block    string // what the block we are in is marked as
		inside   bool
		begun    string // a command whose last line is still to come
	)
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\r\n")
		if mark := fence.FindStringSubmatch(line); mark != nil {
			inside, block = !inside, strings.TrimSpace(mark[1])
			continue
		}
		if !inside {
			if heading := headingLine.FindStringSubmatch(line); heading != nil {
				section = heading[1]
			}
			continue
		}
		if block != "sh" {
			continue
		}
		text := begun + strings.TrimSpace(line)
		if part, more := strings.CutSuffix(text, `\`); more {
			begun = part
			continue
		}
		begun = ""
		if text != "" && !strings.HasPrefix(text, "#") {
			commands = append(commands, Command{Section: section, Text: text})
		}
	}
	return commands
}
