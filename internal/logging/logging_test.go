package logging

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

type person struct{ Email, RefreshToken string }

// LogValue hides nothing: that is the handler's part.
func (p person) LogValue() slog.Value {
	return slog.GroupValue(slog.String("email", p.Email), slog.String("refresh_token", p.RefreshToken))
}

type nested struct {
	Note  string
	Inner *inner
	List  []inner
	Map   map[string]string
}

type inner struct{ AccessToken string }

func (i *inner) String() string { return "inner AccessToken:" + i.AccessToken }

func TestTheLoggerLetsNoSecretThrough(t *testing.T) {
	const mail = "zoe@acme.example"
	tests := map[string]func(l *slog.Logger){
		"in the message":         func(l *slog.Logger) { l.Info("got " + jwt + " from " + mail) },
		"in a value":             func(l *slog.Logger) { l.Info("x", "y", "got\n"+key+"\nfrom "+mail) },
		"by the key of a value":  func(l *slog.Logger) { l.Info("x", "refreshToken", short, "code", short, "authorization", short) },
		"in a value with quotes": func(l *slog.Logger) { l.Info("x", "y", `{"refresh_token":"`+short+`"}`) },
		"in an error":            func(l *slog.Logger) { l.Info("x", "error", fmt.Errorf("y: %w", errors.New("code="+short))) },
		"in a URL's error": func(l *slog.Logger) {
			l.Info("x", "error", &url.Error{Op: "Get", URL: "https://x/?y=" + short, Err: io.EOF})
		},
		"in a group":              func(l *slog.Logger) { l.WithGroup("a").Info("x", slog.Group("b", "sid", short)) },
		"in an attribute for all": func(l *slog.Logger) { l.With("token", short, "y", mail).Info("x") },
		"behind a LogValuer":      func(l *slog.Logger) { l.Info("x", "y", person{mail, short}) },
		"in a nested struct": func(l *slog.Logger) {
			l.Info("x", "y", nested{Inner: &inner{short}, List: []inner{{short}}, Map: map[string]string{"code_verifier": short}, Note: mail})
		},
		"in a nested struct through %v": func(l *slog.Logger) { l.Info(fmt.Sprintf("%v", nested{List: []inner{{refresh}}, Note: mail})) },
		"in a pointer with a String":    func(l *slog.Logger) { l.Info("x", "y", &inner{short}) },
		"in a header":                   func(l *slog.Logger) { l.Info("x", "y", http.Header{"Authorization": {"Bearer " + short}}) },
		"in bytes":                      func(l *slog.Logger) { l.Info("x", "y", []byte("code="+short)) },
		"in raw JSON":                   func(l *slog.Logger) { l.Info("x", "y", json.RawMessage(`{"state":"`+short+`"}`)) },
		"in a Secret":                   func(l *slog.Logger) { l.Info("x", "y", authkit.Attempt{State: short, Verifier: short}) },
		"in a list":                     func(l *slog.Logger) { l.Info("x", "y", []string{"code=" + short, mail}) },
		"in any level":                  func(l *slog.Logger) { l.Debug(key); l.Warn(key); l.Error(key) },
	}
	for name, log := range tests {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			log(New(&b, slog.LevelDebug))
			for _, s := range []string{short, jwt, key, refresh, mail, "zoe"} {
				if strings.Contains(b.String(), s) {
					t.Errorf("%q is in %s", s, b.String())
				}
			}
			if !strings.Contains(b.String(), "[redacted]") {
				t.Errorf("nothing was logged: %q", b.String())
			}
		})
	}
}

func TestTheLoggerKeepsWhatIsNoSecret(t *testing.T) {
	var b strings.Builder
	l := New(&b, slog.LevelInfo)
	l.Info("the window is shown", "after", 3*time.Millisecond, "status", 200, "code", "invalid_grant", "state", "signed-in",
		"error", errors.New("refused"), "user", "user_01E4ZCR3C56J083X43JQXF3JK5", "nothing", nil, "ok", true, slog.Group("g", "a", 1))
	want := `level=INFO msg="the window is shown" after=3ms status=200 code=invalid_grant state=signed-in error=refused user=user_01E4ZCR3C56J083X43JQXF3JK5 nothing=<nil> ok=true g.a=1`
	if !strings.Contains(b.String(), want) {
		t.Errorf("got  %s\nwant %s", b.String(), want)
	}
}

func TestTheLevelCanBeChangedWhileRunning(t *testing.T) {
	var b strings.Builder
	var level slog.LevelVar
	l := New(&b, &level)
	l.Debug("one")
	level.Set(slog.LevelDebug)
	l.Debug("two")
	if got := b.String(); strings.Contains(got, "one") || !strings.Contains(got, "two") {
		t.Errorf("got %s", got)
	}
}

func TestALongValueIsCutAfterItWasRedacted(t *testing.T) {
	var b strings.Builder
	New(&b, slog.LevelInfo).Info("x", "y", strings.Repeat("é", maxValue/2-3)+" "+jwt+strings.Repeat(" z", 1<<20))
	got := b.String()
	if len(got) > 2*maxValue || strings.Contains(got, "eyJ") || !strings.Contains(got, "bytes in all") || strings.Contains(got, `\x`) {
		t.Errorf("%d bytes: …%s", len(got), got[max(0, len(got)-200):])
	}
}

func BenchmarkTheLogger(b *testing.B) {
	l := New(io.Discard, slog.LevelInfo)
	b.ReportAllocs()
	for b.Loop() {
		l.Info("request", "method", "GET", "path", "/_widgets/members", "status", 200, "took", 3*time.Millisecond)
	}
}

func BenchmarkSlogAlone(b *testing.B) {
	l := slog.New(slog.NewTextHandler(io.Discard, nil))
	b.ReportAllocs()
	for b.Loop() {
		l.Info("request", "method", "GET", "path", "/_widgets/members", "status", 200, "took", 3*time.Millisecond)
	}
}
