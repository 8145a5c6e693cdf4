package sandbox

import (
	"net/http"
)

// logout ends a session and sends the browser on
// (https://workos.com/docs/reference/authkit/logout). WorkOS asks for no proof of who is asking, beyond
// knowing the session's ID; neither do we.
func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	id := q.Get("session_id")
	if id == "" {
		problemPage(w, &requestProblem{
			Title: "Nothing to sign out of", Problem: "The address does not say which session is to end.",
			Mend: "The application has to send the session_id, which is the access token’s claim sid.", Parameter: "session_id",
		})
		return
	}
	_ = s.update(func() error {
		s.state.end(s.state.sessions[id], s.now())
		return nil
	})
	if back := q.Get("return_to"); back != "" {
		s.returnTo(w, r, back)
		return
	}
	if s.options.NoLogoutRedirect {
		show(w, http.StatusBadRequest, "This environment has no Logout URI", "no-logout-uri", nil)
		return
	}
	signedOutPage(w)
}

// returnTo goes to a sign-out redirect, if the environment has registered it: like the redirect URIs, any
// loopback address is.
func (s *Server) returnTo(w http.ResponseWriter, r *http.Request, address string) {
	u, err := parseRedirect(address)
	if err != nil {
		problemPage(w, &requestProblem{
			Title:   "The way back to the application is not registered",
			Problem: "You are signed out, but the address to go to afterwards " + err.Error() + ".",
			Mend:    "This environment registers loopback addresses only as Logout URIs.", Parameter: "return_to", Value: address,
		})
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, u.String(), http.StatusFound)
}
