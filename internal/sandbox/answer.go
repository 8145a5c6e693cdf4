package sandbox

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"time"
)

// maxBody is far above any request of WorkOS's clients.
const maxBody = 64 << 10

// apiError is a refusal in the shape that most of WorkOS's API uses: code and message.
type apiError struct {
	status  int
	code    string // "" leaves it out, as the widgets' API does
	message string
	more    map[string]any
}

func (e *apiError) Error() string { return e.message }

func (e *apiError) body() map[string]any {
	body := map[string]any{"message": e.message}
	if e.code != "" {
		body["code"] = e.code
	}
	maps.Copy(body, e.more)
	return body
}

// oauthError is a refusal in the shape of RFC 6749 section 5.2, which WorkOS uses for what that document
// defines, and for sso_required.
type oauthError struct {
	status      int
	code        string
	description string
	more        map[string]any
}

func (e *oauthError) Error() string { return e.code + ": " + e.description }

func (e *oauthError) body() map[string]any {
	body := map[string]any{"error": e.code, "error_description": e.description}
	maps.Copy(body, e.more)
	return body
}

func invalidRequest(description string) *oauthError {
	return &oauthError{status: http.StatusBadRequest, code: "invalid_request", description: description}
}

func invalidGrant(description string) *oauthError {
	return &oauthError{status: http.StatusBadRequest, code: "invalid_grant", description: description}
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		// Only strings, numbers, times and their containers are ever answered.
		panic("sandbox: " + err.Error())
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// Whether the client still reads is its own affair.
	_, _ = w.Write(raw)
}

// writeError answers with err's own shape.
func writeError(w http.ResponseWriter, err error) {
	var (
		api   *apiError
		oauth *oauthError
	)
	switch {
	case errors.As(err, &api):
		writeJSON(w, api.status, api.body())
	case errors.As(err, &oauth):
		writeJSON(w, oauth.status, oauth.body())
	default:
		writeJSON(w, http.StatusInternalServerError, map[string]any{"message": "Internal Server Error", "code": "server_error"})
	}
}

// timestamp writes a time as WorkOS does: ISO 8601 in UTC, to the millisecond.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func timeOrNull(t *time.Time) any {
	if t == nil {
		return nil
	}
	return timestamp(*t)
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
