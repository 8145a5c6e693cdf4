package window

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/wailsapp/wails/v2/pkg/menu"
)

var twelve = []string{"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"}

// heard is what choosing menu items led to.
type heard struct{ did []string }

func (h *heard) actions() actions {
	note := func(what string) func() { return func() { h.did = append(h.did, what) } }
	return actions{
		page: func(command string) { note("page " + command)() },
		edit: func(e edit) { note("edit " + e.native)() },
		quit: note("quit"), close: note("close"), minimise: note("minimise"), fullscreen: note("fullscreen"),
		reload: note("reload"), documentation: note("documentation"),
	}
}

func each(m *menu.Menu, do func(under string, item *menu.MenuItem)) {
	for _, top := range m.Items {
		if top.SubMenu == nil {
			continue
		}
		for _, item := range top.SubMenu.Items {
			if item.Type != menu.SeparatorType {
				do(strings.TrimPrefix(top.Label, "&"), item)
			}
		}
	}
}

func TestEveryMenuItemDoesSomethingOfItsOwn(t *testing.T) {
	h := &heard{}
	each(menus("linux", twelve, h.actions()), func(under string, item *menu.MenuItem) {
		before := len(h.did)
		item.Click(nil)
		if len(h.did) != before+1 {
			t.Errorf("%s > %s did %v", under, item.Label, h.did[before:])
		}
	})
	want := []string{
		"page settings", "page sign-out", "quit",
		"edit Undo", "edit Redo", "edit Cut", "edit Copy", "edit Paste", "edit PasteAsPlainText", "edit SelectAll",
		"page palette", "page back", "page forward", "page refresh", "page zoom-in", "page zoom-out", "page zoom-reset", "fullscreen", "reload",
	}
	for i := range twelve {
		want = append(want, fmt.Sprintf("page page:%d", i+1))
	}
	want = append(want, "minimise", "close", "documentation", "page diagnostics", "page about")
	if !slices.Equal(h.did, want) {
		t.Errorf("the menus did %q,\nwant %q", h.did, want)
	}
}

func TestShortcutsAreEachForOneItem(t *testing.T) {
	for _, system := range []string{"linux", "windows", "darwin"} {
		seen := map[string]string{}
		each(menus(system, twelve, (&heard{}).actions()), func(under string, item *menu.MenuItem) {
			if item.Accelerator == nil {
				return
			}
			key := fmt.Sprint(item.Accelerator.Modifiers, item.Accelerator.Key)
			if other, twice := seen[key]; twice {
				t.Errorf("%s: %s is for %s and %s", system, key, other, item.Label)
			}
			seen[key] = item.Label
		})
	}
}

// Wails' GTK side knows keys by one character or by one of its names, and drops what it does not know.
func TestShortcutsAreKnownToWailsOnLinux(t *testing.T) {
	named := []string{"left", "right", "f1", "f11"}
	each(menus("linux", twelve, (&heard{}).actions()), func(under string, item *menu.MenuItem) {
		if a := item.Accelerator; a != nil && len(a.Key) != 1 && !slices.Contains(named, a.Key) {
			t.Errorf("%s > %s: Wails does not know the key %q", under, item.Label, a.Key)
		}
	})
}

func TestMenusHaveFirstLettersOfTheirOwn(t *testing.T) {
	letters := map[byte]string{}
	for _, top := range menus("linux", twelve, (&heard{}).actions()).Items {
		if other, twice := letters[top.Label[0]]; twice {
			t.Errorf("%s and %s would have the same mnemonic", other, top.Label)
		}
		letters[top.Label[0]] = top.Label
	}
}

func TestEveryWordIsThere(t *testing.T) {
	v := reflect.ValueOf(inLanguage())
	for i := range v.NumField() {
		if v.Field(i).String() == "" {
			t.Errorf("the label %s is empty", v.Type().Field(i).Name)
		}
	}
}

func TestMacHasItsOwnClipboardMenuAndSettings(t *testing.T) {
	m := menus("darwin", twelve, (&heard{}).actions())
	var roles []menu.Role
	for _, top := range m.Items {
		roles = append(roles, top.Role)
	}
	for _, role := range []menu.Role{menu.AppMenuRole, menu.EditMenuRole, menu.WindowMenuRole} {
		if !slices.Contains(roles, role) {
			t.Errorf("role %v is missing from %v", role, roles)
		}
	}
}
