package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// apiKey is an API key of an organization, or of one of its members. What opens doors is shown once and not
// kept; Sum is there so that a key could be recognized.
type apiKey struct {
	ID             string     `json:"id"`
	OrganizationID string     `json:"organizationId"`
	UserID         string     `json:"userId"` // "" for the organization's own
	Name           string     `json:"name"`
	Sum            []byte     `json:"sum"`
	Last4          string     `json:"last4"`
	Permissions    []string   `json:"permissions"`
	CreatedAt      time.Time  `json:"createdAt"`
	LastUsedAt     *time.Time `json:"lastUsedAt"`
	ExpiresAt      *time.Time `json:"expiresAt"`
}

func (k *apiKey) obfuscated() string { return "sk_…" + k.Last4 }

func (k *apiKey) expired(now time.Time) bool { return k.ExpiresAt != nil && !now.Before(*k.ExpiresAt) }

// maxKeyName is how long a key's name may be, in letters.
const maxKeyName = 100

// userKeyPermissions are those of which one is needed for users' keys: for one's own, or for everybody's.
var userKeyPermissions = []string{manageOwnAPIKeys, manageUserAPIKeys}

// organizationKeys are the organization's own keys, oldest first.
func (c *call) organizationKeys(k *apiKey) bool {
	return k.OrganizationID == c.organization && k.UserID == ""
}

// userKeys are the users' keys that the caller may see.
func (c *call) userKeys(k *apiKey) bool {
	return k.OrganizationID == c.organization && k.UserID != "" && (k.UserID == c.user.ID || c.may(manageUserAPIKeys))
}

// listOrganizationAPIKeys answers ListOrganizationApiKeys.
func listOrganizationAPIKeys(c *call) (any, error) {
	return c.listKeys(c.organizationKeys, keyObject)
}

// listUserAPIKeys answers ListUserApiKeys.
func listUserAPIKeys(c *call) (any, error) {
	return c.listKeys(c.userKeys, c.userKeyObject)
}

func (c *call) listKeys(mine func(*apiKey) bool, object func(*apiKey) map[string]any) (any, error) {
	limit, err := c.keyLimit()
	if err != nil {
		return nil, err
	}
	q := c.request.URL.Query()
	search := strings.ToLower(strings.TrimSpace(q.Get("search")))
	position := func(id string) int {
		return slices.IndexFunc(c.state.Keys, func(k *apiKey) bool { return k.ID == id && mine(k) })
	}
	matches := func(k *apiKey) bool { return mine(k) && strings.Contains(strings.ToLower(k.Name), search) }
	page, older, newer := paginate(c.state.Keys, matches, position, q.Get("before"), q.Get("after"), limit)
	data := make([]any, len(page))
	for i, k := range page {
		data[i] = object(k)
	}
	metadata := map[string]any{}
	if older != nil {
		metadata["before"] = (*older).ID
	}
	if newer != nil {
		metadata["after"] = (*newer).ID
	}
	return map[string]any{"data": data, "list_metadata": metadata}, nil
}

// keyLimit reads the page size. Unlike the members' list, these have a shape for a wrong one.
func (c *call) keyLimit() (int, error) {
	limit, ok := pageSize(c.request.URL.Query().Get("limit"))
	if !ok {
		return 0, invalidField(http.StatusBadRequest, "The limit must be a number from 1 on.", "limit", "invalid")
	}
	return limit, nil
}

func invalidField(status int, message, field, code string) *apiError {
	return &apiError{status: status, message: message, more: map[string]any{"errors": []any{map[string]any{"field": field, "code": code}}}}
}

func keyObject(k *apiKey) map[string]any {
	return map[string]any{
		"id": k.ID, "name": k.Name, "obfuscatedValue": k.obfuscated(), "createdAt": timestamp(k.CreatedAt),
		"lastUsedAt": timeOrNull(k.LastUsedAt), "expiresAt": timeOrNull(k.ExpiresAt), "permissions": k.Permissions,
	}
}

func (c *call) userKeyObject(k *apiKey) map[string]any {
	o, u := keyObject(k), c.state.users[k.UserID]
	o["owner"] = map[string]any{
		"type": "user", "id": u.ID, "email": u.Email, "firstName": orNull(u.FirstName), "lastName": orNull(u.LastName), "displayName": u.name(),
	}
	return o
}

// createOrganizationAPIKey answers CreateOrganizationApiKey.
func createOrganizationAPIKey(c *call) (any, error) { return c.createKey("") }

// createUserAPIKey answers CreateUserApiKey: whatever they may see, people make keys for themselves.
func createUserAPIKey(c *call) (any, error) { return c.createKey(c.user.ID) }

func (c *call) createKey(userID string) (any, error) {
	var in struct {
		Name        string
		Permissions []string
		ExpiresAt   *string
	}
	if err := c.decode(&in); err != nil {
		return nil, invalidField(http.StatusBadRequest, "The body is not what an API key is made from.", "body", "invalid")
	}
	name := strings.TrimSpace(in.Name)
	if name == "" {
		return nil, invalidField(http.StatusUnprocessableEntity, "The name is required.", "name", "required")
	}
	if utf8.RuneCountInString(name) > maxKeyName {
		return nil, invalidField(http.StatusUnprocessableEntity, "The name is too long.", "name", "too_long")
	}
	for _, slug := range in.Permissions {
		if !slices.ContainsFunc(keyPermissions, func(p keyPermission) bool { return p.Slug == slug }) {
			return nil, invalidField(http.StatusUnprocessableEntity, "One of the permissions does not exist.", "permissions", "invalid")
		}
	}
	expires, err := c.expiry(in.ExpiresAt, http.StatusUnprocessableEntity)
	if err != nil {
		return nil, err
	}
	value := "sk_" + rand.Text()
	sum := sha256.Sum256([]byte(value))
	k := &apiKey{
		ID: "api_key_" + c.server.newULID(), OrganizationID: c.organization, UserID: userID, Name: name, Sum: sum[:],
		Last4: value[len(value)-4:], Permissions: append([]string{}, in.Permissions...), CreatedAt: c.now, ExpiresAt: expires,
	}
	c.state.Keys = append(c.state.Keys, k)
	o := keyObject(k)
	delete(o, "lastUsedAt")
	o["value"] = value
	return o, nil
}

// expiry reads when a key is to end; nil is never.
func (c *call) expiry(at *string, status int) (*time.Time, error) {
	if at == nil {
		return nil, nil
	}
	t, err := time.Parse(time.RFC3339, *at)
	if err != nil || !t.After(c.now) {
		return nil, invalidField(status, "The expiration must be a time to come.", "expiresAt", "invalid")
	}
	return &t, nil
}

// deleteOrganizationAPIKey answers DeleteOrganizationApiKey.
func deleteOrganizationAPIKey(c *call) (any, error) { return c.deleteKey(c.organizationKeys) }

// deleteUserAPIKey answers DeleteUserApiKey.
func deleteUserAPIKey(c *call) (any, error) { return c.deleteKey(c.userKeys) }

func (c *call) deleteKey(mine func(*apiKey) bool) (any, error) {
	at, err := c.namedKey(mine)
	if err != nil {
		return nil, err
	}
	c.state.Keys = slices.Delete(c.state.Keys, at, at+1)
	return success(), nil
}

// namedKey finds the key that the path names. One that the caller may not see is as unknown as one that never was.
func (c *call) namedKey(mine func(*apiKey) bool) (int, error) {
	id := c.request.PathValue("key")
	at := slices.IndexFunc(c.state.Keys, func(k *apiKey) bool { return k.ID == id && mine(k) })
	if at < 0 {
		return 0, notFound("API key")
	}
	return at, nil
}

// expireOrganizationAPIKey answers ExpireOrganizationApiKey.
func expireOrganizationAPIKey(c *call) (any, error) {
	return c.expireKey(c.organizationKeys, keyObject)
}

// expireUserAPIKey answers ExpireUserApiKey.
func expireUserAPIKey(c *call) (any, error) { return c.expireKey(c.userKeys, c.userKeyObject) }

// expireKey sets when a key ends: at a time to come, never (null), or at once (left out).
func (c *call) expireKey(mine func(*apiKey) bool, object func(*apiKey) map[string]any) (any, error) {
	at, err := c.namedKey(mine)
	if err != nil {
		return nil, err
	}
	var given map[string]*string
	if len(c.body) > 0 && c.decode(&given) != nil {
		return nil, invalidField(http.StatusBadRequest, "The body is not what an expiration is made from.", "expiresAt", "invalid")
	}
	k := c.state.Keys[at]
	if k.expired(c.now) {
		return nil, &apiError{status: http.StatusConflict, message: "This API key has expired already."}
	}
	wanted, said := given["expiresAt"]
	if !said {
		k.ExpiresAt = &c.now
		return object(k), nil
	}
	expires, err := c.expiry(wanted, http.StatusBadRequest)
	if err != nil {
		return nil, err
	}
	k.ExpiresAt = expires
	return object(k), nil
}
