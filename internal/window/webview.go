// Package window holds what each platform's web view needs to be told before it starts.
package window

import (
	"os"
	"path/filepath"
	"runtime"
)

// dmabufVariable turns off the way WebKitGTK passes its pictures on that leaves windows blank with NVIDIA's
// driver (https://github.com/wailsapp/wails/issues/2977).
const dmabufVariable = "WEBKIT_DISABLE_DMABUF_RENDERER"

// PrepareWebView sets what WebKitGTK reads from the environment, unless the person has set it. It must run
// before the web view is made.
func PrepareWebView() error { return prepareWebView(runtime.GOOS == "linux" && hasNVIDIA("/")) }

func prepareWebView(nvidia bool) error {
	if !nvidia {
		return nil
	}
	if _, set := os.LookupEnv(dmabufVariable); set {
		return nil
	}
	return os.Setenv(dmabufVariable, "1")
}

// hasNVIDIA reports whether NVIDIA's kernel module is loaded, under a root for tests. The free driver,
// nouveau, does not have the fault.
func hasNVIDIA(root string) bool {
	for _, sign := range []string{"proc/driver/nvidia/version", "sys/module/nvidia"} {
		if _, err := os.Stat(filepath.Join(root, sign)); err == nil {
			return true
		}
	}
	return false
}
