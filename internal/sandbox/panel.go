package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"
)

// PanelPath is where Panel answers, under the page's own origin: the content policy keeps the page from the sandbox's.
const PanelPath = "/_sandbox/condition"

// change is what the panel asks for; what is absent stays as it is.
type change struct {
	Role        *string   `json:"role"`
	Permissions *[]string `json:"permissions"`
	Offline     *bool     `json:"offline"`
	Latency     *int64    `json:"latency"` // milliseconds
	Do          string    `json:"do"`
}

// deeds are what a change can do.
var deeds = map[string]func(*Server, Person) error{
	"":              func(*Server, Person) error { return nil },
	"end-session":   func(s *Server, p Person) error { return s.EndSession(p.SessionID) },
	"expire-tokens": (*Server).ExpireTokens,
	"normal":        (*Server).Normalize,
	"reset":         (*Server).Reset,
}

// Panel answers the panel in the application's page, where who tells who is signed in:
//
//	GET  /_sandbox/condition                      -> 200, a Condition
//	POST /_sandbox/condition  what is to change   -> 200, the Condition after it
//
// In a development build the page is served on a port, where any web page might knock: what is not from the
// application's own page is refused with 403.
func (s *Server) Panel(who func() Person) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		p := who()
		switch {
		case r.URL.Path != PanelPath:
			http.NotFound(w, r)
			return
		case !fromOurPage(r):
			http.Error(w, "Only the application’s own page changes the sandbox.", http.StatusForbidden)
			return
		case r.Method == http.MethodPost:
			if err := s.takeChange(r, p); err != nil {
				writeJSON(w, http.StatusBadRequest, map[string]string{"message": err.Error()})
				return
			}
		case r.Method != http.MethodGet:
			w.Header().Set("Allow", "GET, POST")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		writeJSON(w, http.StatusOK, s.Condition(p))
	})
}

// foreign refuses what a browser says that another site asks for.
var foreign = http.NewCrossOriginProtection()

// fromOurPage looks at the name that the page was reached by, which keeps DNS rebinding out, and at what browsers
// say of who asks. JSON has them ask before another origin may send it, and nobody here would agree.
func fromOurPage(r *http.Request) bool {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	if host != "wails" && host != "wails.localhost" && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return false
	}
	if r.Method != http.MethodPost {
		return true
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json" && foreign.Check(r) == nil
}

func (s *Server) takeChange(r *http.Request, p Person) error {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	var c change
	if err != nil || json.Unmarshal(raw, &c) != nil {
		return errors.New("This is no change of the sandbox.") //nolint:staticcheck // shown as it is
	}
	do := deeds[c.Do]
	if do == nil {
		return errors.New("The sandbox does not know how to do this.") //nolint:staticcheck // shown as it is
	}
	if c.Role != nil {
		err = errors.Join(err, s.TryRole(p, *c.Role))
	}
	if c.Permissions != nil {
		err = errors.Join(err, s.TryPermissions(p, *c.Permissions))
	}
	if c.Latency != nil {
		err = errors.Join(err, s.SetLatency(time.Duration(*c.Latency)*time.Millisecond))
	}
	if c.Offline != nil {
		s.SetOffline(*c.Offline)
	}
	return errors.Join(err, do(s, p))
}
