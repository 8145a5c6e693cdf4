package authkit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// maxAnswer is far above any answer of the endpoints used here; what is larger is not theirs.
const maxAnswer = 1 << 20

func newHTTPClient(base http.RoundTripper) *http.Client {
	if base == nil {
		base = http.DefaultTransport
	}
	return &http.Client{
		Timeout:   RequestTimeout,
		Transport: &transport{base: base},
		// A redirected POST would carry the refresh token to wherever a captive portal points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// observation is what workos-go's errors do not tell of an exchange: whether the request had left this
// machine, and when to come back. The trace's hooks run on the transport's goroutines.
type observation struct {
	sent       atomic.Bool
	retryAfter atomic.Int64
}

type observationKey struct{}

func observe(ctx context.Context) (context.Context, *observation) {
	seen := &observation{}
	ctx = context.WithValue(ctx, observationKey{}, seen)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(httptrace.WroteRequestInfo) { seen.sent.Store(true) },
	}), seen
}

// transport makes workos-go's requests those of a public client and bounds the answers.
type transport struct {
	base http.RoundTripper
}

func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	out, err := dropEmptySecret(req)
	if err != nil {
		return nil, err
	}
	res, err := t.base.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	if seen, ok := req.Context().Value(observationKey{}).(*observation); ok {
		seen.sent.Store(true)
		seen.retryAfter.Store(int64(retryAfter(res.Header, time.Now())))
	}
	res.Body = &bounded{body: res.Body, left: maxAnswer}
	return res, nil
}

// dropEmptySecret takes `"client_secret":""` out of the body: workos-go v4 always sends the field, and
// WorkOS takes an empty one for a wrong one.
func dropEmptySecret(req *http.Request) (*http.Request, error) {
	if req.Method != http.MethodPost || req.Body == nil {
		return req, nil
	}
	raw, err := io.ReadAll(req.Body)
	req.Body.Close()
	if err != nil {
		return nil, fmt.Errorf("authkit: reading the request: %w", err)
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) == nil && string(fields["client_secret"]) == `""` {
		delete(fields, "client_secret")
		if raw, err = json.Marshal(fields); err != nil {
			return nil, fmt.Errorf("authkit: writing the request: %w", err)
		}
	}
	out := req.Clone(req.Context())
	out.Body = io.NopCloser(bytes.NewReader(raw))
	out.ContentLength = int64(len(raw))
	out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }
	return out, nil
}

// errTooLarge is an answer that no WorkOS endpoint of ours gives.
var errTooLarge = errors.New("authkit: the answer is too large to be WorkOS's")

type bounded struct {
	body io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLarge
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.body.Read(p)
	b.left -= int64(n)
	return n, err
}

func (b *bounded) Close() error { return b.body.Close() }
