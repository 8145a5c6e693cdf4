package window

import (
	"strings"
	"testing"

	"github.com/wailsapp/wails/v2/pkg/menu"

	"workos-widgets/internal/widget"
	"workos-widgets/internal/words/wordstest"
)

func TestMenusAndQuestionsAreInThePersonsLanguage(t *testing.T) {
	wordstest.Pseudo(t)
	said := 0
	check := func(text string) {
		t.Helper()
		said++
		if rest := wordstest.Untranslated(strings.TrimPrefix(text, "&")); rest != "" {
			t.Errorf("%q is not translated", rest)
		}
	}
	var look func(m *menu.Menu)
	look = func(m *menu.Menu) {
		for _, item := range m.Items {
			if item.Role == 0 { // those with a role are the system's own, in its language
				check(item.Label)
			}
			if item.SubMenu != nil {
				look(item.SubMenu)
			}
		}
	}
	for _, system := range []string{"linux", "windows", "darwin"} {
		look(menus(system, widget.Pages(), (&heard{}).actions()))
	}
	for _, system := range []string{"linux", "windows", "darwin"} {
		for _, trouble := range []Trouble{NeverPainted, KeepsFailing} {
			for _, safe := range []bool{false, true} {
				q := questionAbout(system, trouble, safe)
				for _, text := range []string{q.message, q.detail, q.wait, q.quit, q.again, q.yesNo} {
					check(text)
				}
			}
		}
	}
	if said < 3*20 {
		t.Errorf("only %d texts were looked at", said)
	}
}
