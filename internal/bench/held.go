//go:build bench && linux

package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// held is what one process holds. Own is the memory that it has written, in MiB.
type held struct {
	Own         float64 `json:"ownMiB"`
	Descriptors int     `json:"descriptors"`
}

func (h held) plus(other held) held {
	return held{h.Own + other.Own, h.Descriptors + other.Descriptors}
}

// holding looks at a process. One that has ended holds nothing.
func holding(pid int) held {
	path := fmt.Sprintf("/proc/%d/smaps_rollup", pid)
	all, _ := field(path, "Pss:")
	mapped, _ := field(path, "Pss_File:")
	open, listeners := descriptors(pid)
	return held{(all - mapped) / 1024, open + listeners}
}

// byProcess is what each process has written, for a line of text.
func byProcess(all map[string]held) string {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		texts = append(texts, fmt.Sprintf("%s %.0f", name, all[name].Own))
	}
	return strings.Join(texts, ", ")
}

// processes are a process and all below it, by their IDs, with the names that the kernel has for them, which are
// cut to fifteen letters. One that has ended, though nobody has asked how, is none.
func processes(pid int) map[int]string {
	all := map[int]string{}
	for _, p := range tree(pid) {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p))
		if err != nil {
			continue
		}
		opened, closed := strings.IndexByte(string(text), '('), strings.LastIndexByte(string(text), ')')
		if state := strings.Fields(string(text[closed+1:]))[0]; state != "Z" && state != "X" {
			all[p] = string(text[opened+1 : closed])
		}
	}
	return all
}

// gone are the processes that are no more.
func gone(then, now map[int]string) []string {
	var all []string
	for p, name := range then {
		if now[p] != name {
			all = append(all, fmt.Sprintf("%s (%d)", name, p))
		}
	}
	slices.Sort(all)
	return all
}

// files are the paths of everything in some folders.
func files(folders ...string) map[string]bool {
	all := map[string]bool{}
	for _, folder := range folders {
		_ = filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			if err == nil {
				all[path] = true
			}
			return nil // what goes away meanwhile is not left
		})
	}
	return all
}

// alarming is what the application's output may not say: its own errors, that the page's process ended or did not
// answer, and what GTK and WebKit call critical.
var alarming = []string{"level=ERROR", "the page's process ended", "the page does not answer", "-CRITICAL **", "panic:"}

// alarms are the lines of the output that say any of that, and warnings how many it has of a program that was told of a
// failure.
func alarms(output string) (lines []string, warnings int) {
	for line := range strings.Lines(output) {
		if strings.Contains(line, "level=WARN") {
			warnings++
		}
		if slices.ContainsFunc(alarming, func(text string) bool { return strings.Contains(line, text) }) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines, warnings
}
