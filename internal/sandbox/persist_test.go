package sandbox

import (
	"bytes"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

// restart ends the sandbox without a last write, as a kill does, and begins it again on the same state.
func (f *fixture) restart() {
	f.t.Helper()
	f.Server = start(f.t, f.options)
	f.client = newClient(f.Server)
}

func newKeptFixture(t *testing.T, o Options) *fixture {
	t.Helper()
	o.StatePath = filepath.Join(t.TempDir(), "sandbox.json")
	return newFixture(t, o)
}

func TestStateOutlivesARestart(t *testing.T) {
	f := newKeptFixture(t, Options{})
	first := f.signIn(Zoe, Globex)
	f.call(first.AccessToken, http.MethodPost, "UserProfile/me", map[string]any{"firstName": "Zo"}).want(t, http.StatusOK)
	second, err := f.client.Refresh(t.Context(), first.RefreshToken, Acme)
	if err != nil {
		t.Fatal(err)
	}
	a, code := f.code(Max, Acme)
	f.restart()

	if me := f.call(second.AccessToken, http.MethodGet, "UserProfile/me", nil).want(t, http.StatusOK); me["firstName"] != "Zo" {
		t.Errorf("%v", me)
	}
	if again, err := f.client.Refresh(t.Context(), first.RefreshToken, ""); err != nil || again.RefreshToken != second.RefreshToken {
		t.Errorf("the replay window did not outlive the restart: %v", err)
	}
	third, err := f.client.Refresh(t.Context(), second.RefreshToken, "")
	if err != nil || third.Claims.Organization != Acme || third.Claims.Session != first.Claims.Session {
		t.Errorf("%+v, %v", third.Claims, err)
	}
	if _, err := f.client.Exchange(t.Context(), code, a); err != nil {
		t.Errorf("the code: %v", err)
	}
	if info, err := os.Stat(f.options.StatePath); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(f.options.StatePath + ".*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestChangesToTheCrowdOutliveARestart(t *testing.T) {
	f := newKeptFixture(t, Options{Members: 50, TokenLife: time.Hour})
	token := f.signIn(Zoe, Acme).AccessToken
	removed := f.member(token, "00007@acme.example")["id"].(string)
	promoted := f.member(token, "00009@acme.example")["id"].(string)
	f.call(token, http.MethodDelete, "UserManagement/members/"+removed, nil).want(t, http.StatusOK)
	f.call(token, http.MethodPost, "UserManagement/members/"+promoted, map[string]any{"roles": []string{"admin"}}).want(t, http.StatusOK)
	info, err := os.Stat(f.options.StatePath)
	if err != nil || info.Size() > 64<<10 {
		t.Errorf("the state file is %d bytes: the crowd was written down (%v)", info.Size(), err)
	}
	for _, members := range []int{50, 30} {
		f.options.Members = members
		f.restart()
		if p := f.members(token, "search=00007"); len(p.emails) != 0 {
			t.Error("the removed member is back")
		}
		if m := f.member(token, "00009@acme.example"); at(t, m, "roles", 0, "slug") != "admin" {
			t.Errorf("%v", m)
		}
		if n := len(f.state.memberships[Acme].order); n != members-1+len(acme) {
			t.Errorf("%d members", n)
		}
	}
}

func TestRecordsOutliveARestart(t *testing.T) {
	f := newKeptFixture(t, Options{TokenLife: time.Hour})
	zoe := f.visit(Zoe, Acme)
	zoe.stepUp()
	link := zoe.portalLink("dsync")
	started := zoe.post("DataIntegrations/linear/authorize", map[string]any{"requireHandoff": true}, http.StatusOK)
	sent := zoe.post("UserProfile/send-verification", nil, http.StatusOK)
	zoe.do(http.MethodPut, "DataIntegrations/jira/configuration", map[string]any{"client_id": "a", "client_secret": "0123"}).want(t, http.StatusOK)
	f.restart()

	zoe.post("UserProfile/create-totp-factor", nil, http.StatusOK)
	path, token := apiToken(t, link)
	f.form(path, "apiToken", token).want(t, http.StatusOK)
	if status := f.handOver(stateOf(t, started), started); status != http.StatusNoContent {
		t.Errorf("the hand-over: status %d", status)
	}
	zoe.post("UserProfile/verify", map[string]any{"code": f.Mail("zoe@acme.example"), "authenticationChallengeId": sent["authenticationChallenge"]}, http.StatusOK)
	zoe.account("jira")
	zoe.post("UserProfile/update-password", map[string]any{"currentPassword": Password, "newPassword": "Blue-whale-91-sings"}, http.StatusCreated)
	raw, err := os.ReadFile(f.options.StatePath)
	if err != nil {
		t.Fatal(err)
	}
	for what, secret := range map[string]string{"portal token": token, "elevated token": zoe.elevated, "password": "Blue-whale-91-sings"} {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("the %s is in the state file", what)
		}
	}
}

func TestDamagedStateIsPutAside(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"empty":              func([]byte) []byte { return nil },
		"cut short":          func(b []byte) []byte { return b[:len(b)/2] },
		"not ours":           func([]byte) []byte { return []byte(`{"hello":"world"}`) },
		"of another version": func(b []byte) []byte { return bytes.Replace(b, []byte(`"version":2`), []byte(`"version":99`), 1) },
		"without the people": func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(Nia), []byte("user_other")) },
		"a damaged key":      func(b []byte) []byte { return bytes.Replace(b, []byte(`"key":"MII`), []byte(`"key":"AAA`), 1) },
		"a session of nobody": func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte(`"userId":"`+Max), []byte(`"userId":"user_other`))
		},
		"null for a key": func(b []byte) []byte { return bytes.Replace(b, []byte(`"keys":[`), []byte(`"keys":[null,`), 1) },
		"a key of nobody": func(b []byte) []byte {
			return bytes.Replace(b, []byte(`"userId":"`+Max+`","name":"Max`), []byte(`"userId":"user_other","name":"Max`), 1)
		},
		"an integration that is not": func(b []byte) []byte {
			return bytes.ReplaceAll(b, []byte(`"integration":"github"`), []byte(`"integration":"other"`))
		},
		"null for a membership": func(b []byte) []byte {
			return bytes.Replace(b, []byte(`"memberships":[`), []byte(`"memberships":[null,`), 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			f := newKeptFixture(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
			g := f.signIn(Max, Acme)
			path := f.options.StatePath
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			damaged := damage(raw)
			if bytes.Equal(raw, damaged) {
				t.Fatal("nothing was damaged")
			}
			if err := os.WriteFile(path, damaged, 0o600); err != nil {
				t.Fatal(err)
			}
			f.restart()
			aside, err := filepath.Glob(path + ".damaged-*")
			if err != nil || len(aside) != 1 {
				t.Fatalf("put aside: %v, %v", aside, err)
			}
			if kept, err := os.ReadFile(aside[0]); err != nil || !bytes.Equal(kept, damaged) {
				t.Errorf("what was put aside is not what was there: %v", err)
			}
			if !strings.Contains(log.String(), "put aside") || strings.Contains(log.String(), g.RefreshToken.Reveal()) {
				t.Errorf("log: %s", log.String())
			}
			_, err = f.client.Refresh(t.Context(), g.RefreshToken, "")
			if e := authError(t, err); e.Kind != authkit.Ended {
				t.Errorf("%v", e)
			}
			f.signIn(Max, Acme)
		})
	}
}

func TestStateThatCannotBeReadIsAnError(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows takes what is below a file for missing")
	}
	path := filepath.Join(t.TempDir(), "file", "sandbox.json")
	if err := os.WriteFile(filepath.Dir(path), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{StatePath: path, CheapSigning: true}); err == nil {
		t.Error("no error")
	}
}

func TestStateThatCannotBeWrittenRefusesNobody(t *testing.T) {
	var log bytes.Buffer
	f := newKeptFixture(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	// A directory that is missing is made anew; a file in its place stays in the way.
	dir := filepath.Dir(f.options.StatePath)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f.signIn(Max, Acme)
	if !strings.Contains(log.String(), "could not be written") {
		t.Errorf("log: %s", log.String())
	}
	if f.Close() == nil {
		t.Error("Close says nothing")
	}
}

func TestSeedsAreTheSameInEverySandbox(t *testing.T) {
	a, b := newState(), newState()
	now := newClock().Now()
	a.seed(now)
	b.seed(now)
	for id, r := range a.memberships {
		for i, m := range r.order {
			if n := b.memberships[id].order[i]; m.UserID != n.UserID || m.Role != n.Role || !m.CreatedAt.Equal(n.CreatedAt) {
				t.Errorf("%+v and %+v", m, n)
			}
		}
	}
	for id := range a.sessions {
		if b.sessions[id] == nil {
			t.Errorf("session %s is there once", id)
		}
	}
}
