package apiproxy

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/widget"
	"workos-widgets/internal/words"
)

// maxAnswer bounds an answer, after decompression.
const maxAnswer = 8 << 20

// passedBack are WorkOS's headers that the page gets to see.
var passedBack = []string{"Content-Type", "Retry-After", "X-Request-Id"}

// answer is what the page gets. It is kept whole before the page gets any of it: answers are small, widgets
// wait for the last byte anyway, and an answer that breaks off can still become a failure in words. Nor
// does a page that has stopped reading keep a connection to WorkOS open.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a *answer) write(w http.ResponseWriter) {
	h := w.Header()
	for _, name := range passedBack {
		if v := a.header.Get(name); v != "" {
			h.Set(name, v)
		}
	}
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if a.status == http.StatusNoContent || a.status == http.StatusResetContent {
		w.WriteHeader(a.status)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	w.Write(a.body) // a page that has gone is no failure
}

// exchange gets WorkOS's answer with the real token, and with a renewed one if WorkOS says that it has
// expired. That is the only repetition: WorkOS refuses a token before it acts, whereas after an answer
// that was lost nobody knows.
func (p *Proxy) exchange(ctx context.Context, q *request) (*answer, error) {
	e := p.headStart.claim(q)
	lease, err := p.tokens.Lease(ctx, q.standIn, q.widget)
	if err != nil {
		return nil, err
	}
	if e != nil {
		if a := e.wait(ctx, lease); a != nil {
			return a, nil
		}
		// The session may have moved on meanwhile.
		if lease, err = p.tokens.Lease(ctx, q.standIn, q.widget); err != nil {
			return nil, err
		}
	}
	a, err := p.send(ctx, q, lease.Token())
	if err != nil {
		return nil, err
	}
	if expired(a, lease) {
		token, err := lease.Renew(ctx)
		if err != nil {
			return nil, err
		}
		if token == lease.Token() {
			return a, check(a) // it is not the token's age that WorkOS minds
		}
		if a, err = p.send(ctx, q, token); err != nil {
			return nil, err
		}
	}
	return a, check(a)
}

// expired reports whether an answer means that the lease's token is over. A 401 says so. A 403 is also
// what a missing permission gets, and renewing for each of those would be a refresh for each click: it
// counts when by WorkOS's own clock the token's time was up.
func expired(a *answer, lease widget.Lease) bool {
	switch a.status {
	case http.StatusUnauthorized:
		return true
	case http.StatusForbidden:
		at, err := http.ParseTime(a.header.Get("Date"))
		if err != nil {
			at = time.Now()
		}
		return lease.ExpiredAt(at)
	}
	return false
}

// send makes one exchange with WorkOS. Redirects are not followed and cookies not kept: this is below
// http.Client on purpose.
func (p *Proxy) send(ctx context.Context, q *request, token authkit.Secret) (*answer, error) {
	var sent atomic.Bool // whether WorkOS may have got it; set on the transport's goroutines
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	res, err := p.transport.RoundTrip(p.outgoing(traced, q, token, &sent))
	if err != nil {
		return nil, lost(ctx, q, sent.Load(), err)
	}
	defer res.Body.Close()
	if e := res.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return nil, foreign(fmt.Errorf("apiproxy: content encoding %.32q was not asked for", e))
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return nil, lost(ctx, q, true, err)
	}
	if len(body) > maxAnswer {
		return nil, foreign(errors.New("apiproxy: the answer is too large"))
	}
	return &answer{status: res.StatusCode, header: res.Header, body: body}, nil
}

func (p *Proxy) outgoing(ctx context.Context, q *request, token authkit.Secret, sent *atomic.Bool) *http.Request {
	target := url.URL{Scheme: p.api.Scheme, Host: p.api.Host, Path: p.api.Path + q.path, RawQuery: q.query}
	out := (&http.Request{
		Method: q.method, URL: &target, Host: target.Host, Header: q.header.Clone(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: http.NoBody,
	}).WithContext(ctx)
	out.Header.Set("Authorization", "Bearer "+token.Reveal())
	if len(q.body) > 0 {
		out.ContentLength = int64(len(q.body))
		out.Body = &outgoingBody{bytes.NewReader(q.body), sent}
		// The transport asks for the body again only when it knows that nothing of it was sent, on a
		// connection that had just been closed.
		out.GetBody = func() (io.ReadCloser, error) {
			sent.Store(false)
			return &outgoingBody{bytes.NewReader(q.body), sent}, nil
		}
	}
	return out
}

// outgoingBody tells when some of it was taken, for transports that do not trace.
type outgoingBody struct {
	left *bytes.Reader
	sent *atomic.Bool
}

func (b *outgoingBody) Read(p []byte) (int, error) {
	b.sent.Store(true)
	return b.left.Read(p)
}

func (*outgoingBody) Close() error { return nil }

// check lets WorkOS's answers through: JSON or nothing, and no redirect. What else arrives is a captive
// portal's or a proxy's page, and has no business under the page's origin. Nor has a status that no answer
// has: the transport passes 099 and, over HTTP/2, any number, and writing such a one panics.
func check(a *answer) error {
	switch {
	case a.status < 200, a.status >= 300 && a.status < 400, a.status >= 600:
		return foreign(fmt.Errorf("apiproxy: answered with HTTP %d", a.status))
	case isJSON(a.header.Get("Content-Type")), len(a.body) == 0 && a.status < 500:
		return nil
	case a.status == http.StatusTooManyRequests:
		return tooMany(a.header)
	case a.status >= 500:
		return troubled(a.status, a.header)
	}
	return foreign(fmt.Errorf("apiproxy: answered with HTTP %d and no JSON", a.status))
}

func isJSON(contentType string) bool {
	t, _, err := mime.ParseMediaType(contentType)
	_, subtype, _ := strings.Cut(t, "/") // there may be none: ParseMediaType reads dispositions too
	return err == nil && (t == "application/json" || strings.HasSuffix(subtype, "+json"))
}

// lost is the failure of an exchange that ended without a whole answer.
func lost(ctx context.Context, q *request, sent bool, err error) *failure {
	f := &failure{status: http.StatusServiceUnavailable, code: "unreachable", message: words.T(unreachable), cause: err}
	var certificate *tls.CertificateVerificationError
	said, mend, explained := words.Explained(err)
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errClosing):
		f.code, f.message = "closing", words.T(closing)
	case errors.As(err, &certificate):
		f.status, f.code = http.StatusBadGateway, "certificate"
		f.message = words.T("The connection to WorkOS can't be trusted: its certificate is not valid here. A proxy or a security product may stand between.")
		return f // nothing was sent
	case explained: // such as a proxy that wants a password, which sends nothing on
		f.message = said + " " + mend
		return f
	case errors.Is(cause, context.DeadlineExceeded):
		f.status = http.StatusGatewayTimeout
		if sent {
			f.code, f.message = "timeout", words.T("WorkOS did not answer in time. Try again in a moment.")
		}
	case ctx.Err() != nil:
		f.code, f.message = "canceled", words.T("The request was canceled.")
	case sent:
		f.status, f.code = http.StatusBadGateway, "answer_lost"
		f.message = words.T("The connection to WorkOS broke before the answer was there. Try again in a moment.")
	}
	if sent && q.changes() {
		f.message += " " + words.T("The change may have been made all the same: look before you make it again.")
	}
	return f
}
