package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// claims are those of an access token (https://workos.com/docs/authkit/sessions) and of a widget token,
// which has no session.
type claims struct {
	jwt.RegisteredClaims
	Session      string   `json:"sid,omitempty"`
	Organization string   `json:"org_id,omitempty"`
	Role         string   `json:"role,omitempty"`
	Permissions  []string `json:"permissions,omitzero"`
	// Name is what this environment's JWT template adds. As soon as such a claim holds more than ASCII the
	// token's payload can contain the letters - and _, which atob refuses.
	Name string `json:"name,omitempty"`
}

// signer makes and checks tokens.
type signer struct {
	method jwt.SigningMethod
	keyID  string
	sign   any
	verify any
	public *rsa.PublicKey // nil when there is nothing to publish
}

// processKey is made once for all sandboxes of a process: making one takes a good part of a second.
// A token of another sandbox is refused all the same, since its session is not known here.
var processKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func newRSASigner(key *rsa.PrivateKey) signer {
	return signer{method: jwt.SigningMethodRS256, keyID: "sandbox-rs256", sign: key, verify: &key.PublicKey, public: &key.PublicKey}
}

func newHMACSigner() signer {
	key := []byte(rand.Text())
	return signer{method: jwt.SigningMethodHS256, keyID: "sandbox-hs256", sign: key, verify: key}
}

func (s signer) token(c claims) (string, error) {
	t := jwt.NewWithClaims(s.method, c)
	t.Header["kid"] = s.keyID
	signed, err := t.SignedString(s.sign)
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	return signed, nil
}

var errToken = errors.New("the token is not valid")

// parse checks a token's signature, issuer and expiry, to the second and without leeway.
func (s signer) parse(token string, now func() time.Time) (*claims, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return s.verify, nil },
		jwt.WithValidMethods([]string{s.method.Alg()}), jwt.WithIssuer(Issuer), jwt.WithExpirationRequired(), jwt.WithTimeFunc(now))
	if errors.Is(err, jwt.ErrTokenExpired) {
		return nil, fmt.Errorf("%w: it has expired", errToken)
	}
	if err != nil {
		// Not wrapped: the library may quote the token.
		return nil, errToken
	}
	return &c, nil
}

func (s *Server) registered(userID string, life time.Duration) jwt.RegisteredClaims {
	now := s.now()
	return jwt.RegisteredClaims{
		Issuer: Issuer, Subject: userID, ID: s.newULID(),
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(life)),
	}
}

// accessToken makes a session's access token for an organization, "" for none.
func (s *Server) accessToken(session *authSession, organizationID string) (string, error) {
	u := s.state.users[session.UserID]
	c := claims{
		RegisteredClaims: s.registered(u.ID, s.options.TokenLife),
		Session:          session.ID, Organization: organizationID, Name: u.name(),
	}
	if m := s.state.activeMember(u.ID, organizationID); m != nil {
		c.Role, c.Permissions = m.Role, m.permissions()
	}
	return s.signer.token(c)
}

// jwks publishes the key that access tokens are signed with (RFC 7517).
func (s *Server) jwks(w http.ResponseWriter, r *http.Request) {
	if r.PathValue("client") != ClientID {
		writeError(w, &apiError{status: http.StatusNotFound, code: "not_found", message: "Client not found."})
		return
	}
	keys := []map[string]any{}
	if k := s.signer.public; k != nil {
		keys = append(keys, map[string]any{
			"kty": "RSA", "alg": "RS256", "use": "sig", "kid": s.signer.keyID,
			"n": base64.RawURLEncoding.EncodeToString(k.N.Bytes()),
			"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.E)).Bytes()),
		})
	}
	writeJSON(w, http.StatusOK, map[string]any{"keys": keys})
}
