package keychain_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
)

// put is a Store over an entry that something else wrote.
func put(raw string) (*keychain.Store, *ring) {
	r := newRing()
	r.entries[keychain.Service()+"/"+account] = raw
	return keychain.New(account, r), r
}

func TestAnEntryThatIsNotOursIsLeftAlone(t *testing.T) {
	for name, tc := range map[string]struct{ raw, reason string }{
		"nothing":              {``, "not one of ours"},
		"a password":           {`hunter2`, "not one of ours"},
		"another's JSON":       {`{"token":"hunter2"}`, "not one of ours"},
		"a list":               {`["hunter2"]`, "not one of ours"},
		"null":                 {`null`, "not one of ours"},
		"an entry cut short":   {`{"v":1,"refresh_token":"hunter2","sid":"sess`, "not one of ours"},
		"two entries":          {`{"v":1,"refresh_token":"hunter2","user":{"id":"u"}}{}`, "not one of ours"},
		"a token of no text":   {`{"v":1,"refresh_token":7,"user":{"id":"u"}}`, "not one of ours"},
		"an older version":     {`{"v":0,"refresh_token":"hunter2","user":{"id":"u"}}`, "not one of ours"},
		"a newer version":      {`{"v":2,"refresh_token":"hunter2","user":{"id":"u"}}`, "newer version"},
		"no refresh token":     {`{"v":1,"user":{"id":"u"}}`, "incomplete"},
		"no user":              {`{"v":1,"refresh_token":"hunter2"}`, "incomplete"},
		"a user without an ID": {`{"v":1,"refresh_token":"hunter2","user":{"email":"hunter2"}}`, "incomplete"},
	} {
		t.Run(name, func(t *testing.T) {
			s, r := put(tc.raw)
			got, err := s.Load(t.Context())
			var e *keychain.DamagedError
			if !errors.As(err, &e) || !strings.Contains(e.Reason, tc.reason) {
				t.Fatalf("error %v, want %q in it", err, tc.reason)
			}
			if diff := cmp.Diff(keychain.Entry{}, got); diff != "" {
				t.Error(diff)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error quotes the entry: %v", err)
			}
			if r.stored(account) != tc.raw || r.log() != "get" {
				t.Errorf("it was touched: %s", r.log())
			}
		})
	}
}

func TestADamagedEntryGivesWayToANewSession(t *testing.T) {
	s, _ := put("damaged")
	if err := s.Save(t.Context(), session("t1")); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Load(t.Context()); err != nil || got.RefreshToken != "t1" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestAnEntryOfAnEarlierBuildIsRead(t *testing.T) {
	s, _ := put(`{"v":1,"refresh_token":"t1","sid":"session_01","user":{"id":"user_01","first":"Zoë"},"org_id":"org_acme","added_later":[1]}`)
	want := keychain.Entry{RefreshToken: "t1", Session: "session_01", Organization: "org_acme", User: authkit.User{ID: "user_01", FirstName: "Zoë"}}
	got, err := s.Load(t.Context())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

const limit = 2500

func TestAnEntryFitsEveryKeychain(t *testing.T) {
	long := strings.Repeat("Å", 400) // 800 bytes
	permissions := make([]string, 60)
	for i := range permissions {
		permissions[i] = fmt.Sprintf("widgets:some-permission-%02d:manage", i)
	}
	whole := session("t1")
	whole.Impersonator = &authkit.Impersonator{Email: "support@acme.example", Reason: "Ticket 7"}
	whole.Began = time.Date(2026, 11, 24, 9, 30, 7, 0, time.UTC)
	for name, tc := range map[string]struct {
		entry keychain.Entry
		left  func(*keychain.Entry) // what is left out of it
	}{
		"an ordinary one": {whole, func(*keychain.Entry) {}},
		"a long picture address": {with(whole, func(e *keychain.Entry) { e.User.PictureURL = strings.Repeat("p", limit) }),
			func(e *keychain.Entry) { e.User.PictureURL = "" }},
		"many permissions": {with(whole, func(e *keychain.Entry) { e.Permissions, e.User.FirstName = permissions, long }),
			func(e *keychain.Entry) { e.User.PictureURL, e.Permissions = "", nil }},
		"long names": {with(whole, func(e *keychain.Entry) { e.User.FirstName, e.User.LastName = long, long+long }),
			func(e *keychain.Entry) {
				e.User.PictureURL, e.Permissions, e.User.FirstName, e.User.LastName = "", nil, "", ""
			}},
		"a long reason": {with(whole, func(e *keychain.Entry) { e.Impersonator.Reason = long + long + long + long }),
			func(e *keychain.Entry) {
				e.User, e.Permissions = authkit.User{ID: "user_01"}, nil
				e.Impersonator = &authkit.Impersonator{} // still an impersonated session
			}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRing()
			s := keychain.New(account, r)
			if err := s.Save(t.Context(), tc.entry); err != nil {
				t.Fatal(err)
			}
			if n := len(r.stored(account)); n > limit {
				t.Errorf("%d bytes", n)
			}
			want := with(tc.entry, tc.left)
			got, err := s.Load(t.Context())
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
		})
	}
}

// with is a copy of an entry with a change.
func with(e keychain.Entry, change func(*keychain.Entry)) keychain.Entry {
	if e.Impersonator != nil {
		actor := *e.Impersonator
		e.Impersonator = &actor
	}
	change(&e)
	return e
}

func TestASessionThatCannotFitIsNotHalfWritten(t *testing.T) {
	s, r := put("what was there")
	e := session(authkit.Secret(strings.Repeat("t", limit)))
	expectUnavailable(t, s.Save(t.Context(), e), "write", nil)
	if r.stored(account) != "what was there" || r.log() != "" {
		t.Errorf("it was touched: %s", r.log())
	}
}

func FuzzEntry(f *testing.F) {
	s, r := put("")
	if err := s.Save(f.Context(), session("t1")); err != nil {
		f.Fatal(err)
	}
	f.Add(r.stored(account))
	f.Add(`{"v":1,"refresh_token":"t","user":{"id":"u"},"impersonator":{}}`)
	f.Add(`{"v":1e0,"refresh_token":"t","user":{"id":"u"},"permissions":[null,""]}`)
	f.Add(`{"v":2}`)
	f.Add("\xff\x00")
	f.Fuzz(func(t *testing.T, raw string) {
		s, r := put(raw)
		first, err := s.Load(t.Context())
		var damaged *keychain.DamagedError
		if err != nil {
			if !errors.As(err, &damaged) || len(raw) > 60 && strings.Contains(err.Error(), raw) {
				t.Fatalf("error %v", err)
			}
			return
		}
		if first.RefreshToken == "" || first.User.ID == "" || !json.Valid([]byte(raw)) {
			t.Fatalf("taken: %q", raw)
		}
		if s.Save(t.Context(), first) != nil || len(r.stored(account)) > limit {
			return // it fits no longer
		}
		second, err := s.Load(t.Context())
		if err != nil || second.RefreshToken != first.RefreshToken || second.User.ID != first.User.ID || second.Organization != first.Organization {
			t.Errorf("%q became %q: %v", raw, r.stored(account), err)
		}
	})
}
