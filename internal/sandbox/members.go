package sandbox

import (
	"net/mail"
	"slices"
	"strings"
	"time"
)

// members answers Members: newest first, as WorkOS lists things. In its words "before" is the cursor that
// leads on to older ones, and "after" the one that leads back.
func members(c *call) (any, error) {
	q := c.request.URL.Query()
	limit, ok := pageSize(q.Get("limit"))
	if !ok {
		limit = defaultLimit // its refusals have no shape for this
	}
	roster := c.state.memberships[c.organization]
	matches := c.memberFilter(q.Get("search"), q.Get("role"))
	page, older, newer := paginate(roster.order, matches, roster.positionOf, q.Get("before"), q.Get("after"), limit)
	data := make([]any, len(page))
	for i, m := range page {
		data[i] = c.memberObject(m)
	}
	cursor := func(m **membership) any {
		if m == nil {
			return nil
		}
		return (*m).UserID
	}
	return map[string]any{"data": data, "list_metadata": map[string]any{"before": cursor(older), "after": cursor(newer)}}, nil
}

// memberFilter matches names and addresses in any case, and a role.
func (c *call) memberFilter(search, role string) func(*membership) bool {
	words := strings.Fields(strings.ToLower(search))
	return func(m *membership) bool {
		if role != "" && m.Role != role {
			return false
		}
		if len(words) == 0 {
			return true
		}
		text := c.state.users[m.UserID].searchText()
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
	}
}

func (c *call) memberObject(m *membership) map[string]any {
	u := c.state.users[m.UserID]
	role, _ := roleBySlug(m.Role)
	status := m.status(c.now)
	o := map[string]any{
		"id": u.ID, "email": u.Email, "emailVerified": u.EmailVerified, "profilePictureUrl": nil,
		"firstName": orNull(u.FirstName), "lastName": orNull(u.LastName), "createdAt": timestamp(m.CreatedAt),
		"lastActivityAt": timeOrNull(m.LastActivityAt), "status": status, "actions": memberActions[status],
		"isLoggedInUser": nil, "roles": []any{map[string]any{"name": role.Name, "slug": role.Slug, "description": role.Description}},
	}
	if u == c.user {
		o["isLoggedInUser"], o["actions"] = true, []string{}
	}
	return o
}

// memberStatus is a membership's status as the widgets' API has it.
type memberStatus string

const (
	statusActive  memberStatus = "Active"
	statusInvited memberStatus = "Invited"
	statusExpired memberStatus = "InviteExpired"
	statusRevoked memberStatus = "InviteRevoked"
)

func (m *membership) status(now time.Time) memberStatus {
	switch {
	case m.active():
		return statusActive
	case m.Invitation.Revoked:
		return statusRevoked
	case !now.Before(m.Invitation.ExpiresAt):
		return statusExpired
	}
	return statusInvited
}

var memberActions = map[memberStatus][]string{
	statusActive:  {"edit-role", "revoke-membership"},
	statusInvited: {"resend-invite", "revoke-invite"},
	statusExpired: {"resend-invite"},
	statusRevoked: {"resend-invite"},
}

func roleObject(r role) map[string]any {
	return map[string]any{"name": r.Name, "slug": r.Slug, "default": r.Default, "description": orNull(r.Description)}
}

// listRoles answers Roles.
func listRoles(*call) (any, error) {
	data := make([]any, len(roles))
	for i, r := range roles {
		data[i] = roleObject(r)
	}
	return data, nil
}

// rolesAndConfig answers RolesAndConfig.
func rolesAndConfig(c *call) (any, error) {
	data, err := listRoles(c)
	return map[string]any{"roles": data, "multipleRolesEnabled": false}, err
}

// inviteMember answers InviteMember. The messages are the ones that the widget shows beside a field.
func inviteMember(c *call) (any, error) {
	var in struct {
		Email               string
		FirstName, LastName *string
		Roles               []string
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	email, err := invitee(in.Email)
	if err != nil {
		return nil, err
	}
	role, err := onlyRole(in.Roles)
	if err != nil {
		return nil, err
	}
	u := c.state.userByEmail(email)
	if u == nil {
		u = &user{ID: "user_" + c.server.newULID(), Email: email, FirstName: text(in.FirstName), LastName: text(in.LastName), CreatedAt: c.now, UpdatedAt: c.now}
	}
	if m := c.state.member(u.ID, c.organization); m != nil {
		switch m.status(c.now) {
		case statusActive:
			return nil, badRequest("User already exists")
		case statusInvited:
			return nil, badRequest("User already invited")
		}
		c.state.remove(m)
	}
	c.state.users[u.ID] = u
	m := &membership{UserID: u.ID, OrganizationID: c.organization, Role: role, CreatedAt: c.now, Invitation: &invitation{ExpiresAt: c.now.Add(invitationLife)}}
	c.state.join(m)
	c.state.keep(m)
	return success(), nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return strings.TrimSpace(*s)
}

// invitee accepts a plain address (RFC 5321 section 4.1.2) and nothing around it.
func invitee(email string) (string, error) {
	email = strings.TrimSpace(email)
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > 254 {
		return "", badRequest("Invalid email")
	}
	return email, nil
}

// onlyRole takes the one role a member can have in this environment; none means the default.
func onlyRole(slugs []string) (string, error) {
	if len(slugs) == 0 {
		return defaultRole().Slug, nil
	}
	r, ok := roleBySlug(slugs[0])
	if len(slugs) > 1 || !ok {
		return "", badRequest("Invalid role")
	}
	return r.Slug, nil
}

// otherMember finds the member that the path names. Nobody may change or remove themselves here, and an
// invitation has no such actions (see memberActions).
func (c *call) otherMember() (*membership, error) {
	m := c.state.member(c.request.PathValue("user"), c.organization)
	switch {
	case m == nil:
		return nil, notFound("Member")
	case m.UserID == c.user.ID:
		return nil, badRequest("You cannot change your own membership.")
	case !m.active():
		return nil, badRequest("The user has not accepted their invitation yet.")
	}
	return m, nil
}

// invited finds the invitation that the path names, whether or not it can still be accepted.
func (c *call) invited() (*membership, error) {
	m := c.state.member(c.request.PathValue("user"), c.organization)
	if m == nil || m.active() {
		return nil, notFound("Invitation")
	}
	return m, nil
}

// updateMember answers UpdateMember.
func updateMember(c *call) (any, error) {
	m, err := c.otherMember()
	if err != nil {
		return nil, err
	}
	var in struct{ Roles []string }
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if len(in.Roles) == 0 {
		return nil, badRequest("Invalid role")
	}
	role, err := onlyRole(in.Roles)
	if err != nil {
		return nil, err
	}
	m.assign(role)
	c.state.keep(m)
	return successOf(m), nil
}

// removeMember answers RemoveMember.
func removeMember(c *call) (any, error) {
	m, err := c.otherMember()
	if err != nil {
		return nil, err
	}
	c.state.remove(m)
	return successOf(m), nil
}

// revokeInvite answers RevokeInvite.
func revokeInvite(c *call) (any, error) {
	m, err := c.invited()
	if err != nil {
		return nil, err
	}
	if m.status(c.now) != statusInvited {
		return nil, badRequest("The invitation can no longer be revoked.")
	}
	m.Invitation.Revoked = true
	return successOf(m), nil
}

// resendInvite answers ResendInvite: the invitation can be accepted again, for as long as a new one.
func resendInvite(c *call) (any, error) {
	m, err := c.invited()
	if err != nil {
		return nil, err
	}
	m.Invitation = &invitation{ExpiresAt: c.now.Add(invitationLife)}
	return successOf(m), nil
}

func successOf(m *membership) map[string]any {
	return map[string]any{"id": m.UserID, "success": true}
}
