package page

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"time"
)

// Unpacked shows the files of a built page as they were before frontend/pack.ts compressed them: a file that is not
// there but is as name.gz. A web view's own scheme knows no Content-Encoding, so it is undone here, when a file is asked
// for: a few milliseconds in all, for a binary that is a megabyte smaller. Directories list what is really there.
func Unpacked(files fs.FS) fs.FS { return unpacked{files} }

type unpacked struct{ fs.FS }

// Open implements fs.FS.
func (u unpacked) Open(name string) (fs.File, error) {
	f, err := u.FS.Open(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	packed, missing := u.FS.Open(name + ".gz")
	if missing != nil {
		return nil, err // that of the name that was asked for
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, fmt.Errorf("unpacking %s: %w", name, err)
	}
	content, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("unpacking %s: %w", name, err)
	}
	return &file{Reader: bytes.NewReader(content), name: path.Base(name)}, nil
}

// file is an open file of the page, and what is known of it.
type file struct {
	*bytes.Reader
	name string
}

func (f *file) Stat() (fs.FileInfo, error) { return f, nil }
func (f *file) Close() error               { return nil }
func (f *file) Name() string               { return f.name }
func (f *file) Mode() fs.FileMode          { return 0o444 }
func (f *file) ModTime() time.Time         { return time.Time{} } // as embed has it
func (f *file) IsDir() bool                { return false }
func (f *file) Sys() any                   { return nil }
