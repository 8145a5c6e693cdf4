package sandbox

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"syscall"
)

// Transport returns a way to the sandbox without a socket, whatever host a request names: for tests on
// virtual time, in which real sockets cannot take part.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ server *Server }

// RoundTrip calls the sandbox on the caller's goroutine. What Fault.Loss loses comes back as the errors that
// a real connection gives.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	fault := t.server.faultOf(r)
	if fault != nil && fault.Loss == Unreachable {
		if !wait(r, fault.Delay) {
			return nil, r.Context().Err()
		}
		return nil, fmt.Errorf("sandbox: %w", syscall.ECONNREFUSED)
	}
	served, err := received(r)
	if err != nil {
		return nil, err
	}
	out := newReply(http.Header{})
	err = t.serve(out, served, fault)
	if ended := r.Context().Err(); ended != nil {
		return nil, ended
	}
	if err != nil {
		return nil, err
	}
	out.WriteHeader(http.StatusOK)
	return &http.Response{
		StatusCode: out.status, Status: strconv.Itoa(out.status) + " " + http.StatusText(out.status),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: out.header, Body: io.NopCloser(&out.body), ContentLength: int64(out.body.Len()), Request: r,
	}, nil
}

// received is the request as a server sees it. Its body has been read to the end by then, as a connection
// has taken it whole before anything of the answer comes.
func received(r *http.Request) (*http.Request, error) {
	served := r.Clone(r.Context())
	served.RequestURI = r.URL.RequestURI()
	served.RemoteAddr = "127.0.0.1:1"
	if served.Host == "" {
		served.Host = r.URL.Host
	}
	served.Body = http.NoBody
	if r.Body != nil {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		served.Body = io.NopCloser(bytes.NewReader(raw))
	}
	return served, nil
}

func (t transport) serve(w http.ResponseWriter, r *http.Request, fault *Fault) (err error) {
	defer func() {
		switch p := recover(); {
		case p == nil:
		case p == http.ErrAbortHandler:
			err = errLost
		default:
			panic(p)
		}
	}()
	t.server.handle(w, r, fault)
	return nil
}

var errLost = fmt.Errorf("sandbox: the connection was lost: %w", io.ErrUnexpectedEOF)
