package window

import "workos-widgets/internal/words"

// labels are what the menus of the desktop's own say. The page's words are in frontend/src/words.ts.
type labels struct {
	file, settings, signOut, quit                                     string
	edit, undo, redo, cut, copy, paste, pastePlain, selectAll         string
	view, palette, back, forward, refresh, zoomIn, zoomOut, zoomReset string
	fullscreen, reload                                                string
	pages, window, minimise, close                                    string
	help, documentation, report, about                                string
}

func inLanguage() labels {
	return labels{
		file: words.T("File"), settings: words.T("Settings…"), signOut: words.T("Sign out"), quit: words.T("Quit"),
		edit: words.T("Edit"), undo: words.T("Undo"), redo: words.T("Redo"), cut: words.T("Cut"), copy: words.T("Copy"), paste: words.T("Paste"),
		pastePlain: words.T("Paste as plain text"), selectAll: words.T("Select all"),
		view: words.T("View"), palette: words.T("Command palette…"), back: words.T("Back"), forward: words.T("Forward"), refresh: words.T("Refresh"),
		zoomIn: words.T("Zoom in"), zoomOut: words.T("Zoom out"), zoomReset: words.T("Actual size"),
		fullscreen: words.T("Full screen"), reload: words.T("Reload window"),
		pages: words.T("Go"), window: words.T("Window"), minimise: words.T("Minimise"), close: words.T("Close"),
		help: words.T("Help"), documentation: words.T("Documentation"), report: words.T("Report a problem…"), about: words.T("About {product}"),
	}
}

// question is what a person is asked when the page can't be brought up.
type question struct {
	message, detail   string
	wait, quit, again string
	// yesNo puts the same to desktops whose dialogs have no other buttons.
	yesNo string
}

func questionAbout(system string, t Trouble, safe bool) question {
	q := question{message: words.T("{product} can't show its page."), wait: words.T("Wait"), quit: words.T("Quit")}
	switch {
	case t == KeepsFailing:
		q.message = words.T("{product} keeps losing its page.")
		q.wait = words.T("Try again")
		q.detail = words.T("The part of the application that draws the window stopped several times within two minutes.")
	default:
		q.detail = words.T("Nothing has been drawn in the window for 20 seconds.")
	}
	if !drawsWithoutGPU(system) {
		q.detail += " " + words.T("Starting again may help; if not, restart the computer. Nothing that was saved is lost.")
		q.again, q.yesNo = words.T("Start again"), words.T("Start it again? No quits.")
		return q
	}
	if safe {
		q.detail += " " + words.T("It does so in safe mode already. Starting again may help; if not, restart the computer, and update its graphics driver and web view.")
		q.again, q.yesNo = words.T("Start again"), words.T("Start it again? No quits.")
		return q
	}
	q.detail += " " + words.T("A graphics driver is often the reason. Safe mode draws without the graphics card. Nothing that was saved is lost.")
	q.again, q.yesNo = words.T("Start in safe mode"), words.T("Start it in safe mode? No quits.")
	return q
}
