package authkit_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/sandbox"
)

// world is a sandbox behind a real socket, and a client of it.
type world struct {
	*sandbox.Server
	client *authkit.Client
}

func newWorld(t *testing.T) world {
	t.Helper()
	s, err := sandbox.New(sandbox.Options{CheapSigning: true})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(s)
	server.Config.ErrorLog = silent
	server.Start()
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return world{s, authkit.New(authkit.Options{ClientID: sandbox.ClientID, APIKey: sandbox.APIKey, APIURL: u})}
}

// signIn goes as far as the exchange's answer. An organization of "" leaves the choice to the application.
func (w world) signIn(t *testing.T, user, organization string) (authkit.Grant, error) {
	t.Helper()
	attempt := authkit.NewAttempt()
	address, err := w.client.AuthorizationURL(attempt, authkit.AuthorizationRequest{RedirectURI: "http://127.0.0.1:49152/callback"})
	if err != nil {
		t.Fatal(err)
	}
	callback, err := w.SignIn(address, user, organization)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	code, err := attempt.Code(u.Query())
	if err != nil {
		t.Fatal(err)
	}
	return w.client.Exchange(t.Context(), code, attempt)
}

func (w world) signedIn(t *testing.T, user, organization string) authkit.Grant {
	t.Helper()
	grant, err := w.signIn(t, user, organization)
	if err != nil {
		t.Fatal(err)
	}
	return grant
}

func expectKind(t *testing.T, err error, kind authkit.Kind, code string) *authkit.Error {
	t.Helper()
	var e *authkit.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want %v %s", err, kind, code)
	}
	if e.Kind != kind || e.Code != code || e.RequestID == "" {
		t.Errorf("error %v, want %v %s", err, kind, code)
	}
	return e
}

func TestSeveralOrganizationsAreChosenFrom(t *testing.T) {
	w := newWorld(t)
	_, err := w.signIn(t, sandbox.Zoe, "")
	e := expectKind(t, err, authkit.ChooseOrganization, "organization_selection_required")
	if len(e.Organizations) != 3 || e.Organizations[0].Name == "" || e.PendingToken == "" {
		t.Fatalf("%+v", e)
	}
	grant, err := w.client.SelectOrganization(t.Context(), e.PendingToken, sandbox.Globex)
	if err != nil || grant.Claims.Organization != sandbox.Globex || grant.User.ID != sandbox.Zoe {
		t.Errorf("%+v, %v", grant.Claims, err)
	}
	if _, err = w.client.SelectOrganization(t.Context(), "another", sandbox.Globex); authkit.KindOf(err) == authkit.Transient {
		t.Errorf("a pending token that is none: %v", err)
	}
}

func TestPeopleWithoutAnOrganizationSignIn(t *testing.T) {
	if grant := newWorld(t).signedIn(t, sandbox.Nia, ""); grant.Claims.Organization != "" || grant.Claims.Session == "" {
		t.Errorf("%+v", grant.Claims)
	}
}

func TestASessionSwitchesAndRotates(t *testing.T) {
	w := newWorld(t)
	first := w.signedIn(t, sandbox.Zoe, sandbox.Acme)
	second, err := w.client.Refresh(t.Context(), first.RefreshToken, sandbox.Globex)
	if err != nil {
		t.Fatal(err)
	}
	if second.Claims.Organization != sandbox.Globex || second.Claims.Session != first.Claims.Session || second.RefreshToken == first.RefreshToken {
		t.Errorf("%+v", second.Claims)
	}
	_, err = w.client.Refresh(t.Context(), second.RefreshToken, sandbox.Initech)
	expectKind(t, err, authkit.Reauthenticate, "sso_required")
	if _, err := w.client.Refresh(t.Context(), second.RefreshToken, sandbox.Globex); err != nil {
		t.Errorf("a refused switch used the token up: %v", err)
	}
}

func TestALostReplyCanBeAskedForAgain(t *testing.T) {
	w := newWorld(t)
	first := w.signedIn(t, sandbox.Zoe, sandbox.Acme)
	w.Fail(func(*http.Request) *sandbox.Fault { return &sandbox.Fault{Loss: sandbox.LostReply} })
	_, err := w.client.Refresh(t.Context(), first.RefreshToken, sandbox.Acme)
	var e *authkit.Error
	if !errors.As(err, &e) || e.Kind != authkit.Transient || !e.Lost {
		t.Fatalf("error %v", err)
	}
	w.Fail(nil)
	again, err := w.client.Refresh(t.Context(), first.RefreshToken, sandbox.Acme)
	if err != nil || again.RefreshToken == first.RefreshToken {
		t.Errorf("the same token within its window: %v", err)
	}
}

func TestASessionThatWorkOSEndsIsOver(t *testing.T) {
	w := newWorld(t)
	grant := w.signedIn(t, sandbox.Zoe, sandbox.Acme)
	if err := w.EndSession(grant.Claims.Session); err != nil {
		t.Fatal(err)
	}
	_, err := w.client.Refresh(t.Context(), grant.RefreshToken, sandbox.Acme)
	expectKind(t, err, authkit.Ended, "invalid_grant")
}

func TestALostMembershipDoesNotEndTheSession(t *testing.T) {
	w := newWorld(t)
	grant := w.signedIn(t, sandbox.Zoe, sandbox.Acme)
	if err := w.RemoveMembership(sandbox.Zoe, sandbox.Acme); err != nil {
		t.Fatal(err)
	}
	_, err := w.client.Refresh(t.Context(), grant.RefreshToken, sandbox.Acme)
	if kind := authkit.KindOf(err); kind != authkit.Refused {
		t.Errorf("%v: %v", kind, err)
	}
	if _, err := w.client.Refresh(t.Context(), grant.RefreshToken, sandbox.Globex); err != nil {
		t.Errorf("another organization: %v", err)
	}
}

func TestABusySandboxSaysWhenToComeBack(t *testing.T) {
	w := newWorld(t)
	grant := w.signedIn(t, sandbox.Zoe, sandbox.Acme)
	w.Fail(func(*http.Request) *sandbox.Fault {
		return &sandbox.Fault{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"7"}}}
	})
	_, err := w.client.Refresh(t.Context(), grant.RefreshToken, sandbox.Acme)
	if e := expectKind(t, err, authkit.Transient, ""); e.RetryAfter != 7*time.Second || e.Lost {
		t.Errorf("%v, lost %v", e.RetryAfter, e.Lost)
	}
}

func TestAWidgetTokenNeedsThePermission(t *testing.T) {
	w := newWorld(t)
	token, err := w.client.WidgetToken(t.Context(), sandbox.Zoe, sandbox.Acme, []string{"widgets:users-table:manage"})
	if err != nil || token == "" {
		t.Error(err)
	}
	_, err = w.client.WidgetToken(t.Context(), sandbox.Max, sandbox.Acme, []string{"widgets:users-table:manage"})
	expectKind(t, err, authkit.Refused, "forbidden")
}
