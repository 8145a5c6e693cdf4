package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// call is one call of an operation, by somebody whose token was found to be good.
type call struct {
	server  *Server
	state   *state
	request *http.Request
	body    []byte
	now     time.Time

	user         *user
	session      *authSession // nil for a widget token, which has none
	organization string       // "" for people without one
	permissions  []string
}

// widgetTypes are what a widget may call itself in the header WorkOS-Widgets-Type.
var widgetTypes = []string{
	"user-profile", "user-security", "user-sessions", "pipes", "organization-switcher", "user-api-keys",
	"user-management", "api-keys", "pipes-admin", "admin-portal-sso-connection",
	"admin-portal-domain-verification", "directory-sync", "admin-portal-audit-log-streaming",
}

// operate answers an operation of the widgets' API.
func (s *Server) operate(w http.ResponseWriter, r *http.Request, o operation) {
	if err := checkWidgetHeaders(r); err != nil {
		writeError(w, err)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		writeError(w, &apiError{status: http.StatusRequestEntityTooLarge, message: "The body is too large."})
		return
	}
	var answer any
	run := s.update
	if r.Method == http.MethodGet && !o.writes {
		run = s.read
	}
	err = run(func() (err error) {
		c := &call{server: s, state: s.state, request: r, body: body, now: s.now()}
		if err := c.identify(r.Header.Get("Authorization")); err != nil {
			return err
		}
		if err := c.allowed(o); err != nil {
			return err
		}
		answer, err = o.handle(c)
		return err
	})
	if err != nil {
		s.log.Info("sandbox: operation refused", "operation", o.name, "error", err)
		writeError(w, err)
		return
	}
	writeJSON(w, cmp.Or(o.status, http.StatusOK), answer)
}

// checkWidgetHeaders looks at what every widget sends along, so that a proxy that loses it is noticed.
func checkWidgetHeaders(r *http.Request) error {
	if v := r.Header.Get("WorkOS-Widgets-Version"); v != "1" {
		return &apiError{status: http.StatusBadRequest, message: "The header WorkOS-Widgets-Version must be 1."}
	}
	if !slices.Contains(widgetTypes, r.Header.Get("WorkOS-Widgets-Type")) {
		return &apiError{status: http.StatusBadRequest, message: "The header WorkOS-Widgets-Type must name a widget."}
	}
	return nil
}

var errUnauthorized = &apiError{status: http.StatusUnauthorized, code: "unauthorized", message: "Unauthorized"}

// identify finds out who is calling. The token of a session that has ended is refused at once: WorkOS does
// not say whether it waits until the token expires.
func (c *call) identify(authorization string) error {
	token, ok := strings.CutPrefix(authorization, "Bearer ")
	if !ok {
		return errUnauthorized
	}
	claims, err := c.server.signer.parse(token, c.server.now)
	if err != nil {
		return errUnauthorized
	}
	if c.user = c.state.users[claims.Subject]; c.user == nil || claims.ID < c.server.expired[claims.Subject].first {
		return errUnauthorized
	}
	if claims.Session != "" {
		c.session = c.state.sessions[claims.Session]
		if c.session == nil || c.session.EndedAt != nil {
			return errUnauthorized
		}
	}
	c.organization, c.permissions = claims.Organization, claims.Permissions
	return nil
}

func (c *call) allowed(o operation) error {
	switch {
	case len(o.anyOf) > 0 && !c.may(o.anyOf...):
		return forbidden("The permission " + strings.Join(o.anyOf, " or ") + " is required.")
	case (o.organization || o.own && c.organization != "") && c.state.activeMember(c.user.ID, c.organization) == nil:
		return forbidden("The user is not a member of the organization.")
	case o.elevated:
		return c.checkElevated()
	}
	return nil
}

// may reports whether the token carries one of the permissions.
func (c *call) may(anyOf ...string) bool {
	return slices.ContainsFunc(anyOf, func(p string) bool { return slices.Contains(c.permissions, p) })
}

// decode reads the call's body into v. What v does not know of is no error, as with WorkOS.
func (c *call) decode(v any) error {
	if err := json.Unmarshal(c.body, v); err != nil {
		return badRequest("The body is not what " + c.request.Method + " " + c.request.URL.Path + " takes.")
	}
	return nil
}

// The widgets' API says what is wrong in a message and nothing else.

func badRequest(message string) *apiError {
	return &apiError{status: http.StatusBadRequest, message: message}
}

func forbidden(message string) *apiError {
	return &apiError{status: http.StatusForbidden, message: message}
}

func notFound(what string) *apiError {
	return &apiError{status: http.StatusNotFound, message: fmt.Sprintf("%s not found", what)}
}
