package authkit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"workos-widgets/internal/outbound"
)

// maxAnswer is far above any answer of the endpoints used here; what is larger is not theirs.
const maxAnswer = 1 << 20

func newHTTPClient(base http.RoundTripper, way *outbound.Network) *http.Client {
	if base == nil {
		base = newTransport(way)
	}
	return &http.Client{
		Timeout:   RequestTimeout,
		Transport: &transport{base: base},
		// A redirected POST would carry the refresh token to wherever a captive portal points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// newTransport dials anew for each request. There is one every few minutes, and a connection kept since
// before the laptop slept or changed networks would swallow the refresh token without a sound.
func newTransport(way *outbound.Network) *http.Transport {
	t := way.Transport()
	t.TLSHandshakeTimeout = RequestTimeout
	t.DisableKeepAlives = true
	return t
}

// observation is what workos-go's errors do not tell of an exchange. Its fields are set on the transport's
// goroutines.
type observation struct {
	// sent is whether the request may have left this machine whole.
	sent       atomic.Bool
	status     atomic.Int64
	retryAfter atomic.Int64
}

type observationKey struct{}

func observe(ctx context.Context) (context.Context, *observation) {
	seen := &observation{}
	return context.WithValue(ctx, observationKey{}, seen), seen
}

// observed is the request's observation; one that nobody reads when there is none.
func observed(ctx context.Context) *observation {
	if seen, ok := ctx.Value(observationKey{}).(*observation); ok {
		return seen
	}
	return &observation{}
}

// transport makes workos-go's requests those of a public client and bounds the answers.
type transport struct {
	base http.RoundTripper
}

func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	seen := observed(req.Context())
	out, err := asPublicClient(req, seen)
	if err != nil {
		return nil, err
	}
	res, err := t.base.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	seen.sent.Store(true)
	seen.status.Store(int64(res.StatusCode))
	seen.retryAfter.Store(int64(retryAfter(res.Header, time.Now())))
	res.Body = &bounded{body: res.Body, left: maxAnswer}
	return res, nil
}

// asPublicClient takes `"client_secret":""` out of the body: workos-go v4 always sends the field, and WorkOS
// takes an empty one for a wrong one. The body is watched on its way out.
func asPublicClient(req *http.Request, seen *observation) (*http.Request, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return req, nil
	}
	raw, err := io.ReadAll(req.Body)
	req.Body.Close()
	if err != nil {
		return nil, fmt.Errorf("reading the request: %w", err)
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) == nil && string(fields["client_secret"]) == `""` {
		delete(fields, "client_secret")
		if raw, err = json.Marshal(fields); err != nil {
			return nil, fmt.Errorf("writing the request: %w", err)
		}
	}
	out := req.Clone(req.Context())
	out.ContentLength = int64(len(raw))
	// The transport asks for the body again only when it knows that nothing of it has been sent.
	out.GetBody = func() (io.ReadCloser, error) {
		seen.sent.Store(false)
		return &outgoing{left: bytes.NewReader(raw), sent: &seen.sent}, nil
	}
	out.Body, err = out.GetBody()
	return out, err
}

// outgoing is a request's body that tells when the last of it was taken. It may not have been sent then, but
// before that it can't have been sent whole, and WorkOS does not act on half a request.
type outgoing struct {
	left *bytes.Reader
	sent *atomic.Bool
}

func (o *outgoing) Read(p []byte) (int, error) {
	n, err := o.left.Read(p)
	if o.left.Len() == 0 {
		o.sent.Store(true)
	}
	return n, err
}

func (o *outgoing) Close() error { return nil }

// errTooLarge is an answer that no WorkOS endpoint of ours gives.
var errTooLarge = errors.New("the answer is too large to be WorkOS's")

// bounded fails once more than left bytes have been read.
type bounded struct {
	body io.ReadCloser
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errTooLarge
	}
	// One byte more than allowed tells an answer that is too large from one that just fits.
	p = p[:min(len(p), b.left+1)]
	n, err := b.body.Read(p)
	if b.left -= n; b.left < 0 {
		return n - 1, errTooLarge
	}
	return n, err
}

func (b *bounded) Close() error { return b.body.Close() }
