//go:build dev || sandbox

package embedded

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/sandbox"
)

func TestEnvironmentSaysWhatTheSandboxIsLike(t *testing.T) {
	t.Setenv(envMembers, "100000")
	t.Setenv(envLatency, "250ms")
	t.Setenv(envFault, "Members=503 Sessions=1s,lost")
	var o sandbox.Options
	if err := fromEnvironment(&o); err != nil {
		t.Fatal(err)
	}
	var rules []string
	for _, r := range o.Rules {
		rules = append(rules, r.String())
	}
	if got, want := strings.Join(rules, " "), "*=250ms Members=503 Sessions=1s,lost"; got != want || o.Members != 100_000 {
		t.Errorf("%d members, %s", o.Members, got)
	}
}

func TestEnvironmentThatCannotBeReadIsExplained(t *testing.T) {
	for _, c := range []struct{ variable, value, says string }{
		{envMembers, "many", `"many"`}, {envMembers, "-1", "from 0 to 100000"}, {envMembers, "100001", "from 0 to 100000"},
		{envLatency, "503", "200ms"}, {envLatency, "-1s", "at most 5m"}, {envLatency, "1h", "at most 5m"},
		{envFault, "503", "Members=503"}, {envFault, "Nothing=503", "Nothing"}, {envFault, "Me=503 Members=200", `"200"`},
	} {
		t.Run(c.variable+"="+c.value, func(t *testing.T) {
			t.Setenv(c.variable, c.value)
			r, err := Start(t.Context(), "", nil)
			if err == nil {
				r.Close()
				t.Fatal("it starts")
			}
			if !strings.HasPrefix(err.Error(), c.variable) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestServedSandboxIsAsTheEnvironmentSays(t *testing.T) {
	defer settle(t)
	t.Setenv(envLatency, "50ms")
	t.Setenv(envFault, "Me=429")
	r, err := Start(t.Context(), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for path, want := range map[string]struct {
		status int
		takes  time.Duration
	}{
		"/_widgets/UserProfile/me":       {http.StatusTooManyRequests, 0},
		"/_widgets/UserProfile/sessions": {http.StatusBadRequest, 50 * time.Millisecond}, // no widget sends that
	} {
		began := time.Now()
		res, err := http.Get(r.APIURL().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if took := time.Since(began); res.StatusCode != want.status || took < want.takes {
			t.Errorf("%s: status %d after %v", path, res.StatusCode, took)
		}
	}
}
