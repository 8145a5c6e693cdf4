//go:build linux

package realtime

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
	"workos-widgets/internal/session"
)

// emulatorFolder is where WorkOS's own emulator is installed, and its seeds are.
const emulatorFolder = "../../authkit/emulator"

// emulator is WorkOS's own emulator. It has no replay window: a refresh token works once.
type emulator struct {
	*process
	api    *url.URL
	apiKey authkit.Secret
}

func startEmulator(t *testing.T) *emulator {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		emulatorMissing(t, "Node.js is not installed")
	}
	if _, err := os.Stat(emulatorFolder + "/node_modules/workos"); err != nil {
		emulatorMissing(t, "WorkOS's emulator is not installed: run npm ci in internal/authkit/emulator")
	}
	cmd := exec.Command(node, "emulate.mjs", "seed.json")
	cmd.Dir = emulatorFolder
	type place struct {
		Port   int
		APIKey authkit.Secret
	}
	listening := make(chan place, 1)
	e := &emulator{process: start(t, cmd, lines(func(p place) { listening <- p }))}
	select {
	case p := <-listening:
		e.api = &url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", p.Port)}
		e.apiKey = p.APIKey
	case <-e.ended:
		t.Fatalf("the emulator does not start: %s", &e.complaints)
	case <-time.After(patience):
		t.Fatal("the emulator does not start")
	}
	return e
}

func emulatorMissing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("WORKOS_EMULATOR") == "required" || os.Getenv("CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// call does what WorkOS's dashboard is used for.
func (e *emulator) call(t *testing.T, method, path string, body, answer any) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, e.api.String()+path, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+e.apiKey.Reveal())
	req.Header.Set("Content-Type", "application/json")
	res, err := once.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode < 300 {
		err = json.Unmarshal(text, answer)
	}
	if err != nil || res.StatusCode >= 300 {
		t.Fatalf("%s %s: %s: %v: %s", method, path, res.Status, err, text)
	}
}

// find is the ID of what is seeded; the emulator gives out new ones at every start.
func (e *emulator) find(t *testing.T, path, field, value string) string {
	t.Helper()
	var list struct{ Data []map[string]any }
	e.call(t, http.MethodGet, path, nil, &list)
	for _, entry := range list.Data {
		if id, ok := entry["id"].(string); ok && entry[field] == value {
			return id
		}
	}
	t.Fatalf("no %s %q under %s", field, value, path)
	return ""
}

// join makes Zoë a member of an organization and gives its ID.
func (e *emulator) join(t *testing.T, name, role string) string {
	t.Helper()
	organization := e.find(t, "/organizations", "name", name)
	e.call(t, http.MethodPost, "/user_management/organization_memberships", map[string]string{
		"user_id": e.find(t, "/user_management/users", "email", zoe), "organization_id": organization, "role_slug": role,
	}, &struct{}{})
	return organization
}

const (
	zoe        = "zoe@acme.example"
	emulatedID = "client_emulated"
)

// seat is one place at the emulator: a keychain, and a network that can lose an answer. A session can be begun
// on it, ended, and begun again.
type seat struct {
	api     *url.URL
	ring    fileRing
	loseOne atomic.Bool
	session *session.Session
	stop    func()
}

func newSeat(t *testing.T, e *emulator) *seat {
	t.Helper()
	return &seat{api: e.api, ring: fileRing(filepath.Join(t.TempDir(), "ring"))}
}

func (s *seat) begin(t *testing.T) {
	t.Helper()
	s.session = session.New(session.Options{
		WorkOS:   authkit.New(authkit.Options{ClientID: emulatedID, APIURL: s.api, Transport: s}),
		Keychain: keychain.New(account, s.ring),
		Open:     s.open,
		Listen:   listen,
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { s.session.Run(ctx); close(ended) }()
	s.stop = func() { cancel(); <-ended }
	t.Cleanup(s.stop)
	s.await(t, "the keychain's answer", func(n session.Snapshot) bool { return n.Status != session.Restoring })
}

// open is the browser with Zoë in front of it, who says who she is; the emulator asks for nothing more.
func (s *seat) open(ctx context.Context, address string) error {
	_, err := send(ctx, http.MethodGet, address+"&login_hint="+url.QueryEscape(zoe), "")
	return err
}

// RoundTrip is the network. It loses an answer when it was told to.
func (s *seat) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := once.Transport.RoundTrip(r)
	if err == nil && s.loseOne.CompareAndSwap(true, false) {
		res.Body.Close()
		return nil, io.ErrUnexpectedEOF
	}
	return res, err
}

func (s *seat) await(t *testing.T, what string, wanted func(session.Snapshot) bool) session.Snapshot {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if now := s.session.Snapshot(); wanted(now) {
			return now
		}
	}
	t.Fatalf("%s: never; %+v", what, s.session.Snapshot())
	return session.Snapshot{}
}

func (s *seat) signIn(t *testing.T) {
	t.Helper()
	if err := s.session.SignIn(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.await(t, "signed in", signedIn)
}

func signedIn(n session.Snapshot) bool { return n.Status == session.SignedIn && n.ExpiresAt != 0 }

// expectEnded waits until the session is over, and looks at what the person is told.
func (s *seat) expectEnded(t *testing.T, words string) {
	t.Helper()
	n := s.await(t, "signed out", func(n session.Snapshot) bool { return n.Status == session.SignedOut })
	if len(n.Problems) != 1 || n.Problems[0].Code != "ended" || !strings.Contains(n.Problems[0].Details, "invalid_grant") {
		t.Fatalf("the problems are %+v", n.Problems)
	}
	expectWords(t, &n.Problems[0], words)
	if _, err := os.Stat(string(s.ring)); err == nil {
		s.await(t, "the entry is deleted", func(session.Snapshot) bool { _, err := os.Stat(string(s.ring)); return err != nil })
	}
}

func TestASessionAtWorkOSsEmulator(t *testing.T) {
	e := startEmulator(t)
	acme, globex := e.join(t, "Acme Corp", "admin"), e.join(t, "Globex", "member")
	begin := func(t *testing.T) *seat {
		s := newSeat(t, e)
		s.begin(t)
		s.signIn(t)
		return s
	}
	t.Run("it signs in, refreshes, switches, and is there after a restart", func(t *testing.T) { plainPath(t, begin(t), acme, globex) })
	t.Run("a stored token that was used already is explained", func(t *testing.T) {
		s := begin(t)
		old := s.stored(t)
		s.refresh(t)
		s.stop()
		s.store(t, old)
		s.begin(t)
		s.expectEnded(t, "Your session ended while this application was closed.")
		s.signIn(t)
	})
	t.Run("a token that somebody else has used is explained", func(t *testing.T) {
		s := begin(t)
		if _, err := authkit.New(authkit.Options{ClientID: emulatedID, APIURL: e.api}).Refresh(t.Context(), s.refreshToken(t), ""); err != nil {
			t.Fatal(err)
		}
		if err := s.session.Refresh(t.Context()); err == nil {
			t.Error("the refresh succeeds with a token that was used")
		}
		s.expectEnded(t, "WorkOS has ended your session.")
	})
	t.Run("an answer that was lost and can't be had again is explained", func(t *testing.T) {
		s := begin(t)
		s.loseOne.Store(true)
		if err := s.session.Refresh(t.Context()); err == nil {
			t.Error("the refresh succeeds without a replay window")
		}
		s.expectEnded(t, "Your session could not be carried on after the connection to WorkOS was lost.")
	})
}

func plainPath(t *testing.T, s *seat, acme, globex string) {
	if n := s.session.Snapshot(); n.User == nil || n.User.Email != zoe || n.Organization != "" {
		t.Fatalf("signed in as %+v", n)
	}
	last := ""
	for _, organization := range []string{acme, globex, acme} {
		if err := s.session.Switch(t.Context(), organization); err != nil {
			t.Fatal(err)
		}
		if token := s.refreshToken(t); token.Reveal() == last {
			t.Error("the stored refresh token is the one before the switch")
		}
		s.refresh(t)
		if n := s.session.Snapshot(); n.Organization != organization {
			t.Errorf("in %s after a switch to %s and a refresh", n.Organization, organization)
		}
		last = s.refreshToken(t).Reveal()
	}
	before := s.session.Snapshot()
	s.stop()
	s.begin(t)
	// The emulator gives a session another ID at each refresh; WorkOS keeps it.
	n := s.await(t, "signed in", signedIn)
	if n.User.ID != before.User.ID || n.Organization != acme || n.Role != "admin" || len(n.Permissions) != 2 || len(n.Problems) > 0 {
		t.Errorf("after a restart %+v", n)
	}
}

func (s *seat) refresh(t *testing.T) {
	t.Helper()
	if err := s.session.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (s *seat) stored(t *testing.T) []byte {
	t.Helper()
	raw, err := os.ReadFile(string(s.ring))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func (s *seat) store(t *testing.T, entry []byte) {
	t.Helper()
	if err := os.WriteFile(string(s.ring), entry, 0o600); err != nil {
		t.Fatal(err)
	}
}

func (s *seat) refreshToken(t *testing.T) authkit.Secret {
	t.Helper()
	return authkit.Secret(refreshTokenIn(s.stored(t)))
}
