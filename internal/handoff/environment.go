package handoff

import (
	"os"
	"runtime"
	"slices"
	"strings"
)

// atStart is the environment before main, or any library, has changed it.
var atStart = os.Environ()

// webView are the beginnings of variables that steer the web view's toolkit. Our main and Wails set some
// of them for this process (WEBKIT_DISABLE_DMABUF_RENDERER, GDK_BACKEND).
var webView = []string{"WEBKIT_", "GDK_", "GTK_"}

// cleaned is the environment for a child: without WORKOS_ variables, which hold the API key, and with the
// web view's variables as the person had them, not as we set them for ourselves.
//
// It takes out what is ours instead of keeping a list of what a browser needs, because nobody can know that
// list: proxies, certificates, input methods, Kerberos, drivers and session managers all put their own
// variables in, and a browser that lacks one fails for days, far from here. Nothing else in our
// environment is ours.
func cleaned(now, start []string) []string {
	out := make([]string, 0, len(now))
	for _, v := range now {
		if !hasPrefix(v, "WORKOS_") && !steersWebView(v) {
			out = append(out, v)
		}
	}
	for _, v := range start {
		if steersWebView(v) {
			out = append(out, v)
		}
	}
	return out
}

func steersWebView(v string) bool {
	return slices.ContainsFunc(webView, func(p string) bool { return hasPrefix(v, p) })
}

// hasPrefix compares as the system does: Windows knows no case in variables' names.
func hasPrefix(v, prefix string) bool {
	if len(v) < len(prefix) {
		return false
	}
	if runtime.GOOS == "windows" {
		return strings.EqualFold(v[:len(prefix)], prefix)
	}
	return v[:len(prefix)] == prefix
}
