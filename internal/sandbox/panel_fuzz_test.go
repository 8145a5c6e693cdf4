package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// FuzzPanel holds that the sandbox is changed under a name of this computer only, by JSON that no other site can send, and
// that what is refused for that changes nothing.
func FuzzPanel(f *testing.F) {
	s, err := New(Options{CheapSigning: true})
	if err != nil {
		f.Fatal(err)
	}
	for _, body := range []string{`{}`, `{"role":"member","permissions":[],"latency":5,"offline":true}`, `{"do":"reset"}`, `{"do":"end-session"}`, `{"latency":-1}`, `{"latency":9223372036854775807}`, `{"role":null,"do":null}`, `[]`, `{"do":"expire-tokens","Do":"normal"}`} {
		f.Add("localhost:34115", "http://localhost:34115", "same-origin", "application/json; charset=utf-8", body)
	}
	for _, host := range []string{"wails", "wails.localhost", "127.0.0.1", "[::1]:1", "evil.example", "localhost.evil.example", "localhost:1:2", "[wails]", "[::1", "::ffff:127.0.0.1", "127.1", "", "[127.0.0.1]"} {
		f.Add(host, "", "", "application/json", `{"offline":true}`)
	}
	f.Add("localhost", "https://evil.example", "cross-site", "application/json", `{"offline":true}`)
	f.Add("localhost", "null", "", "application/json", `{"offline":true}`)
	f.Add("localhost", "", "", "text/plain", `{"offline":true}`)
	f.Add("localhost", "", "", "text/plain, application/json", `{"offline":true}`)
	f.Add("localhost", "", "none", "application/json;", `{"offline":true}`)
	who := Person{UserID: Zoe, OrganizationID: Acme}
	panel := s.Panel(func() Person { return who })
	f.Fuzz(func(t *testing.T, host, origin, site, kind, body string) {
		before := s.Condition(who)
		r := httptest.NewRequest(http.MethodPost, PanelPath, strings.NewReader(body))
		r.Host = host
		for name, value := range map[string]string{"Origin": origin, "Sec-Fetch-Site": site, "Content-Type": kind} {
			if value != "" {
				r.Header.Set(name, value)
			}
		}
		w := httptest.NewRecorder()
		panel.ServeHTTP(w, r)
		switch w.Code {
		case http.StatusForbidden:
			if after := s.Condition(who); !reflect.DeepEqual(before, after) {
				t.Fatalf("what was refused made %+v of %+v", after, before)
			}
			return
		case http.StatusOK:
			var now Condition
			if err := json.Unmarshal(w.Body.Bytes(), &now); err != nil || now.Latency < 0 || now.Latency > maxDelay.Milliseconds() {
				t.Fatalf("the sandbox is %+v (%v)", now, err)
			}
		case http.StatusBadRequest:
		default:
			t.Fatalf("HTTP %d", w.Code)
		}
		// It was heard: nobody else than the page may be.
		if !ofThisComputer(host) {
			t.Errorf("the sandbox is changed under the name %q", host)
		}
		if simple := strings.ToLower(strings.TrimSpace(strings.Split(kind, ";")[0])); simple != "application/json" {
			t.Errorf("a form's %q is heard", kind)
		}
		if site != "" && site != "same-origin" && site != "none" {
			t.Errorf("a page of a %q site is heard", site)
		}
		if site == "" && origin != "" && !strings.HasSuffix(origin, "://"+host) {
			t.Errorf("a page of %q is heard by %q", origin, host)
		}
	})
}

// ofThisComputer reports whether a browser that goes to a host, with a port or without, stays on this computer.
func ofThisComputer(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	ip, err := netip.ParseAddr(host)
	return slices.Contains([]string{"wails", "wails.localhost", "localhost"}, host) || err == nil && ip.Unmap().IsLoopback()
}

// FuzzPasskey holds that a passkey is taken for the registration that it answers only, and once.
func FuzzPasskey(f *testing.F) {
	s, err := New(Options{CheapSigning: true})
	if err != nil {
		f.Fatal(err)
	}
	token, err := newClient(s).WidgetToken(f.Context(), Zoe, Acme, widgetPermissions)
	if err != nil {
		f.Fatal(err)
	}
	sum := sha256.Sum256([]byte("elevated"))
	s.state.Elevations = append(s.state.Elevations, &elevation{Sum: sum[:], UserID: Zoe, ExpiresAt: time.Now().Add(hour)})
	const challenge = "dGhlLWNoYWxsZW5nZQ"
	for _, client := range []string{
		`{"type":"webauthn.create","challenge":"` + challenge + `","origin":"http://localhost:34115"}`, `{"type":"webauthn.get","challenge":"` + challenge + `","origin":"http://localhost"}`,
		`{"type":"webauthn.create","challenge":"another","origin":"http://localhost"}`, `{"type":"webauthn.create","challenge":"` + challenge + `","origin":"nowhere"}`, `{"challenge":null}`, `[]`, ``, `{"TYPE":"webauthn.create"}`,
	} {
		f.Add("challenge_1", "credential-1", client)
		f.Add("challenge_2", "", client)
	}
	f.Fuzz(func(t *testing.T, id, credential, client string) {
		s.state.Passkeys = []*passkey{{UserID: Zoe, ChallengeID: "challenge_1", Challenge: challenge, CreatedAt: time.Now()}}
		body, err := json.Marshal(map[string]any{"challengeId": id, "response": map[string]any{
			"id": credential, "response": map[string]any{"clientDataJSON": base64.RawURLEncoding.EncodeToString([]byte(client))},
		}})
		if err != nil {
			t.Fatal(err)
		}
		verify := func() int {
			r := widgetRequest(t, token.Reveal(), http.MethodPost, "UserProfile/passkeys/verify", nil)
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			r.Header.Set(elevatedHeader, "elevated")
			return send(t, s, r).status
		}
		status := verify()
		listed := s.state.passkeysOf(Zoe)
		if (status == http.StatusOK) != (len(listed) == 1) || status != http.StatusOK && status != http.StatusBadRequest {
			t.Fatalf("%q: HTTP %d with %d passkeys", client, status, len(listed))
		}
		if status != http.StatusOK {
			return
		}
		if id != "challenge_1" || listed[0].ID == "" || !strings.Contains(strings.ToLower(client), "origin") {
			t.Errorf("%q: the credential %q is taken for %q", client, credential, id)
		}
		var said map[string]any
		if err := json.Unmarshal([]byte(client), &said); err != nil || !holds(said, challenge) || !holds(said, "webauthn.create") {
			t.Errorf("%q answers another registration (%v)", client, err)
		}
		if again := verify(); again != http.StatusBadRequest || len(s.state.passkeysOf(Zoe)) != 1 {
			t.Errorf("%q is taken twice: HTTP %d", client, again)
		}
	})
}

func holds(object map[string]any, value string) bool {
	for _, v := range object {
		if v == value {
			return true
		}
	}
	return false
}
