// Package emulator_test runs the auth path against WorkOS's own API emulator, which `npm ci` in this folder
// installs. There is nothing here but tests.
package emulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
)

const clientID = "client_emulated"

// emulator is one running emulator.
type emulator struct {
	url    *url.URL
	apiKey authkit.Secret
}

// start runs an emulator until the test ends. Without the emulator's packages the test is skipped, unless
// WORKOS_EMULATOR=required or CI is set.
func start(t *testing.T) emulator {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "Node.js is not installed")
	}
	if _, err := os.Stat("node_modules/workos"); err != nil {
		missing(t, "WorkOS's emulator is not installed: run npm ci in internal/authkit/emulator")
	}
	var complaints bytes.Buffer
	cmd := exec.CommandContext(t.Context(), node, "emulate.mjs", "seed.json")
	cmd.Stderr, cmd.WaitDelay = &complaints, time.Second
	// The emulator ends with its standard input, so it also ends when this process is killed.
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var place struct {
		Port   int
		APIKey authkit.Secret
	}
	patience := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	err = json.NewDecoder(stdout).Decode(&place)
	patience.Stop()
	t.Cleanup(func() { _ = cmd.Wait() }) // killed by then: the test's context has ended
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		t.Fatalf("the emulator did not start: %v\n%s", err, &complaints)
	}
	return emulator{&url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", place.Port)}, place.APIKey}
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("WORKOS_EMULATOR") == "required" || os.Getenv("CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// client is a client of the emulator; a public one unless it is given a key.
func (e emulator) client(key authkit.Secret) *authkit.Client {
	return authkit.New(authkit.Options{ClientID: clientID, APIKey: key, APIURL: e.url})
}

// call does what WorkOS's dashboard is used for: it sends a request with the API key and reads the answer.
func (e emulator) call(t *testing.T, method, path string, body, answer any) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, e.url.String()+path, bytes.NewReader(raw))
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
	if res.StatusCode >= 300 {
		text, _ := io.ReadAll(res.Body)
		t.Fatalf("%s %s: %s: %s", method, path, res.Status, text)
	}
	if err := json.NewDecoder(res.Body).Decode(answer); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
}

// organization is the ID of a seeded organization; the emulator gives out new ones at every start.
func (e emulator) organization(t *testing.T, name string) string {
	t.Helper()
	return e.find(t, "/organizations", "name", name)
}

func (e emulator) user(t *testing.T, email string) string {
	t.Helper()
	return e.find(t, "/user_management/users", "email", email)
}

func (e emulator) find(t *testing.T, path, field, value string) string {
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

// join makes a person a member of an organization.
func (e emulator) join(t *testing.T, email, organization, role string) {
	t.Helper()
	e.call(t, http.MethodPost, "/user_management/organization_memberships", map[string]string{
		"user_id": e.user(t, email), "organization_id": e.organization(t, organization), "role_slug": role,
	}, &struct{}{})
}

// once follows no redirect and keeps no connection.
var once = &http.Client{
	Timeout:       10 * time.Second,
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

const redirectURI = "http://127.0.0.1:49152/callback"

// authorize does what the system browser does, and gives the callback's query. The emulator asks nobody.
func (e emulator) authorize(t *testing.T, a authkit.Attempt, email string) url.Values {
	t.Helper()
	return e.authorizeAt(t, redirectURI, a, email)
}

// authorizeAt is authorize for a redirect URI.
func (e emulator) authorizeAt(t *testing.T, redirectURI string, a authkit.Attempt, email string) url.Values {
	t.Helper()
	address, err := e.client("").AuthorizationURL(a, authkit.AuthorizationRequest{RedirectURI: redirectURI, LoginHint: email})
	if err != nil {
		t.Fatal(err)
	}
	res := e.open(t, address)
	if res.StatusCode != http.StatusFound || !strings.HasPrefix(res.Header.Get("Location"), redirectURI+"?") {
		t.Fatalf("%s to %s", res.Status, res.Header.Get("Location"))
	}
	callback, err := url.Parse(res.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return callback.Query()
}

// open gets an address without following where it leads.
func (e emulator) open(t *testing.T, address string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := once.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res
}
