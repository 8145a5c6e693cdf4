package apiproxy

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestOwnTransportSpeaksHTTP2 holds the transport to what WorkOS's edge offers: thirteen widgets then share
// one connection, and the check for dead connections, which is HTTP/2's, is there.
func TestOwnTransportSpeaksHTTP2(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	transport := newTransport(nil)
	defer transport.CloseIdleConnections()
	transport.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	req := httptest.NewRequest(http.MethodGet, server.URL, nil)
	req.RequestURI = ""
	res, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); string(body) != "HTTP/2.0" {
		t.Errorf("it speaks %s", body)
	}
	if transport.HTTP2.SendPingTimeout == 0 || transport.HTTP2.PingTimeout == 0 {
		t.Error("dead connections are not noticed")
	}
}
