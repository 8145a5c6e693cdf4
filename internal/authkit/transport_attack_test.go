package authkit_test

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"

	"workos-widgets/internal/authkit"
)

// TestNobodyInBetweenGetsTheRefreshTokenAttack puts servers in WorkOS's place that can't prove to be it, or want a
// version of TLS that is broken. None of them sees a request.
func TestNobodyInBetweenGetsTheRefreshTokenAttack(t *testing.T) {
	for name, config := range map[string]*tls.Config{
		"a certificate of an authority that is not trusted": {},
		"TLS 1.1": {MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				t.Errorf("a request arrived: %s", r.URL.Path)
			}))
			s.TLS = config
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			defer s.Close()
			if e := mustFail(t, clientOf(t, s.URL, nil)); e.Kind != authkit.Transient || e.Lost {
				t.Errorf("the session would end or its token be taken for sent: %v, lost %v", e.Kind, e.Lost)
			}
		})
	}
}
