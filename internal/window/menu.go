package window

import (
	"fmt"
	"runtime"

	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/menu/keys"
)

// actions is what the menus can do. page goes to the page as the event menu:command; everything else is done
// here, so that it works without the page.
type actions struct {
	page       func(command string)
	edit       func(edit)
	quit       func()
	close      func()
	minimise   func()
	fullscreen func()
	reload     func()
	// documentation opens it in the system browser.
	documentation func()
}

// edit is a command of the Edit menu, under WebKit's name and the one that documents have
// (https://w3c.github.io/editing/docs/execCommand/).
type edit struct{ native, document string }

var (
	undo       = edit{"Undo", "undo"}
	redo       = edit{"Redo", "redo"}
	cut        = edit{"Cut", "cut"}
	copied     = edit{"Copy", "copy"}
	paste      = edit{"Paste", "insertText"}
	pastePlain = edit{"PasteAsPlainText", "insertText"}
	selectAll  = edit{"SelectAll", "selectAll"}
)

// numbered is how many pages have a digit for a shortcut.
const numbered = 9

// menus are the window's menus on an operating system, with an entry for every page.
func menus(system string, pages []string, a actions) *menu.Menu {
	b := builder{system: system, a: a, say: inLanguage()}
	if system == "darwin" {
		return menu.NewMenuFromItems(
			menu.AppMenu(), // a role: Wails makes all of it, so that Settings can't stand where macOS has it
			b.under(b.say.file, b.page(b.say.settings, "settings", keys.CmdOrCtrl(",")), b.page(b.say.signOut, "sign-out", nil)),
			menu.EditMenu(), b.view(), b.goTo(pages), menu.WindowMenu(), b.help(),
		)
	}
	return menu.NewMenuFromItems(b.file(), b.edit(), b.view(), b.goTo(pages), b.window(), b.help())
}

type builder struct {
	system string
	a      actions
	say    labels
}

func (b builder) file() *menu.MenuItem {
	return b.under(b.say.file,
		b.page(b.say.settings, "settings", keys.CmdOrCtrl(",")),
		menu.Separator(),
		b.page(b.say.signOut, "sign-out", nil),
		b.here(b.say.quit, keys.CmdOrCtrl("q"), b.a.quit),
	)
}

// edit gives no shortcuts outside Linux: there the web view has its own, and knows better.
func (b builder) edit() *menu.MenuItem {
	item := func(label string, what edit, key *keys.Accelerator) *menu.MenuItem {
		if b.system != "linux" {
			key = nil
		}
		return b.here(label, key, func() { b.a.edit(what) })
	}
	return b.under(b.say.edit,
		item(b.say.undo, undo, keys.CmdOrCtrl("z")),
		item(b.say.redo, redo, keys.Combo("z", keys.CmdOrCtrlKey, keys.ShiftKey)),
		menu.Separator(),
		item(b.say.cut, cut, keys.CmdOrCtrl("x")),
		item(b.say.copy, copied, keys.CmdOrCtrl("c")),
		item(b.say.paste, paste, keys.CmdOrCtrl("v")),
		item(b.say.pastePlain, pastePlain, keys.Combo("v", keys.CmdOrCtrlKey, keys.ShiftKey)),
		menu.Separator(),
		item(b.say.selectAll, selectAll, keys.CmdOrCtrl("a")),
	)
}

func (b builder) view() *menu.MenuItem {
	back, forward, plus := keys.OptionOrAlt("left"), keys.OptionOrAlt("right"), keys.CmdOrCtrl("+")
	fullscreen := keys.Key("f11")
	switch b.system {
	case "darwin":
		back, forward = keys.CmdOrCtrl("["), keys.CmdOrCtrl("]")
		fullscreen = keys.Combo("f", keys.CmdOrCtrlKey, keys.ControlKey)
	case "windows":
		plus = keys.CmdOrCtrl("plus") // Wails knows it there by that name, and on Linux by its sign
	}
	return b.under(b.say.view,
		b.page(b.say.palette, "palette", keys.CmdOrCtrl("k")),
		menu.Separator(),
		b.page(b.say.back, "back", back),
		b.page(b.say.forward, "forward", forward),
		b.page(b.say.refresh, "refresh", keys.CmdOrCtrl("r")),
		menu.Separator(),
		b.page(b.say.zoomIn, "zoom-in", plus),
		b.page(b.say.zoomOut, "zoom-out", keys.CmdOrCtrl("-")),
		b.page(b.say.zoomReset, "zoom-reset", keys.CmdOrCtrl("0")),
		menu.Separator(),
		b.here(b.say.fullscreen, fullscreen, b.a.fullscreen),
		b.here(b.say.reload, keys.Combo("r", keys.CmdOrCtrlKey, keys.ShiftKey), b.a.reload),
	)
}

func (b builder) goTo(pages []string) *menu.MenuItem {
	var items []*menu.MenuItem
	for i, name := range pages {
		var key *keys.Accelerator
		if i < numbered {
			key = keys.CmdOrCtrl(fmt.Sprint(i + 1))
		}
		items = append(items, b.page(name, fmt.Sprintf("page:%d", i+1), key))
	}
	return b.under(b.say.pages, items...)
}

func (b builder) window() *menu.MenuItem {
	return b.under(b.say.window,
		b.here(b.say.minimise, nil, b.a.minimise),
		b.here(b.say.close, keys.CmdOrCtrl("w"), b.a.close),
	)
}

func (b builder) help() *menu.MenuItem {
	return b.under(b.say.help,
		b.here(b.say.documentation, keys.Key("f1"), b.a.documentation),
		b.page(b.say.report, "diagnostics", nil), // what belongs into a report, to be copied
		menu.Separator(),
		b.page(b.say.about, "about", nil),
	)
}

func (b builder) under(label string, items ...*menu.MenuItem) *menu.MenuItem {
	if b.system == "windows" {
		label = "&" + label
	}
	return menu.SubMenu(label, menu.NewMenuFromItems(items[0], items[1:]...))
}

func (b builder) page(label, command string, key *keys.Accelerator) *menu.MenuItem {
	return b.here(label, key, func() { b.a.page(command) })
}

func (b builder) here(label string, key *keys.Accelerator, do func()) *menu.MenuItem {
	return menu.Text(label, key, func(*menu.CallbackData) { do() })
}

func system() string { return runtime.GOOS }
