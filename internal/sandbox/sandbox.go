// Package sandbox is a WorkOS of our own: AuthKit's sign-in page, the token endpoint, the sign-out page,
// widget tokens, the API that the widgets call, and the pages that they lead to (the Admin Portal, and a
// provider that accounts are connected with), over three seeded organizations. It is for development,
// tests and the tour, and never part of a release build (see package embedded).
//
// It answers what WorkOS answers, in WorkOS's shapes; where WorkOS does not say what it does, the comment
// beside the choice says so. Everything is kept in memory, and in one file if Options.StatePath names one.
//
// Each list has one order, as no operation of the widgets takes one: members and API keys the newest first,
// sessions the one used last first, everything else as it was set up.
package sandbox

import (
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// ClientID is the sandbox environment's client ID.
	ClientID = "client_sandbox"
	// APIKey is the sandbox environment's API key, for widget tokens. It opens nothing but a sandbox.
	APIKey = "sk_sandbox"
	// Issuer is the iss claim of the sandbox's tokens. It is the same whatever port the sandbox listens
	// on, so that tokens outlive a restart.
	Issuer = "https://workos.sandbox.invalid"
)

// DefaultTokenLife is how long access tokens live, as in a new WorkOS environment.
const DefaultTokenLife = 5 * time.Minute

// MaxMembers is what Options.Members may be at most: every one of them is in memory.
const MaxMembers = 100_000

// Options say what the sandbox is like. The zero value is a sandbox that forgets everything when it ends.
type Options struct {
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// StatePath names the file that keeps the state over a restart; "" keeps it in memory only.
	StatePath string
	// Members is how many generated people Acme Corp has beside the named ones, MaxMembers at most.
	Members int
	// TokenLife is how long access tokens live; 0 means DefaultTokenLife.
	TokenLife time.Duration
	// CheapSigning signs tokens with HMAC (HS256) instead of RSA (RS256), for tests that need hundreds of
	// thousands of them. There is no JWKS then.
	CheapSigning bool
	// NoLogoutRedirect makes an environment whose sign-out redirect was never configured, so that signing
	// out ends on WorkOS's error page.
	NoLogoutRedirect bool
	// Rules have operations of the widgets go wrong or take their time from the start; see ParseRule.
	Rules []Rule
	// Log is told of what is refused and of trouble with the state file; nil means nobody is.
	Log *slog.Logger
}

// Server is a sandbox. It is an http.Handler and needs no socket; see Transport for using it without one.
// It is safe for concurrent use.
type Server struct {
	options Options
	now     func() time.Time
	log     *slog.Logger
	signer  signer
	mux     *http.ServeMux
	fault   faultHook
	rules   atomic.Pointer[[]Rule]
	offline atomic.Bool
	names   map[string]string // of operations, by their pattern in mux

	mu      sync.Mutex // guards what follows
	state   *state
	counts  Counts
	expired map[string]expiry // by user ID
}

// New returns a sandbox with its seeds, or with the state kept at Options.StatePath. A state file that
// cannot be read is put aside, not an error; the error is about a file that cannot even be put aside.
func New(o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.TokenLife == 0 {
		o.TokenLife = DefaultTokenLife
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{options: o, now: o.Now, log: o.Log, expired: map[string]expiry{}}
	if err := s.load(); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	if o.CheapSigning {
		s.signer = newHMACSigner()
	} else {
		s.signer = newRSASigner(s.state.key)
	}
	s.mux, s.names = http.NewServeMux(), map[string]string{}
	s.SetRules(o.Rules...)
	s.route()
	return s, nil
}

// Close writes the state a last time. A Server has nothing else to end: it owns no goroutine and no socket.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.save()
}

// ServeHTTP answers as api.workos.com does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.handle(w, r, s.faultOf(r))
}

func (s *Server) handle(w http.ResponseWriter, r *http.Request, fault *Fault) {
	w.Header().Set("X-Request-ID", "req_"+s.newULID())
	if fault != nil {
		fault.serve(w, r, s.mux)
		return
	}
	s.mux.ServeHTTP(w, r)
}

func (s *Server) route() {
	s.mux.HandleFunc("GET /user_management/authorize", s.authorize)
	s.mux.HandleFunc("POST /user_management/authenticate", s.authenticate)
	s.mux.HandleFunc("GET /user_management/sessions/logout", s.logout)
	s.mux.HandleFunc("GET /sso/jwks/{client}", s.jwks)
	s.mux.HandleFunc("POST /widgets/token", s.widgetToken)
	for _, o := range operations {
		s.names[o.method+" "+o.path] = o.name
		s.mux.HandleFunc(o.method+" "+o.path, func(w http.ResponseWriter, r *http.Request) { s.operate(w, r, o) })
	}
	s.names["POST "+graphQLPath] = clientAPIStatus
	s.mux.HandleFunc("POST "+graphQLPath, s.graphQL)
	s.mux.HandleFunc("GET /pipes/redirecting", s.redirecting)
	s.mux.HandleFunc("GET "+pipesPath, s.providerPage)
	s.mux.HandleFunc("POST "+pipesHandoffPath, s.takeHandoff)
	s.mux.HandleFunc("POST "+pipesAnswerPath, s.answerProvider)
	s.mux.HandleFunc("POST "+portalPath, s.openPortal)
	s.mux.HandleFunc("POST "+portalActionPath, s.actInPortal)
	s.mux.HandleFunc("GET "+portalPath, s.portalNotForm)
	s.mux.HandleFunc("GET "+portalActionPath, s.portalNotForm)
	s.mux.HandleFunc("GET "+MailboxPath, s.mailbox)
	s.mux.HandleFunc("GET "+RulesPath, s.faultsPage)
	s.mux.HandleFunc("POST "+RulesPath, s.faultsPage)
	s.mux.HandleFunc("/", s.unknown)
}

// unknown answers for what neither WorkOS nor the sandbox has.
func (s *Server) unknown(w http.ResponseWriter, r *http.Request) {
	s.log.Warn("sandbox: no such operation", "method", r.Method, "path", r.URL.Path)
	writeError(w, &apiError{status: http.StatusNotFound, code: "not_found", message: "Not found: " + r.Method + " " + r.URL.Path})
}

// update runs f with the state locked and writes the state before anybody learns of what f did: a token that
// has been handed out must be known after a restart. A refusal may have changed something as well.
func (s *Server) update(f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := f()
	if saved := s.save(); saved != nil {
		// The answer is still right, and the next write may succeed.
		s.log.Error("sandbox: the state could not be written", "error", saved)
	}
	return err
}

// read runs f with the state locked.
func (s *Server) read(f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f()
}
