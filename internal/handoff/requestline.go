package handoff

import (
	"bytes"
	"errors"
	"net"
)

const (
	// maxLine is how much of a request line is kept: longer than any that is accepted.
	maxLine = 16 << 10
	// maxSkipped is how much of one is read without being kept, before the connection is cut.
	maxSkipped = 8 << 20
)

// lineEnd completes a request line that was cut short.
const lineEnd = " HTTP/1.1\r\n"

var errEndless = errors.New("handoff: the request line has no end")

// shortLines cuts request lines to maxLine. Net/http would hang up on a longer one in the middle of it, which
// a browser shows as a broken connection; a line that is cut is still too long to be accepted, but can be
// answered with a page that says so, and takes no memory.
type shortLines struct{ net.Listener }

// Accept implements net.Listener.
func (l shortLines) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &shortLine{Conn: conn}, nil
}

// shortLine is a connection whose first line is cut.
type shortLine struct {
	net.Conn
	read    int    // bytes of the first line so far
	done    bool   // the first line has ended
	pending []byte // what follows the cut, to be read next
}

// Read implements net.Conn.
func (c *shortLine) Read(p []byte) (int, error) {
	for {
		if len(c.pending) > 0 {
			n := copy(p, c.pending)
			c.pending = c.pending[n:]
			return n, nil
		}
		n, err := c.Conn.Read(p)
		if c.done || n == 0 {
			return n, err
		}
		if n = c.cut(p[:n]); n > 0 || err != nil {
			return n, err
		}
		if c.read > maxLine+maxSkipped {
			return 0, errEndless
		}
	}
}

// cut returns how many of the bytes just read to pass on.
func (c *shortLine) cut(p []byte) int {
	before := c.read
	end := bytes.IndexByte(p, '\n')
	if end < 0 {
		c.read += len(p)
		return min(len(p), max(0, maxLine-before))
	}
	c.done = true
	if before+end < maxLine {
		return len(p)
	}
	c.pending = append([]byte(lineEnd), p[end+1:]...)
	return max(0, maxLine-before)
}
