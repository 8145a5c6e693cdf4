package window

// words are what menus and dialogs of the desktop's own say. The page's are in frontend/src/words.ts.
var words = struct {
	file, settings, signOut, quit                                     string
	edit, undo, redo, cut, copy, paste, pastePlain, selectAll         string
	view, palette, back, forward, refresh, zoomIn, zoomOut, zoomReset string
	fullscreen, reload                                                string
	pages, window, minimise, close                                    string
	help, documentation, report, about                                string
}{
	file: "File", settings: "Settings…", signOut: "Sign out", quit: "Quit",
	edit: "Edit", undo: "Undo", redo: "Redo", cut: "Cut", copy: "Copy", paste: "Paste",
	pastePlain: "Paste as plain text", selectAll: "Select all",
	view: "View", palette: "Command palette…", back: "Back", forward: "Forward", refresh: "Refresh",
	zoomIn: "Zoom in", zoomOut: "Zoom out", zoomReset: "Actual size",
	fullscreen: "Full screen", reload: "Reload window",
	pages: "Go", window: "Window", minimise: "Minimise", close: "Close",
	help: "Help", documentation: "Documentation", report: "Report a problem…", about: "About WorkOS Widgets",
}

// question is what a person is asked when the page can't be brought up.
type question struct {
	message, detail   string
	wait, quit, again string
	// yesNo puts the same to desktops whose dialogs have no other buttons.
	yesNo string
}

func questionAbout(t Trouble, safe bool) question {
	q := question{message: "WorkOS Widgets can't show its page.", wait: "Wait", quit: "Quit"}
	switch {
	case t == KeepsFailing:
		q.message = "WorkOS Widgets keeps losing its page."
		q.wait = "Try again"
		q.detail = "The part of the application that draws the window stopped several times within two minutes."
	default:
		q.detail = "Nothing has been drawn in the window for 20 seconds."
	}
	if safe {
		q.detail += " It does so in safe mode already. Starting again may help; if not, restart the computer, and update its graphics driver and web view."
		q.again, q.yesNo = "Start again", "Start it again? No quits."
		return q
	}
	q.detail += " A graphics driver is often the reason. Safe mode draws without the graphics card. You stay signed in."
	q.again, q.yesNo = "Start in safe mode", "Start it in safe mode? No quits."
	return q
}
