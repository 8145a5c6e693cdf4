package sandbox

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
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
	served := r.Clone(r.Context())
	served.RequestURI = r.URL.RequestURI()
	served.RemoteAddr = "127.0.0.1:1"
	if served.Host == "" {
		served.Host = r.URL.Host
	}
	if served.Body == nil {
		served.Body = http.NoBody
	}
	out := newReply(http.Header{})
	err := t.serve(out, served)
	if ctxErr := r.Context().Err(); ctxErr != nil {
		return nil, ctxErr
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

func (t transport) serve(w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		switch p := recover(); {
		case p == nil:
		case p == http.ErrAbortHandler:
			err = errLost
		default:
			panic(p)
		}
	}()
	w.Header().Set("X-Request-ID", "req_"+t.server.newULID())
	fault := t.server.fault.of(r)
	if fault != nil && fault.Loss == Unreachable {
		if wait(r, fault.Delay) {
			return fmt.Errorf("sandbox: %w", syscall.ECONNREFUSED)
		}
		return nil
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.WroteRequest != nil {
		trace.WroteRequest(httptrace.WroteRequestInfo{})
	}
	if fault != nil {
		fault.serve(w, r, t.server.mux)
	} else {
		t.server.mux.ServeHTTP(w, r)
	}
	return nil
}

var errLost = fmt.Errorf("sandbox: the connection was lost: %w", io.ErrUnexpectedEOF)
