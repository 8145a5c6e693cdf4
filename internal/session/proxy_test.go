package session

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/outbound"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestOfflineBecauseOfTheProxySaysSo takes the error the whole way from the transport to the words.
func TestOfflineBecauseOfTheProxySaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		cause         error
		says, advises string
	}{
		"the proxy wants a password": {outbound.ErrProxyAuthentication, "user name and password", "HTTPS_PROXY"},
		"the proxy is no address":    {outbound.ErrProxyAddress, "no address of a proxy", "http://host:port"},
		"anything else":              {errors.New("no route to host"), "can't be reached", "network connection"},
	} {
		t.Run(name, func(t *testing.T) {
			fails := roundTripper(func(*http.Request) (*http.Response, error) { return nil, c.cause })
			client := authkit.New(authkit.Options{ClientID: "client_01", APIURL: &url.URL{Scheme: "https", Host: "api.workos.com"}, Transport: fails})
			var e *authkit.Error
			if err := client.Reachable(t.Context()); !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			p := problemOffline(&Session{o: Options{Now: time.Now}}, e)
			if p.Code != codeOffline || !strings.Contains(p.Message, c.says) || !strings.Contains(p.Message, "Your session is safe") || !strings.Contains(p.Advice, c.advises) {
				t.Errorf("got %+v", p)
			}
		})
	}
}
