package handoff

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"sync"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/config"
)

// Receiver waits for the answer of a sign-in: by a deep link that the desktop brings (RFC 8252 section 7.1), or on
// a loopback port (section 7.3), or on one because deep links do not lead here. It is safe for concurrent use.
type Receiver struct {
	scheme     string
	link       config.Redirect // none when the browser comes back to a port
	loopback   *Listener       // nil when there is no port
	registered func(context.Context) error
	log        *slog.Logger

	mu          sync.Mutex
	waiting     *Callback // the sign-in that waits for a deep link; nil when none does
	unreachable error     // why nobody can bring a deep link to this process; nil when somebody can
}

// NewReceiver returns a Receiver for the redirect URIs of a configuration. Registered says whether links of the
// application's scheme lead here; its error is what a sign-in fails with that has no port to fall back on.
func NewReceiver(c config.Config, registered func(context.Context) error, log *slog.Logger) *Receiver {
	r := &Receiver{scheme: config.Scheme(), registered: registered, log: log}
	if c.Redirect.IsLink() {
		r.link = c.Redirect
	}
	if loopback := c.Loopback(); loopback != (config.Redirect{}) {
		r.loopback = NewListener(loopback, log)
	}
	return r
}

// Listen waits for one sign-in's answer until Callback.Close; see Listener.Listen, which it is for a port. For a
// deep link it fails with what ProbeLink says, if there is no port to fall back on.
func (r *Receiver) Listen(ctx context.Context, accept func(url.Values) error) (*Callback, error) {
	if !r.link.IsLink() {
		return r.loopback.Listen(ctx, accept)
	}
	err := r.ProbeLink(ctx)
	switch {
	case err == nil:
		return r.await(accept), nil
	case r.loopback == nil || ctx.Err() != nil:
		return nil, err
	}
	r.log.Warn("deep links do not get here; the browser comes back to a port instead", "error", err)
	return r.loopback.Listen(ctx, accept)
}

func (r *Receiver) await(accept func(url.Values) error) *Callback {
	c := newCallback(r.link, accept, r.log)
	c.released = func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.waiting == c {
			r.waiting = nil
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = c
	return c
}

// SetUnreachable says that no deep link can get to this process, and why. Sign-ins then wait for none.
func (r *Receiver) SetUnreachable(cause error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unreachable = cause
}

// ProbeLink reports whether deep links lead here, for the pre-flight; nil where none are used. It fails with what
// registered says, or with a *LinkError.
func (r *Receiver) ProbeLink(ctx context.Context) error {
	if !r.link.IsLink() {
		return nil
	}
	if err := r.registered(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.unreachable != nil {
		return &LinkError{Err: r.unreachable}
	}
	return nil
}

// ProbePort reports whether a port could be opened, for the pre-flight; nil where none is used.
func (r *Receiver) ProbePort(ctx context.Context) error {
	if r.loopback == nil {
		return nil
	}
	return r.loopback.Probe(ctx)
}

// Arrival is what a deep link turned out to be.
type Arrival int

const (
	// Nothing means that the link is of no use: no address of ours, damaged, another sign-in's answer, or one that
	// nobody waits for. It has changed nothing.
	Nothing Arrival = iota
	// Answer means that the link was the answer to the sign-in under way: taken, or explained in the window.
	Answer
	// Wish means that the link wants somebody to be signed in, and holds nothing that could do it: SCHEME://sign-in,
	// or the redirect URI without a state, as an identity provider or WorkOS's dashboard sends people there. A code
	// in it is somebody else's, and is not looked at.
	Wish
)

// String is for logs.
func (a Arrival) String() string {
	switch a {
	case Answer:
		return "an answer"
	case Wish:
		return "a wish to sign in"
	}
	return "nothing"
}

// Arrive takes a link that the desktop has brought. Every program and every web page can have it bring any: the
// checks are those of the loopback port, and the state is what proves that it belongs to the sign-in under way.
func (r *Receiver) Arrive(link string) Arrival {
	arrival := r.arrive(link)
	r.log.Debug("a deep link arrived", "as", arrival)
	return arrival
}

func (r *Receiver) arrive(link string) Arrival {
	u, ok := parseLink(r.scheme, link)
	switch {
	case !ok:
		return Nothing
	case isLinkTo(u, config.Redirect{Scheme: r.scheme, Host: config.LinkSignIn}):
		return Wish
	case !isLinkTo(u, r.link):
		return Nothing
	}
	query, err := parseQuery(u.RawQuery)
	switch {
	case err != nil:
		return Nothing
	case query.Get("state") == "" && query.Get("error") == "":
		return Wish
	}
	r.mu.Lock()
	c := r.waiting
	r.mu.Unlock()
	if c == nil {
		return Nothing
	}
	err = c.take(query)
	if err == nil || errors.Is(err, authkit.ErrNoCode) {
		return Answer
	}
	if _, refused := errors.AsType[*authkit.Error](err); refused {
		return Answer
	}
	return Nothing
}

// maxDeepLink is far above any answer of WorkOS, and what a command line takes everywhere.
const maxDeepLink = maxQuery + 512

// IsLink reports whether an argument of the command line is meant as a deep link: it begins with the application's
// scheme. Whether it is any good, Arrive says.
func IsLink(argument string) bool { return hasScheme(argument, config.Scheme()) }

func hasScheme(address, scheme string) bool {
	return len(address) > len(scheme) && address[len(scheme)] == ':' && strings.EqualFold(address[:len(scheme)], scheme)
}

// parseLink reads a link of a scheme: with a host, and nothing that such a link has no use for. A host is looked at as it
// is decoded: the Kelvin sign is a k in another case.
func parseLink(scheme, link string) (*url.URL, bool) {
	if len(link) > maxDeepLink || !hasScheme(link, scheme) {
		return nil, false
	}
	if strings.IndexFunc(link, unfit) >= 0 {
		return nil, false
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != scheme || u.Host == "" || u.User != nil || strings.IndexFunc(u.Host, unfit) >= 0 {
		return nil, false
	}
	return u, true
}

// isLinkTo reports whether a link leads to a redirect URI. A desktop may have changed the case of its host, or put a
// slash after it.
func isLinkTo(u *url.URL, r config.Redirect) bool {
	return r.IsLink() && strings.EqualFold(u.Host, r.Host) && strings.TrimSuffix(u.EscapedPath(), "/") == r.Path
}
