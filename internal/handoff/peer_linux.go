package handoff

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
)

// sameUser reports whether a request comes from a program of the user this one runs as. Other users of the
// computer can read a one-time page's address on the browser's command line, and could be faster than it.
// Root may do as it likes anyway; a connection that the system doesn't tell of is believed.
func sameUser(r *http.Request) bool { return isOf(os.Getuid(), r) }

func isOf(own int, r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return true
	}
	from, errFrom := netip.ParseAddrPort(r.RemoteAddr)
	to, errTo := netip.ParseAddrPort(local.String())
	if errFrom != nil || errTo != nil {
		return true
	}
	uid, found := ownerOf(from, to)
	return !found || uid == own || uid == 0 || own == 0
}

// ownerOf looks up who holds a connection's other end (proc_pid_net(5)).
func ownerOf(from, to netip.AddrPort) (uid int, found bool) {
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		f, err := os.Open(table)
		if err != nil {
			continue
		}
		uid, found = ownerIn(bufio.NewScanner(f), from, to)
		_ = f.Close()
		if found {
			break
		}
	}
	return uid, found
}

func ownerIn(lines *bufio.Scanner, from, to netip.AddrPort) (uid int, found bool) {
	const local, remote, owner = 1, 2, 7
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) <= owner || tableAddr(fields[local]) != unmapped(from) || tableAddr(fields[remote]) != unmapped(to) {
			continue
		}
		uid, err := strconv.Atoi(fields[owner])
		return uid, err == nil
	}
	return 0, false
}

func unmapped(a netip.AddrPort) netip.AddrPort { return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()) }

// tableAddr reads an address as the tables have it: words of 32 bits in the machine's own order, then the port.
func tableAddr(s string) netip.AddrPort {
	host, port, _ := strings.Cut(s, ":")
	raw, err := hex.DecodeString(host)
	if err != nil || len(raw)%4 != 0 {
		return netip.AddrPort{}
	}
	for word := range slices.Chunk(raw, 4) {
		binary.NativeEndian.PutUint32(word, binary.BigEndian.Uint32(word))
	}
	addr, ok := netip.AddrFromSlice(raw)
	n, err := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil {
		return netip.AddrPort{}
	}
	return unmapped(netip.AddrPortFrom(addr, uint16(n)))
}
