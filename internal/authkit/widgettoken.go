package authkit

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/workos/workos-go/v4/pkg/widgets"
)

// WidgetTokenLife is how long WorkOS honors a widget token (https://workos.com/docs/widgets/tokens).
const WidgetTokenLife = time.Hour

var errNoToken = errors.New("the answer holds no token")

// HasKey reports whether there is an API key, so that WidgetToken can be asked.
func (c *Client) HasKey() bool { return c.hasKey }

// WidgetToken gets a token for widgets, good for WidgetTokenLife, for one user in one organization.
// WorkOS refuses it (Refused, 403) when the user's role lacks one of the scopes.
func (c *Client) WidgetToken(ctx context.Context, userID, organizationID string, scopes []string) (Secret, error) {
	const op = "widget token"
	// An empty list, never null: WorkOS refuses null.
	list := make([]widgets.WidgetScope, len(scopes))
	for i, s := range scopes {
		list[i] = widgets.WidgetScope(s)
	}
	ctx, seen := observe(ctx)
	token, err := c.widgets.GetToken(ctx, widgets.GetTokenOpts{OrganizationId: organizationID, UserId: userID, Scopes: list})
	if err != nil {
		e := classify(op, err, seen)
		// This endpoint's refusals need not carry a code, and nothing hangs on them but this token.
		if e.Status >= 400 && e.Status < 500 && e.Status != http.StatusTooManyRequests && e.Status != http.StatusRequestTimeout {
			e.Kind = Refused
		}
		return "", e
	}
	if token == "" {
		return "", unreadable(op, errNoToken, seen)
	}
	return Secret(token), nil
}
