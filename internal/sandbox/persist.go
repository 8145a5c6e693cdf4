package sandbox

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"workos-widgets/internal/statefile"
)

// fileVersion grows when the state file's meaning changes; a file of another version is put aside.
const fileVersion = 2

// file is the state as it is written down. It holds refresh tokens and a private key, all of them good for
// this sandbox only, and is readable by its owner alone.
type file struct {
	Version     int                     `json:"version"`
	Key         []byte                  `json:"key"` // PKCS #8
	Sequence    int64                   `json:"sequence"`
	Users       []user                  `json:"users"`
	Memberships []membership            `json:"memberships"`
	Gone        []string                `json:"gone"`
	Sessions    []authSession           `json:"sessions"`
	Tokens      []refreshToken          `json:"tokens"`
	Codes       []authorizationCode     `json:"codes"`
	Pending     []pendingAuthentication `json:"pending"`
	Connections []connection            `json:"connections"`
	Records     records                 `json:"records"`
}

// load takes the state from its file, or begins a new one.
func (s *Server) load() error {
	st, err := readState(s.options.StatePath)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		if err := s.putAside(err); err != nil {
			return err
		}
	}
	if st == nil {
		st = newState()
		st.seed(s.now())
	}
	if st.key == nil && !s.options.CheapSigning {
		if st.key, err = processKey(); err != nil {
			return fmt.Errorf("making a signing key: %w", err)
		}
	}
	st.seedCrowd(s.options.Members, s.now())
	s.state = st
	return nil
}

func (s *Server) putAside(cause error) error {
	aside, err := statefile.PutAside(s.options.StatePath, s.now())
	if err != nil {
		return err
	}
	s.log.Warn("sandbox: the state file could not be read; it was put aside and the sandbox begins anew", "file", aside, "error", cause)
	return nil
}

func readState(path string) (*state, error) {
	if path == "" {
		return nil, fs.ErrNotExist
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var f file
	if err := json.Unmarshal(raw, &f); err != nil {
		// Not wrapped: the library quotes what it stumbled over, which may be a token.
		return nil, errors.New("it is not the JSON of a state file")
	}
	if f.Version != fileVersion {
		return nil, fmt.Errorf("its version is %d, not %d", f.Version, fileVersion)
	}
	return f.state()
}

// state checks what the rest relies on, so that a file that was meddled with cannot crash a request.
func (f *file) state() (*state, error) {
	st := newState()
	st.sequence = f.Sequence
	for _, n := range f.Connections {
		st.connections = append(st.connections, &n)
	}
	for _, id := range f.Gone {
		st.gone[id] = true
	}
	for _, fill := range []func(*state) error{f.fillKey, f.fillMembers, f.fillSessions, f.fillSignIns, f.fillRecords} {
		if err := fill(st); err != nil {
			return nil, err
		}
	}
	return st, nil
}

func (f *file) fillKey(st *state) error {
	if len(f.Key) == 0 {
		return nil
	}
	key, err := x509.ParsePKCS8PrivateKey(f.Key)
	if err != nil {
		return errors.New("its signing key is damaged")
	}
	var ok bool
	if st.key, ok = key.(*rsa.PrivateKey); !ok {
		return errors.New("its signing key is not an RSA key")
	}
	return nil
}

func (f *file) fillMembers(st *state) error {
	for _, u := range f.Users {
		st.users[u.ID] = &u
	}
	for _, id := range people {
		if st.users[id] == nil {
			return fmt.Errorf("it lacks the user %s", id)
		}
	}
	for _, m := range f.Memberships {
		if st.users[m.UserID] == nil || st.memberships[m.OrganizationID] == nil {
			return errors.New("a membership in it is of nobody or of nothing")
		}
		st.memberships[m.OrganizationID].add(&m)
	}
	return nil
}

func (f *file) fillSessions(st *state) error {
	for _, a := range f.Sessions {
		if st.users[a.UserID] == nil {
			return errors.New("a session in it is nobody's")
		}
		st.sessions[a.ID] = &a
	}
	for _, t := range f.Tokens {
		if st.sessions[t.SessionID] == nil || (t.RetiredAt == nil) != (t.Answer == nil) {
			return errors.New("a refresh token in it is of no session, or was exchanged for nothing")
		}
		st.tokens[t.Token] = &t
	}
	for _, a := range f.Sessions {
		for _, token := range a.Retired {
			if t := st.tokens[token]; t != nil && t.RetiredAt == nil {
				return errors.New("a refresh token in it is retired and is not")
			}
		}
	}
	return nil
}

func (f *file) fillSignIns(st *state) error {
	for _, c := range f.Codes {
		if st.users[c.SignIn.UserID] == nil {
			return errors.New("an authorization code in it is nobody's")
		}
		st.codes[c.Code] = &c
	}
	for _, p := range f.Pending {
		if st.users[p.SignIn.UserID] == nil {
			return errors.New("a pending sign-in in it is nobody's")
		}
		st.pending[p.Token] = &p
	}
	return nil
}

func (f *file) fillRecords(st *state) error {
	if err := f.Records.check(st.users); err != nil {
		return err
	}
	for _, n := range f.Connections {
		if _, ok := integrationBySlug(n.Integration); !ok {
			return errors.New("a connection in it is to nothing")
		}
	}
	st.records = f.Records
	return nil
}

// save writes the state to its file, whole or not at all. The caller holds s.mu.
func (s *Server) save() error {
	path := s.options.StatePath
	if path == "" {
		return nil
	}
	f, err := s.state.file()
	if err != nil {
		return err
	}
	raw, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("writing the state: %w", err)
	}
	if err := statefile.Write(path, raw); err != nil {
		return fmt.Errorf("writing the state: %w", err)
	}
	return nil
}

func (st *state) file() (*file, error) {
	f := &file{Version: fileVersion, Sequence: st.sequence, Records: st.records}
	if st.key != nil {
		key, err := x509.MarshalPKCS8PrivateKey(st.key)
		if err != nil {
			return nil, fmt.Errorf("writing the signing key: %w", err)
		}
		f.Key = key
	}
	for _, u := range st.users {
		if !u.generated {
			f.Users = append(f.Users, *u)
		}
	}
	for _, r := range st.memberships {
		for _, m := range r.order {
			if !m.generated {
				f.Memberships = append(f.Memberships, *m)
			}
		}
	}
	for id := range st.gone {
		f.Gone = append(f.Gone, id)
	}
	for _, a := range st.sessions {
		f.Sessions = append(f.Sessions, *a)
	}
	for _, t := range st.tokens {
		f.Tokens = append(f.Tokens, *t)
	}
	for _, c := range st.codes {
		f.Codes = append(f.Codes, *c)
	}
	for _, p := range st.pending {
		f.Pending = append(f.Pending, *p)
	}
	for _, n := range st.connections {
		f.Connections = append(f.Connections, *n)
	}
	return f, nil
}

// forgetAfter is how long what has served its time is kept, so that the state does not grow for ever.
const forgetAfter = 24 * time.Hour

// forget drops codes, pending sign-ins and ended sessions that nobody can still mean. The caller holds s.mu.
func (st *state) forget(now time.Time) {
	limit := now.Add(-forgetAfter)
	for k, c := range st.codes {
		if c.ExpiresAt.Before(limit) {
			delete(st.codes, k)
		}
	}
	for k, p := range st.pending {
		if p.ExpiresAt.Before(limit) {
			delete(st.pending, k)
		}
	}
	for k, a := range st.sessions {
		if a.EndedAt == nil || a.EndedAt.After(limit) {
			continue
		}
		delete(st.sessions, k)
		for t, token := range st.tokens {
			if token.SessionID == k {
				delete(st.tokens, t)
			}
		}
	}
}
