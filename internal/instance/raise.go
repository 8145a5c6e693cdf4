package instance

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// AnswerTime is how long a second start waits for the first one's answer, and how long the first one lets
// a second start take.
const AnswerTime = 2 * time.Second

// The protocol is a line each way: a word and, but for "raise", a link. "raise" and "open" are answered by "ok" once the
// window has been asked to come to the front, "offer" by "ok" if the link was taken, or else by "no".
const (
	wordRaise = "raise"
	wordOpen  = "open"
	wordOffer = "offer"
	answer    = "ok"
	declined  = "no"
	// maxLink is what a deep link may have at most; a longer one is not passed on.
	maxLink = 9 << 10
	maxLine = len(wordOffer) + 1 + maxLink + 1
	// maxPeers is far more second starts than anyone makes at once; more are turned away.
	maxPeers = 32
	// maxSocketPath is what the smallest sun_path (macOS) has room for.
	maxSocketPath = 103
)

// errNobody means that nobody listens: the process that holds the lock is on its way up or down.
var errNobody = errors.New("nobody listens")

var errLongPath = errors.New("the path of the lock's directory is too long for a socket")

// Offer asks every process that holds a lock in dir, whatever its account, whether a deep link is the answer to a
// sign-in under way there, and reports whether one has taken it. The desktop starts the application as it was
// installed, which need not be configured as the one that waits was started: from a terminal, for instance.
func Offer(ctx context.Context, dir, link string) bool {
	if !isPassable(link) {
		return false
	}
	sockets := socketsIn(dir)
	ctx, cancel := context.WithTimeout(ctx, AnswerTime)
	defer cancel()
	answers := make(chan bool, len(sockets))
	for _, socket := range sockets {
		go func() {
			got, err := ask(ctx, socket, wordOffer+" "+link)
			answers <- err == nil && got == answer
		}()
	}
	for range sockets {
		if <-answers {
			return true
		}
	}
	return false
}

func socketsIn(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var sockets []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".sock") {
			sockets = append(sockets, filepath.Join(dir, e.Name()))
		}
	}
	return sockets
}

// ask sends one request and waits for its answer.
func ask(ctx context.Context, socket, request string) (string, error) {
	if len(socket) > maxSocketPath {
		return "", errLongPath
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", socket)
	if err != nil {
		return "", fmt.Errorf("instance: %w: %w", errNobody, err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	letRaise()
	if _, err := io.WriteString(conn, request+"\n"); err != nil {
		return "", fmt.Errorf("instance: %w", err)
	}
	got, err := readLine(conn)
	if err != nil {
		return "", fmt.Errorf("instance: %w", err)
	}
	if got != answer && got != declined {
		return "", errors.New("instance: the running application gave an answer that is not ours")
	}
	return got, nil
}

// server answers second starts. It owns its goroutines and ends them in close.
type server struct {
	listener net.Listener
	handler  Handler
	tasks    sync.WaitGroup

	mu     sync.Mutex
	peers  map[net.Conn]struct{} // the connections under way
	closed bool
}

// listen must be called by the holder of the lock only: what is at the socket's path was then left by a
// process that has died, and is replaced.
func listen(socket string, h Handler) (*server, error) {
	if len(socket) > maxSocketPath {
		return nil, errLongPath
	}
	if err := os.Remove(socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		return nil, err
	}
	if hasPermissions {
		if err := os.Chmod(socket, 0o600); err != nil {
			return nil, errors.Join(err, l.Close())
		}
	}
	s := &server{listener: l, handler: h, peers: map[net.Conn]struct{}{}}
	s.tasks.Go(s.accept)
	return s, nil
}

func (s *server) accept() {
	for {
		conn, err := s.listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			time.Sleep(retryTime) // out of file descriptors, for now
		case !s.welcome(conn):
			_ = conn.Close()
		default:
			s.tasks.Go(func() {
				defer s.farewell(conn)
				s.serve(conn)
			})
		}
	}
}

func (s *server) welcome(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.peers) >= maxPeers {
		return false
	}
	_ = conn.SetDeadline(time.Now().Add(AnswerTime)) // close shortens it, and must not be overtaken
	s.peers[conn] = struct{}{}
	return true
}

func (s *server) farewell(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.peers, conn)
	_ = conn.Close()
}

func (s *server) serve(conn net.Conn) {
	line, err := readLine(conn)
	if err != nil {
		return
	}
	word, link, _ := strings.Cut(line, " ")
	said := answer
	switch {
	case line == wordRaise:
		s.handler.Raise()
	case !isPassable(link):
		return
	case word == wordOpen && s.handler.Open != nil:
		s.handler.Open(link)
	case word == wordOffer && s.handler.Offer != nil:
		if !s.handler.Offer(link) {
			said = declined
		}
	default:
		return
	}
	_, _ = io.WriteString(conn, said+"\n") // one that has gone away needs no answer
}

// errBusy means that the handler was given up on: a window that hangs must not keep the process from ending.
var errBusy = errors.New("the window was still being raised")

// stop takes no more second starts. It does not wait for those under way.
func (s *server) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	for conn := range s.peers {
		_ = conn.SetReadDeadline(time.Unix(1, 0))
	}
	return s.listener.Close() // removes the socket, too
}

func (s *server) close() error {
	err := s.stop()
	done := make(chan struct{})
	go func() {
		s.tasks.Wait()
		close(done)
	}()
	timer := time.NewTimer(AnswerTime)
	defer timer.Stop()
	select {
	case <-done:
		return err
	case <-timer.C:
		return errors.Join(err, errBusy)
	}
}

// readLine reads one short line.
func readLine(conn net.Conn) (string, error) {
	line, err := bufio.NewReaderSize(io.LimitReader(conn, int64(maxLine)), maxLine).ReadString('\n')
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(line, "\n"), nil
}

// isPassable reports whether a link can be passed on in a line: printable ASCII without spaces, and not endless.
func isPassable(link string) bool {
	for _, c := range []byte(link) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return link != "" && len(link) <= maxLink
}
