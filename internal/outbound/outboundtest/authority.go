// Package outboundtest has authorities of one's own for tests of what leaves this computer.
package outboundtest

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// Authority writes the certificate of a server with TLS, which is an authority too, to a file that outbound.Options and
// WORKOS_CA_FILE can name.
func Authority(t testing.TB, s *httptest.Server) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(file, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
