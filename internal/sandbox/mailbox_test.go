package sandbox

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestMailboxHoldsWhatWasSent(t *testing.T) {
	f := newFixture(t, Options{})
	if got := f.page(MailboxPath); !strings.Contains(got.raw, "nothing yet") || !strings.Contains(got.raw, Password) {
		t.Errorf("%s", got.raw)
	}
	for _, v := range []*visitor{f.visit(Zoe, Acme), f.visit(Max, Acme)} {
		v.post("UserProfile/send-verification", nil, http.StatusOK)
	}
	if got := f.page(MailboxPath); !strings.Contains(got.raw, f.Mail("max@acme.example")) || !strings.Contains(got.raw, "zoe@acme.example") {
		t.Errorf("%s", got.raw)
	}
	r := httptest.NewRequest(http.MethodGet, MailboxPath+"?to=zoe@acme.example", nil)
	r.Header.Set("Accept", "application/json")
	var mails []message
	if err := json.Unmarshal([]byte(f.send(r).raw), &mails); err != nil || len(mails) != 1 || mails[0].Code != f.Mail("zoe@acme.example") {
		t.Errorf("%v, %v", mails, err)
	}
	if f.Mail("nobody@acme.example") != "" {
		t.Error("there is a code for nobody")
	}
	v := f.visit(Zoe, Acme)
	for range maxMails {
		v.post("UserProfile/send-verification", nil, http.StatusOK)
	}
	if n := len(f.state.Mails); n != maxMails {
		t.Errorf("%d messages are kept", n)
	}
}
