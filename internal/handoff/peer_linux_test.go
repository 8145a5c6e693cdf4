package handoff

import (
	"bufio"
	"encoding/binary"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

func TestOwnerOfAConnectionIsFound(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		a := [2]netip.AddrPort{netip.MustParseAddrPort(r.RemoteAddr), netip.MustParseAddrPort(r.Context().Value(http.LocalAddrContextKey).(net.Addr).String())}
		uid, found := ownerOf(a[0], a[1])
		if !found || uid != os.Getuid() || !sameUser(r) {
			t.Errorf("uid %d, found: %v", uid, found)
		}
		if _, found := ownerOf(a[0], netip.AddrPortFrom(a[1].Addr(), a[1].Port()+1)); found {
			t.Error("a connection that does not exist was found")
		}
	}))
	defer s.Close()
	res, err := client.Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
}

func TestOwnerOfAnotherUsersConnectionIsFound(t *testing.T) {
	curl, err := exec.LookPath("curl")
	if os.Getuid() != 0 || err != nil {
		t.Skip("needs root, to become another user, and curl")
	}
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		local := netip.MustParseAddrPort(r.Context().Value(http.LocalAddrContextKey).(net.Addr).String())
		if uid, found := ownerOf(netip.MustParseAddrPort(r.RemoteAddr), local); !found || uid != 65534 {
			t.Errorf("uid %d, found: %v", uid, found)
		}
	}))
	defer s.Close()
	cmd := exec.Command(curl, "--silent", "--fail", s.URL)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	if err := cmd.Run(); err != nil {
		t.Error(err)
	}
}

func TestConnectionTablesAreRead(t *testing.T) {
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("the table below is a little-endian machine's")
	}
	const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 20 4 30 10 -1
   2: 0000000000000000FFFF00000100007F:C351 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 3 1 0
   3: 0100007F:C352 0100007F:1F90 01 00000000:00000000 00:00000000 00000000
   4: nonsense:C353 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1003        0 3 1 0
`
	to := netip.MustParseAddrPort("127.0.0.1:8080")
	for from, want := range map[string]int{"127.0.0.1:50000": 1000, "127.0.0.1:50001": 1001, "127.0.0.2:50000": -1, "127.0.0.1:50002": -1, "127.0.0.1:50003": -1} {
		uid, found := ownerIn(bufio.NewScanner(strings.NewReader(table)), netip.MustParseAddrPort(from), to)
		if found != (want >= 0) || found && uid != want {
			t.Errorf("%s: %d, %v", from, uid, found)
		}
	}
}
