package logging

import (
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// waitingLines bounds the lines that wait for a slow writer. A burst is far smaller; a writer that is that far
// behind is stuck.
const waitingLines = 4096

// sink writes lines on a goroutine of its own, so that whoever logs doesn't wait for a terminal or a disk.
type sink struct {
	w       io.Writer
	waiting chan []byte
	lost    atomic.Int64 // lines for which there was no room, or that could not be written
	once    sync.Once
	closing chan struct{}
	done    chan struct{} // closed once everything is written
}

func newSink(w io.Writer) *sink {
	s := &sink{w: w, waiting: make(chan []byte, waitingLines), closing: make(chan struct{}), done: make(chan struct{})}
	go s.run()
	return s
}

// add takes a line, which stays the caller's.
func (s *sink) add(line []byte) {
	select {
	case <-s.closing:
		return
	default:
	}
	select {
	case s.waiting <- append([]byte(nil), line...):
	default:
		s.lost.Add(1)
	}
}

// stop has the goroutine end once every line that was added before is written.
func (s *sink) stop() { s.once.Do(func() { close(s.closing) }) }

func (s *sink) run() {
	defer close(s.done)
	for {
		select {
		case line := <-s.waiting:
			s.write(line)
		case <-s.closing:
			s.rest()
			return
		}
	}
}

func (s *sink) rest() {
	for {
		select {
		case line := <-s.waiting:
			s.write(line)
		default:
			return
		}
	}
}

// write writes a line, and before it how many are missing, if any are.
func (s *sink) write(line []byte) {
	if n := s.lost.Swap(0); n > 0 {
		gap := fmt.Sprintf("time=%s level=%s msg=\"log lines are missing here\" lines=%d\n",
			time.Now().Format("2006-01-02T15:04:05.000Z07:00"), slog.LevelWarn, n)
		if _, err := s.w.Write([]byte(gap)); err != nil {
			s.lost.Add(n + 1)
			return
		}
	}
	if _, err := s.w.Write(line); err != nil {
		s.lost.Add(1)
	}
}
