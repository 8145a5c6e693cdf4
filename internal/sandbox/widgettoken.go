package sandbox

import (
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// widgetTokenLife is how long a widget token can be used (https://workos.com/docs/widgets/tokens).
const widgetTokenLife = time.Hour

// widgetToken answers POST /widgets/token.
func (s *Server) widgetToken(w http.ResponseWriter, r *http.Request) {
	key, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if subtle.ConstantTimeCompare([]byte(key), []byte(APIKey)) != 1 {
		writeError(w, errUnauthorized)
		return
	}
	var in struct {
		OrganizationID string    `json:"organization_id"`
		UserID         string    `json:"user_id"`
		Scopes         *[]string `json:"scopes"`
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil || json.Unmarshal(raw, &in) != nil {
		writeError(w, &apiError{status: http.StatusBadRequest, code: "invalid_request_body", message: "Problems parsing JSON"})
		return
	}
	switch {
	case in.OrganizationID == "":
		err = required("organization_id")
	case in.UserID == "":
		err = required("user_id")
	case in.Scopes == nil:
		err = required("scopes")
	}
	var token string
	if err == nil {
		err = s.update(func() (err error) {
			token, err = s.mintWidgetToken(in.UserID, in.OrganizationID, *in.Scopes)
			return err
		})
	}
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"token": token})
}

func required(field string) *apiError {
	return &apiError{
		status: http.StatusUnprocessableEntity, code: "unprocessable_entity", message: field + " is required",
		more: map[string]any{"errors": []any{map[string]any{"field": field, "code": "required"}}},
	}
}

// mintWidgetToken refuses scopes that the user's role does not grant.
func (s *Server) mintWidgetToken(userID, organizationID string, scopes []string) (string, error) {
	m := s.state.activeMember(userID, organizationID)
	if m == nil {
		return "", &apiError{status: http.StatusNotFound, code: "entity_not_found", message: "The user is not a member of the organization."}
	}
	for _, scope := range scopes {
		if !slices.Contains(widgetPermissions, scope) {
			return "", &apiError{
				status: http.StatusUnprocessableEntity, code: "unprocessable_entity", message: "scopes must hold widget permissions",
				more: map[string]any{"errors": []any{map[string]any{"field": "scopes", "code": "invalid"}}},
			}
		}
		if !slices.Contains(m.permissions(), scope) {
			return "", &apiError{status: http.StatusForbidden, code: "forbidden", message: "The user’s role does not grant the permission " + scope + "."}
		}
	}
	s.counts.WidgetTokens++
	return s.signer.token(claims{
		RegisteredClaims: s.registered(userID, widgetTokenLife), Organization: organizationID, Role: m.Role, Permissions: scopes,
	})
}
