package sandbox

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"time"
)

// message is a mail that the sandbox would have sent. Its mailbox is where a person, or a test, reads it.
type message struct {
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Code    string    `json:"code"`
	SentAt  time.Time `json:"sentAt"`
}

// maxMails is how many messages the mailbox keeps.
const maxMails = 50

// newCode is a six-digit code.
func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic("sandbox: " + err.Error()) // crypto/rand never fails
	}
	return fmt.Sprintf("%06d", n)
}

func (c *call) deliver(to, subject, code string) {
	st := c.state
	st.Mails = append(st.Mails, message{To: to, Subject: subject, Code: code, SentAt: c.now})
	if over := len(st.Mails) - maxMails; over > 0 {
		st.Mails = slices.Delete(st.Mails, 0, over)
	}
}

// MailboxPath is where the messages are that the sandbox would have sent: a page, or, for a client that
// accepts application/json, a list of objects with to, subject, code and sentAt, the latest first. The
// query "to" picks one address.
const MailboxPath = "/sandbox/mailbox"

// Mail returns the code of the latest message to an address; "" if there is none.
func (s *Server) Mail(to string) (code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.state.mailTo(to); len(found) > 0 {
		return found[0].Code
	}
	return ""
}

// mailTo are the messages to an address, or all of them, the latest first.
func (st *state) mailTo(to string) []message {
	found := []message{}
	for _, m := range slices.Backward(st.Mails) {
		if to == "" || strings.EqualFold(m.To, to) {
			found = append(found, m)
		}
	}
	return found
}

func (s *Server) mailbox(w http.ResponseWriter, r *http.Request) {
	var mails []message
	_ = s.read(func() error {
		mails = s.state.mailTo(r.URL.Query().Get("to"))
		return nil
	})
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		writeJSON(w, http.StatusOK, mails)
		return
	}
	now := s.now()
	type row struct{ To, Subject, Code, Age string }
	rows := make([]row, len(mails))
	for i, m := range mails {
		rows[i] = row{m.To, m.Subject, m.Code, age(now.Sub(m.SentAt))}
	}
	show(w, http.StatusOK, "Mailbox", "mailbox", struct {
		Mails    []row
		Password string
	}{rows, Password})
}

func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h ago", int(d.Hours()))
}
