package handoff

import (
	"strings"

	"workos-widgets/internal/words"
)

// OpenReason is why the browser was not opened.
type OpenReason int

// The reasons why the browser was not opened.
const (
	// NoBrowser means that nothing on this machine opens a browser.
	NoBrowser OpenReason = iota + 1
	// NamedBrowserMissing means that none of the programs that $BROWSER names exists.
	NamedBrowserMissing
	// BrowserFailed means that the browser's starter failed.
	BrowserFailed
	// AddressRefused means that the address is not one for the browser.
	AddressRefused
	// FolderFailed means that the file manager did not show a folder.
	FolderFailed
)

// OpenError says why the browser was not opened. It holds no address.
type OpenError struct {
	Reason OpenReason
	// Tried names the programs that were tried, or that are missing.
	Tried []string
	// Err is the technical cause; it may be nil.
	Err error
}

// Error is for logs and details.
func (e *OpenError) Error() string {
	text := "handoff: open: " + map[OpenReason]string{
		NoBrowser: "none found", NamedBrowserMissing: "what BROWSER names is missing",
		BrowserFailed: "failed", AddressRefused: "the address is neither https nor loopback",
		FolderFailed: "the file manager failed",
	}[e.Reason]
	if e.Err != nil {
		text += ": " + strings.ReplaceAll(e.Err.Error(), "\n", "; ")
	} else if len(e.Tried) > 0 {
		text += ": " + strings.Join(e.Tried, ", ")
	}
	return text
}

// Unwrap gives the technical cause.
func (e *OpenError) Unwrap() error { return e.Err }

// Message says in one sentence what happened.
func (e *OpenError) Message() string {
	switch e.Reason {
	case NoBrowser:
		return words.T("No browser was found on this computer.")
	case NamedBrowserMissing:
		return words.T("The browser that the variable BROWSER names was not found: %s.", strings.Join(e.Tried, ", "))
	case AddressRefused:
		return words.T("This link can't be opened, because it doesn't lead to a secure web page.")
	case FolderFailed:
		return words.T("The folder could not be shown: there is no file manager here, or it failed.")
	}
	return words.T("The browser could not be opened.")
}

// Mend says what the person can do.
func (e *OpenError) Mend() string {
	switch e.Reason {
	case NoBrowser:
		return words.T("Install a browser, or copy the link and open it in a browser on this computer.")
	case NamedBrowserMissing:
		return words.T("Correct the variable BROWSER, or copy the link and open it in a browser yourself.")
	case AddressRefused:
		return words.T("Nothing was opened. If the link matters, ask whoever it came from for one that begins with https://.")
	case FolderFailed:
		return words.T("Install a file manager and xdg-utils, or copy the diagnostics instead: they have the log's latest lines.")
	}
	return words.T("Copy the link and open it in a browser yourself.")
}

// mendPage says what the person can do when what was to be opened is no link that could be copied.
func (e *OpenError) mendPage() string {
	switch e.Reason {
	case NoBrowser:
		return words.T("Install a browser, then try again.")
	case NamedBrowserMissing:
		return words.T("Correct the variable BROWSER, start the application anew, and try again.")
	}
	return words.T("Open your browser yourself, then try again.")
}
