package widget

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf16"

	"workos-widgets/internal/session"
)

const (
	// standInLife is how far ahead a new stand-in's exp lies. Its end is nobody's end: it only makes
	// widgets ask again one day, since some of them start anew when their token changes.
	standInLife = 12 * time.Hour
	// standInRest is the least a stand-in given out still has; widgets ask again 30 s before exp.
	standInRest = time.Minute
	// maxEarlier bounds how many earlier stand-ins of a session and organization are still honored.
	maxEarlier = 8
)

// issue is the stand-in given out for an identity. It is never changed once it can be seen.
type issue struct {
	identity *session.Identity
	claims   claims
	standIn  string
	// sid is the session's ID at WorkOS that withSID names. They are those of standIn, until WorkOS gives the
	// session another ID and a widget that reads it asks.
	sid, withSID string
	expires      time.Time
	// earlier are the stand-ins that widgets of the same session and organization may still hold, after
	// a change of role or after half a day. They stand for the same thing.
	earlier []string
}

// newIssue makes the stand-in for id that follows last, which may be nil.
func newIssue(id *session.Identity, last *issue, now time.Time) *issue {
	i := &issue{identity: id, sid: id.SID, expires: now.Add(standInLife).Truncate(time.Second)}
	i.claims = claims{
		Subject: id.User, SID: id.SID, Session: id.Session, Organization: id.Organization, Role: id.Role,
		Permissions: append([]string{}, id.Permissions...), // never null: widgets want a list
		IssuedAt:    now.Unix(), ExpiresAt: i.expires.Unix(), ID: rand.Text(),
	}
	i.standIn = encodeStandIn(i.claims)
	i.withSID = i.standIn
	if last != nil && sameBounds(last.identity, id) {
		i.earlier = remember(last.standIn, last.earlier)
		if last.withSID != last.standIn {
			i.earlier = remember(last.withSID, i.earlier)
		}
	}
	return i
}

func remember(standIn string, earlier []string) []string {
	all := append([]string{standIn}, earlier...)
	return all[:min(len(all), maxEarlier)]
}

// becoming is i for an identity that is the same but for its SID, as a widget that reads it is to have it or not.
// All others keep their stand-in: some of them start anew when it changes.
func (i *issue) becoming(id *session.Identity, readsSID bool) *issue {
	next := *i
	next.identity = id
	if i.fits(id, readsSID) {
		return &next
	}
	if i.withSID != i.standIn {
		next.earlier = remember(i.withSID, i.earlier)
	}
	with := i.claims
	with.SID = id.SID
	next.sid, next.withSID = id.SID, encodeStandIn(with)
	return &next
}

func (i *issue) fits(id *session.Identity, readsSID bool) bool { return !readsSID || i.sid == id.SID }

func (i *issue) standInFor(readsSID bool) string {
	if readsSID {
		return i.withSID
	}
	return i.standIn
}

func (i *issue) lasts(now time.Time) bool { return i.expires.Sub(now) >= standInRest }

// knows compares in constant time. A clock decides nothing here: after a leap of it the widgets still
// hold what they were given, and they do not ask again because of a 401.
func (i *issue) knows(standIn string) bool {
	found := subtle.ConstantTimeCompare([]byte(standIn), []byte(i.standIn))
	found |= subtle.ConstantTimeCompare([]byte(standIn), []byte(i.withSID))
	for _, e := range i.earlier {
		found |= subtle.ConstantTimeCompare([]byte(standIn), []byte(e))
	}
	return found == 1
}

// sameBounds reports whether what is begun as a may be finished as b: the same session in the same
// organization, whatever the role and whatever ID WorkOS gives the session by now.
func sameBounds(a, b *session.Identity) bool {
	return a.Session == b.Session && a.User == b.User && a.Organization == b.Organization
}

func sameIdentity(a, b *session.Identity) bool {
	return sameBounds(a, b) && a.Role == b.Role && slices.Equal(a.Permissions, b.Permissions)
}

// claims are what widgets read from their token, under the names of an access token's claims
// (https://workos.com/docs/user-management/sessions), and for the page the name of the session.
type claims struct {
	Subject      string   `json:"sub"`
	SID          string   `json:"sid"`
	Session      string   `json:"session"`
	Organization string   `json:"org_id,omitempty"`
	Role         string   `json:"role,omitempty"`
	Permissions  []string `json:"permissions"`
	IssuedAt     int64    `json:"iat"`
	ExpiresAt    int64    `json:"exp"`
	ID           string   `json:"jti"`
}

var standInHeader = base64.RawStdEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`))

// encodeStandIn writes claims in the three parts of a JWT (RFC 7519), the last of which is not a signature
// but a secret: this process recognizes the whole string and never reads it.
func encodeStandIn(c claims) string {
	payload, err := json.Marshal(c)
	if err != nil {
		panic("widget: claims are always JSON: " + err.Error()) // strings and numbers
	}
	return standInHeader + "." + base64.RawStdEncoding.EncodeToString(plainJSON(payload)) + "." + rand.Text()
}

// plainJSON rewrites JSON so that its base64 has neither + and / nor - and _. Widgets read their token
// with atob, which knows the first pair only, and other readers of JWTs know the second only (RFC 4648,
// section 5). In ASCII text the letters in question come from ">", "?", "~" and DEL alone, and outside of
// strings JSON has none of them; encoding/json has escaped ">" already.
func plainJSON(in []byte) []byte {
	out := make([]byte, 0, len(in))
	for _, r := range string(in) {
		switch {
		case r < 0x80 && r != '?' && r != '~' && r != 0x7f:
			out = append(out, byte(r))
		default:
			for _, u := range utf16.Encode([]rune{r}) {
				out = fmt.Appendf(out, `\u%04x`, u)
			}
		}
	}
	return out
}
