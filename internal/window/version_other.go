//go:build !(linux && webkit2_41 && (production || dev))

package window

// WebView names the web view that shows the page, with its version; "" when that is not known.
func WebView() string { return "" }
