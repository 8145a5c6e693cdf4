//go:build webkit2_41 || !linux

package page_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wailsapp/wails/v2/pkg/assetserver"
	assetoptions "github.com/wailsapp/wails/v2/pkg/options/assetserver"

	"workos-widgets/internal/page"
)

// runtime stands for Wails' scripts.
type runtime struct{}

func (runtime) DesktopIPC() []byte       { return []byte("ipc") }
func (runtime) WebsocketIPC() []byte     { return []byte("ipc") }
func (runtime) RuntimeDesktopJS() []byte { return []byte("runtime") }

// TestWailsAssetServerKeepsThePolicyAndItsOwnScripts runs Wails' own asset server, which rewrites the document
// on its way.
func TestWailsAssetServerKeepsThePolicyAndItsOwnScripts(t *testing.T) {
	s, err := assetserver.NewAssetServer("", assetoptions.Options{Assets: files, Middleware: page.Middleware(page.Options{Theme: func() string { return "dark" }})}, false, nil, runtime{})
	if err != nil {
		t.Fatal(err)
	}
	res := get(s, "/")
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusOK || !strings.Contains(string(body), `src="/wails/runtime.js"`) {
		t.Fatalf("the document came as HTTP %d: %s", res.StatusCode, body)
	}
	if !strings.Contains(string(body), `data-theme="dark"`) {
		t.Errorf("the rewritten document has lost its theme: %s", body)
	}
	if res.Header.Get("Content-Security-Policy") == "" {
		t.Error("the rewritten document has lost its policy")
	}
	if got, want := res.Header.Get("Content-Length"), int64(len(body)); res.ContentLength != want {
		t.Errorf("Content-Length is %s, the document has %d bytes", got, want)
	}
	for _, path := range []string{"/wails/runtime.js", "/wails/ipc.js"} {
		if res := get(s, path); res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/javascript") {
			t.Errorf("%s: HTTP %d, %s", path, res.StatusCode, res.Header.Get("Content-Type"))
		}
	}
}
