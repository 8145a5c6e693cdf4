package autostart

import (
	"errors"
	"strings"
	"testing"
)

func TestExecWithAFieldCode(t *testing.T) {
	for program, want := range map[string]string{
		"/opt/a-b_c.1/x": `/opt/a-b_c.1/x %u`,
		"/opt/a b":       `"/opt/a b" %u`,
		`/opt/a"b`:       `"/opt/a\\"b" %u`,
		"/opt/a%b":       `/bin/sh -c "exec \\"\\$0\\" \\"\\$@\\"" "/opt/a%%b" %u`,
		"/opt/a\nb":      `"/opt/a\nb" %u`,
	} {
		if got, err := Exec(program, "%u"); err != nil || got != want {
			t.Errorf("%q: %s, %v, want %s", program, got, err, want)
		}
	}
	var words *Error
	if _, err := Exec("/opt/\xff", "%u"); !errors.As(err, &words) || strings.Contains(err.Error(), "/opt") {
		t.Errorf("got %v", err)
	}
}
