package window

import (
	"strings"
	"testing"
)

func TestSafeModeIsOfferedWhereItIsOfUse(t *testing.T) {
	for system, want := range map[string]bool{"linux": true, "windows": true, "darwin": false} {
		for _, trouble := range []Trouble{NeverPainted, KeepsFailing} {
			for _, safe := range []bool{false, true} {
				q := questionAbout(system, trouble, safe)
				all := strings.ToLower(q.message + q.detail + q.wait + q.quit + q.again + q.yesNo)
				if got := strings.Contains(all, "safe mode"); got != want {
					t.Errorf("%s, safe %t: speaks of safe mode: %t\n%s", system, safe, got, all)
				}
				if got := q.again == "Start in safe mode"; got != (want && !safe) {
					t.Errorf("%s, safe %t: the button says %q", system, safe, q.again)
				}
			}
		}
	}
}
