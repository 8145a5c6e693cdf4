package sandbox

import (
	"bytes"
	"maps"
	"net/http"
	"sync/atomic"
	"time"
)

// Fault is what goes wrong with one request. Its parts combine, in the order of the fields.
type Fault struct {
	// Delay comes before anything else. A client that gives up meanwhile was not acted for.
	Delay time.Duration
	// Status is answered instead of acting on the request, with Header and Body; 0 acts.
	Status int
	Header http.Header
	Body   string
	// Loss breaks the connection.
	Loss Loss
	// Hold comes after acting and before the answer.
	Hold time.Duration
}

// Loss is where a request is lost.
type Loss int

// The places where a request can be lost.
const (
	// Delivered loses nothing.
	Delivered Loss = iota
	// Unreachable loses the request before it has left the client. Only Transport can do that; a server
	// behind a socket treats it like LostRequest.
	Unreachable
	// LostRequest breaks the connection before the request was acted on.
	LostRequest
	// LostReply breaks the connection after the request was acted on.
	LostReply
)

// Fail makes requests go wrong: f is asked for each one, and nil means that nothing does. It may be called
// from several goroutines at once. A nil f ends the faults.
func (s *Server) Fail(f func(*http.Request) *Fault) {
	if f == nil {
		f = func(*http.Request) *Fault { return nil }
	}
	s.fault.f.Store(&f)
}

type faultHook struct {
	f atomic.Pointer[func(*http.Request) *Fault]
}

func (h *faultHook) of(r *http.Request) *Fault {
	if f := h.f.Load(); f != nil {
		return (*f)(r)
	}
	return nil
}

func (f *Fault) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if !wait(r, f.Delay) || f.Loss == LostRequest || f.Loss == Unreachable {
		panic(http.ErrAbortHandler)
	}
	reply := newReply(w.Header())
	if f.Status != 0 {
		maps.Copy(reply.header, f.Header)
		reply.WriteHeader(f.Status)
		_, _ = reply.Write([]byte(f.Body))
	} else {
		next.ServeHTTP(reply, r)
	}
	if !wait(r, f.Hold) || f.Loss == LostReply {
		panic(http.ErrAbortHandler)
	}
	reply.writeTo(w)
}

// wait reports whether the client is still there after d.
func wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return r.Context().Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// reply is an answer in memory.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newReply(header http.Header) *reply { return &reply{header: header.Clone()} }

func (r *reply) Header() http.Header { return r.header }

func (r *reply) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *reply) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}

func (r *reply) writeTo(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.header)
	r.WriteHeader(http.StatusOK)
	w.WriteHeader(r.status)
	// Whether the client still reads is its own affair.
	_, _ = w.Write(r.body.Bytes())
}
