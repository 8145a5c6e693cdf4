package page_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"workos-widgets/internal/page"
)

func zipped(t testing.TB, text string) *fstest.MapFile {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: b.Bytes()}
}

func TestUnpackedFiles(t *testing.T) {
	script := strings.Repeat("export const answer = 42;\n", 1000)
	broken := zipped(t, script)
	broken.Data = broken.Data[:len(broken.Data)/2]
	files := page.Unpacked(fstest.MapFS{
		"index.html":          {Data: []byte("<!doctype html>")},
		"assets/start.js.gz":  zipped(t, script),
		"assets/broken.js.gz": broken,
		"assets/no.js.gz":     {Data: []byte("this is not gzip")},
	})
	for name, want := range map[string]string{"index.html": "<!doctype html>", "assets/start.js": script} {
		got, err := fs.ReadFile(files, name)
		if err != nil || string(got) != want {
			t.Errorf("%s has %d bytes, want %d (%v)", name, len(got), len(want), err)
		}
		info, err := fs.Stat(files, name)
		if err != nil || info.Size() != int64(len(want)) || info.IsDir() {
			t.Errorf("%s is said to be %v (%v)", name, info, err)
		}
	}
	for _, name := range []string{"assets/other.js", "assets/start", "../start.js"} {
		if _, err := files.Open(name); err == nil || name[0] != '.' && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("opening %s: %v", name, err)
		}
	}
	for _, name := range []string{"assets/broken.js", "assets/no.js"} {
		if _, err := files.Open(name); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("opening %s, which is damaged: %v", name, err)
		}
	}
}

func TestUnpackedFilesAreServedInParts(t *testing.T) {
	files := page.Unpacked(fstest.MapFS{"a.js.gz": zipped(t, "0123456789")})
	req := httptest.NewRequest(http.MethodGet, "/a.js", nil)
	req.Header.Set("Range", "bytes=2-4")
	res := httptest.NewRecorder()
	http.FileServerFS(files).ServeHTTP(res, req)
	if res.Code != http.StatusPartialContent || res.Body.String() != "234" {
		t.Errorf("HTTP %d: %q", res.Code, res.Body)
	}
}
