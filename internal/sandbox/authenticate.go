package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// grants are the ways to get tokens (https://workos.com/docs/reference/authkit/authentication), by grant_type.
// Each runs with the state locked.
var grants = map[string]func(*Server, url.Values) (map[string]any, error){
	"authorization_code": (*Server).exchangeCode,
	"refresh_token":      (*Server).exchangeRefreshToken,
	"urn:workos:oauth:grant-type:organization-selection": (*Server).selectOrganization,
}

// newSecret returns a code or a token that cannot be guessed.
func newSecret() string { return rand.Text() }

// authenticate is the token endpoint.
func (s *Server) authenticate(w http.ResponseWriter, r *http.Request) {
	fields, err := readFields(w, r)
	if err != nil {
		s.log.Info("sandbox: authenticate refused", "code", errorCode(err))
		writeError(w, err)
		return
	}
	var answer map[string]any
	err = s.update(func() (err error) {
		answer, err = s.grant(fields)
		return err
	})
	if err != nil {
		s.log.Info("sandbox: authenticate refused", "grant_type", grantName(fields.Get("grant_type")), "code", errorCode(err))
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

// grantName keeps what a stranger sends as a grant type out of the log.
func grantName(grantType string) string {
	if grants[grantType] == nil {
		return "unknown"
	}
	return grantType
}

func errorCode(err error) string {
	var (
		api   *apiError
		oauth *oauthError
	)
	switch {
	case errors.As(err, &api):
		return api.code
	case errors.As(err, &oauth):
		return oauth.code
	}
	return "server_error"
}

// readFields reads a body in either of the encodings that WorkOS takes. A null is as good as absent.
func readFields(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, &apiError{status: http.StatusBadRequest, code: "invalid_request_body", message: "The body could not be read."}
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/x-www-form-urlencoded" {
		fields, err := url.ParseQuery(string(raw))
		if err != nil {
			return nil, &apiError{status: http.StatusBadRequest, code: "invalid_request_body", message: "Problems parsing body"}
		}
		return fields, nil
	}
	var object map[string]any
	if err := json.Unmarshal(raw, &object); err != nil || object == nil {
		return nil, &apiError{status: http.StatusBadRequest, code: "invalid_request_body", message: "Problems parsing JSON"}
	}
	fields := url.Values{}
	for name, value := range object {
		switch v := value.(type) {
		case nil:
		case string:
			fields.Set(name, v)
		default:
			return nil, invalidRequest(fmt.Sprintf("%.64q must be a string.", name))
		}
	}
	return fields, nil
}

func (s *Server) grant(f url.Values) (map[string]any, error) {
	grantType := f.Get("grant_type")
	if grantType == "" {
		return nil, invalidRequest("grant_type is required.")
	}
	exchange := grants[grantType]
	if exchange == nil {
		return nil, invalidRequest(fmt.Sprintf("The grant type is not supported: %.64s", grantType))
	}
	if err := checkCredentials(f); err != nil {
		return nil, err
	}
	s.state.forget(s.now())
	return exchange(s, f)
}

// checkCredentials tells public clients, which send no secret at all, from confidential ones, which send the
// API key. An empty secret is a wrong one.
func checkCredentials(f url.Values) error {
	invalid := &oauthError{status: http.StatusBadRequest, code: "invalid_client"}
	switch {
	case f.Get("client_id") == "":
		return invalidRequest("client_id is required.")
	case f.Get("client_id") != ClientID:
		invalid.description = "Invalid client ID."
		return invalid
	case f.Has("client_secret") && f.Get("client_secret") != APIKey:
		invalid.description = "Invalid client secret."
		return invalid
	}
	return nil
}

// exchangeCode is RFC 6749 section 4.1.3 with RFC 7636 section 4.5. Whatever is wrong with it, a code that
// was tried is used up, as WorkOS does it.
func (s *Server) exchangeCode(f url.Values) (map[string]any, error) {
	code := f.Get("code")
	if code == "" {
		return nil, invalidRequest("code is required.")
	}
	if !f.Has("code_verifier") {
		return nil, invalidRequest("code_verifier is required.")
	}
	c := s.state.codes[code]
	delete(s.state.codes, code)
	if c == nil || !s.now().Before(c.ExpiresAt) || !verifies(f.Get("code_verifier"), c.Challenge) {
		// WorkOS does not say which of these it was.
		return nil, invalidGrant(fmt.Sprintf("The code '%.128s' has expired or is invalid.", code))
	}
	if c.OrganizationID != "" {
		return s.begin(c.SignIn, c.OrganizationID)
	}
	of := s.state.organizationsOf(c.SignIn.UserID)
	switch len(of) {
	case 0:
		return s.begin(c.SignIn, "")
	case 1:
		return s.begin(c.SignIn, of[0].ID)
	}
	return nil, s.askForOrganization(c.SignIn, of)
}

func verifies(verifier, challenge string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}

// askForOrganization is WorkOS's organization_selection_required.
func (s *Server) askForOrganization(in signIn, of []organization) *apiError {
	choices := make([]map[string]any, len(of))
	for i, o := range of {
		choices[i] = map[string]any{"id": o.ID, "name": o.Name}
	}
	return &apiError{
		status: http.StatusForbidden, code: "organization_selection_required",
		message: "The user must choose an organization to finish their authentication.",
		more: map[string]any{
			"pending_authentication_token": s.leavePending(in),
			"user":                         userObject(s.state.users[in.UserID]),
			"organizations":                choices,
		},
	}
}

// pendingLife is how long a pending authentication token can be used.
const pendingLife = 10 * time.Minute

func (s *Server) leavePending(in signIn) string {
	p := &pendingAuthentication{Token: newSecret(), ExpiresAt: s.now().Add(pendingLife), SignIn: in}
	s.state.pending[p.Token] = p
	return p.Token
}

// selectOrganization finishes a sign-in that was answered with organization_selection_required. A choice
// that is refused leaves the pending token good for another one.
func (s *Server) selectOrganization(f url.Values) (map[string]any, error) {
	token, organizationID := f.Get("pending_authentication_token"), f.Get("organization_id")
	if token == "" || organizationID == "" {
		return nil, invalidRequest("pending_authentication_token and organization_id are required.")
	}
	p := s.state.pending[token]
	if p == nil || !s.now().Before(p.ExpiresAt) {
		return nil, &apiError{status: http.StatusBadRequest, code: "invalid_pending_authentication_token", message: "Invalid pending authentication token"}
	}
	answer, err := s.begin(p.SignIn, organizationID)
	if err != nil {
		return nil, err
	}
	delete(s.state.pending, token)
	return answer, nil
}

// begin makes a session out of a finished sign-in.
func (s *Server) begin(in signIn, organizationID string) (map[string]any, error) {
	now := s.now()
	session := &authSession{
		ID: "session_" + s.newULID(), UserID: in.UserID, Method: in.Method, UserAgent: in.UserAgent, IPAddress: in.IPAddress,
		CreatedAt: now, LastActivityAt: now,
	}
	if in.Connection != "" {
		session.Connections = []string{in.Connection}
	}
	if err := s.admit(session, organizationID); err != nil {
		return nil, err
	}
	pair, err := s.newTokens(session, organizationID)
	if err != nil {
		return nil, err
	}
	s.state.sessions[session.ID] = session
	u := s.state.users[in.UserID]
	u.LastSignInAt, u.UpdatedAt = &now, now
	if in.Method == byPassword {
		u.PasswordUsedAt = &now
	}
	s.counts.SignIns++
	return s.answer(session, pair), nil
}

// admit decides whether a session may have tokens for an organization. WorkOS documents
// organization_membership_not_found for the choice of an organization; a refresh or a code that names one
// gets the same answer here.
func (s *Server) admit(session *authSession, organizationID string) error {
	if organizationID == "" {
		return nil
	}
	o, ok := organizationByID(organizationID)
	if !ok {
		return &apiError{status: http.StatusNotFound, code: "organization_not_found", message: fmt.Sprintf("Organization not found: '%.64s'.", organizationID)}
	}
	if s.state.activeMember(session.UserID, o.ID) == nil {
		return &apiError{
			status: http.StatusBadRequest, code: "organization_membership_not_found",
			message: "The user is not an active member of the selected organization",
		}
	}
	if o.Connection != "" && !slices.Contains(session.Connections, o.Connection) {
		return &oauthError{
			status: http.StatusBadRequest, code: "sso_required",
			description: "User must authenticate using one of the matching connections.",
			more:        map[string]any{"email": s.state.users[session.UserID].Email, "connection_ids": []string{o.Connection}},
		}
	}
	return nil
}

// newTokens makes the session's next pair and, with it, the organization its current one.
func (s *Server) newTokens(session *authSession, organizationID string) (*tokens, error) {
	access, err := s.accessToken(session, organizationID)
	if err != nil {
		return nil, err
	}
	refresh := &refreshToken{Token: newSecret(), SessionID: session.ID}
	s.state.tokens[refresh.Token] = refresh
	session.OrganizationID = organizationID
	if m := s.state.activeMember(session.UserID, organizationID); m != nil {
		seen := s.now()
		m.LastActivityAt = &seen
		s.state.keep(m)
	}
	return &tokens{Access: access, Refresh: refresh.Token, Organization: organizationID}, nil
}

// answer is what the token endpoint says when all went well.
func (s *Server) answer(session *authSession, pair *tokens) map[string]any {
	a := map[string]any{
		"user": userObject(s.state.users[session.UserID]), "organization_id": nil,
		"access_token": pair.Access, "refresh_token": pair.Refresh, "authentication_method": session.Method,
	}
	if pair.Organization != "" {
		a["organization_id"] = pair.Organization
	}
	return a
}

// userObject is a user as User Management's API shows one.
func userObject(u *user) map[string]any {
	return map[string]any{
		"object": "user", "id": u.ID, "email": u.Email, "email_verified": u.EmailVerified,
		"first_name": orNull(u.FirstName), "last_name": orNull(u.LastName), "profile_picture_url": nil,
		"last_sign_in_at": timeOrNull(u.LastSignInAt), "created_at": timestamp(u.CreatedAt), "updated_at": timestamp(u.UpdatedAt),
		"external_id": nil, "metadata": map[string]string{},
	}
}
