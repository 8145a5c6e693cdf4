package logging

import (
	"strings"
	"sync"
)

// What a tail keeps at most.
const (
	tailLines = 500
	tailBytes = 256 << 10
)

// tail is the latest lines, in memory.
type tail struct {
	mu    sync.Mutex
	kept  []string
	bytes int
}

func (t *tail) add(line string) {
	line = strings.TrimSuffix(line, "\n")
	if len(line) > tailBytes {
		line = strings.ToValidUTF8(line[:tailBytes], "")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, line)
	t.bytes += len(line)
	for len(t.kept) > tailLines || t.bytes > tailBytes {
		t.bytes -= len(t.kept[0])
		t.kept[0] = "" // for the garbage collector, until append moves the rest
		t.kept = t.kept[1:]
	}
}

func (t *tail) lines() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string(nil), t.kept...)
}
