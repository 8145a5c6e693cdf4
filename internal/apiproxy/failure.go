package apiproxy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/session"
	"workos-widgets/internal/widget"
	"workos-widgets/internal/words"
)

// failure is an answer of the proxy's own, in the shape of WorkOS's errors: {"message", "code"}. Never a
// 403 but for a permission: on a 403 widgets fetch a new token and send the same request again.
type failure struct {
	status int
	code   string
	// message is for the person: what happened, then what to do.
	message    string
	retryAfter time.Duration
	cause      error
}

func (f *failure) Error() string {
	if f.cause == nil {
		return f.code
	}
	return f.code + ": " + f.cause.Error()
}

func (f *failure) Unwrap() error { return f.cause }

func isFailure(err error) bool {
	var f *failure
	return errors.As(err, &f)
}

// level is how much a failure is worth in the log: being offline or signed out is everyday.
func (f *failure) level() slog.Level {
	switch f.status {
	case http.StatusInternalServerError:
		return slog.LevelError
	case http.StatusUnauthorized, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return slog.LevelInfo
	}
	return slog.LevelWarn
}

func (f *failure) answer() *answer {
	body, err := json.Marshal(struct {
		Message string `json:"message"`
		Code    string `json:"code"`
	}{f.message, f.code})
	if err != nil {
		panic("apiproxy: two strings are always JSON: " + err.Error())
	}
	h := http.Header{"Content-Type": {"application/json"}}
	if f.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(f.retryAfter.Seconds()))))
	}
	return &answer{status: f.status, header: h, body: body}
}

const (
	unreachable = "WorkOS can't be reached. Check the network connection and try again."
	closing     = "The application is closing."
)

// refuse is the failure of a request that no widget sends.
func refuse(status int, code, message string) *failure {
	return &failure{status: status, code: code, message: message}
}

// foreign is the failure for an answer that is not WorkOS's.
func foreign(cause error) *failure {
	return &failure{
		status: http.StatusBadGateway, code: "not_workos", cause: cause,
		message: words.T("Something other than WorkOS answered. If this network has a sign-in page, open it in the browser first, then try again."),
	}
}

func tooMany(h http.Header) *failure {
	return &failure{
		status: http.StatusTooManyRequests, code: "too_many_requests", retryAfter: retryAfter(h),
		message: words.T("WorkOS is asked for too much at the moment. Wait a little, then try again."),
	}
}

// troubled is the failure for an error of WorkOS's that comes without words.
func troubled(status int, h http.Header) *failure {
	return &failure{
		status: status, code: "workos_trouble", retryAfter: retryAfter(h), cause: fmt.Errorf("HTTP %d", status),
		message: words.T("WorkOS has trouble answering. Try again in a moment."),
	}
}

// retryAfter reads the seconds of a Retry-After header, bounded to an hour; a date there is left aside.
func retryAfter(h http.Header) time.Duration {
	s, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || s < 0 {
		return 0
	}
	return time.Duration(min(s, 3600)) * time.Second
}

// failureOf puts an error into the person's words.
func failureOf(err error) *failure {
	var (
		f          *failure
		permission *widget.MissingPermissionError
		workos     *authkit.Error
	)
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, errClosing), errors.Is(err, session.ErrClosing):
		return &failure{status: http.StatusServiceUnavailable, code: "closing", message: words.T(closing), cause: err}
	case errors.Is(err, session.ErrSignedOut):
		return &failure{status: http.StatusUnauthorized, code: "signed_out", message: words.T("You are signed out. Sign in to go on."), cause: err}
	case errors.Is(err, widget.ErrUnknown):
		return &failure{status: http.StatusUnauthorized, code: "stale_token", cause: err,
			message: words.T("This page belongs to an earlier session or to another organization. Reload it to go on.")}
	case errors.Is(err, widget.ErrNotInCatalogue):
		return &failure{status: http.StatusBadRequest, code: "unknown_widget", message: words.T("This application has no such widget."), cause: err}
	case errors.Is(err, widget.ErrKeyRefused):
		return &failure{status: http.StatusBadGateway, code: "api_key_refused", cause: err,
			message: words.T("WorkOS does not accept the API key. Check that WORKOS_API_KEY belongs to the same environment as WORKOS_CLIENT_ID, or start without it.")}
	case errors.As(err, &permission):
		// Here the repetition does no harm: the request has not been sent.
		return &failure{status: http.StatusForbidden, code: "permission_missing", message: permission.Message(), cause: permission.Err}
	case errors.As(err, &workos):
		return sessionFailure(workos, err)
	case errors.Is(err, context.DeadlineExceeded):
		return &failure{status: http.StatusGatewayTimeout, code: "unreachable", message: words.T(unreachable), cause: err}
	case errors.Is(err, context.Canceled):
		return &failure{status: http.StatusServiceUnavailable, code: "canceled", message: words.T("The request was canceled."), cause: err}
	}
	return &failure{status: http.StatusInternalServerError, code: "internal", cause: err,
		message: words.T("Something went wrong in this application. Try again; if it stays, start the application anew.")}
}

// sessionFailure is what getting a token met with.
func sessionFailure(e *authkit.Error, err error) *failure {
	switch e.Kind {
	case authkit.Transient:
		f := &failure{status: http.StatusServiceUnavailable, code: "session_unavailable", retryAfter: e.RetryAfter, cause: err,
			message: words.T("WorkOS can't be reached, so your session could not be renewed. It is safe, and we keep trying.")}
		if message, mend, ok := words.Explained(e); ok {
			f.message = message + " " + mend + " " + words.T("Your session is safe; we keep trying.")
		}
		return f
	case authkit.Ended:
		return &failure{status: http.StatusUnauthorized, code: "signed_out", message: words.T("WorkOS has ended this session. Sign in again to go on."), cause: err}
	case authkit.Reauthenticate, authkit.ChooseOrganization:
		return &failure{status: http.StatusUnauthorized, code: "sign_in_again", message: words.T("Your organization asks you to sign in again."), cause: err}
	}
	return &failure{status: http.StatusBadGateway, code: "token_refused", cause: err,
		message: words.T("WorkOS gave no token for this page. If it stays so, your administrator should look at the application's set-up in the WorkOS dashboard.")}
}
