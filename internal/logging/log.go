package logging

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"gopkg.in/natefinch/lumberjack.v2"

	"workos-widgets/internal/brand"
)

// fileName is the log file's name; older ones have the time of their last line in theirs.
func fileName() string { return brand.Current().ID + ".log" }

const (
	maxFileMegabytes = 1
	maxOldFiles      = 2 // beside the one that is written
)

// Options are where a Log's lines go, besides its memory.
type Options struct {
	// Console is for whoever started the application from a terminal; nil for nobody.
	Console io.Writer
	// Dir is for the log files; "" for none. It is made, for its owner alone.
	Dir string
	// Level is the least level of a line, until SetLevel.
	Level slog.Level
}

// Log is the application's log: to the console, to files that replace one another, and to memory, all of it
// redacted. Logging never waits for a terminal or a disk. It is safe for concurrent use.
type Log struct {
	*slog.Logger
	level   slog.LevelVar
	started slog.Level
	dir     string
	tail    tail
	sinks   []*sink
	files   *lumberjack.Logger // nil without files
}

// Open begins a log. Files that can't be written stop nothing: the log says so, and does without.
func Open(o Options) *Log {
	l := &Log{started: o.Level}
	l.level.Set(o.Level)
	if o.Console != nil {
		l.sinks = append(l.sinks, newSink(o.Console))
	}
	var trouble error
	if o.Dir != "" {
		trouble = l.openFiles(o.Dir)
	}
	l.Logger = New(lines{l}, &l.level)
	if trouble != nil {
		l.Warn("the log is not kept in a file", "error", trouble)
	}
	return l
}

func (l *Log) openFiles(dir string) error {
	path := filepath.Join(dir, fileName())
	if err := prepare(path); err != nil {
		return fmt.Errorf("logging: %w", err)
	}
	l.dir = dir
	l.files = &lumberjack.Logger{Filename: path, MaxSize: maxFileMegabytes, MaxBackups: maxOldFiles}
	l.sinks = append(l.sinks, newSink(l.files))
	return nil
}

// prepare makes the log file and its directory, for their owner alone. What is there already and is no file
// is left alone: opening a pipe, for one, would wait for its reader.
func prepare(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return err
	}
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", fileName())
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Chmod(0o600)
}

// lines takes whole, redacted lines from the handler. It never fails and never waits.
type lines struct{ log *Log }

func (w lines) Write(line []byte) (int, error) {
	w.log.tail.add(string(line))
	for _, s := range w.log.sinks {
		s.add(line)
	}
	return len(line), nil
}

// SetLevel changes the least level of a line from now on, by its name: "debug", "info", "warn" or "error".
// "" and anything else is the level that the log was opened with.
func (l *Log) SetLevel(name string) {
	level := l.started
	if level.UnmarshalText([]byte(name)) != nil {
		level = l.started
	}
	l.level.Set(level)
}

// Recent are the latest lines, the oldest first: some hundreds, and 256 kB at most.
func (l *Log) Recent() []string { return l.tail.lines() }

// Dir is where the log files are; "" when there are none.
func (l *Log) Dir() string { return l.dir }

// closePatience bounds Close: a disk or terminal that is stuck must not keep the application from ending.
const closePatience = 2 * time.Second

// Close returns once every line is written, or after two seconds. Lines that come later are kept in memory
// only.
func (l *Log) Close() error {
	late := time.After(closePatience)
	stuck := false
	for _, s := range l.sinks {
		s.stop()
	}
	for _, s := range l.sinks {
		select {
		case <-s.done:
		case <-late:
			stuck = true
		}
		if stuck {
			return fmt.Errorf("logging: not every line was written within %v", closePatience)
		}
	}
	if l.files == nil {
		return nil
	}
	return l.files.Close()
}
