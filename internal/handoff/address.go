package handoff

import (
	"net/netip"
	"net/url"
	"strings"
)

// maxAddress is longer than any address we open, and what a browser's command line takes everywhere but on
// Windows, where ShellExecute itself refuses what is too long for it.
const maxAddress = 16 << 10

// mayOpen reports whether an address is one for the browser: https, or http on this machine. Everything
// else (file:, other programs' schemes, a name and password before the host) has no business with us.
func mayOpen(address string) bool {
	if len(address) > maxAddress || strings.IndexFunc(address, unfit) >= 0 {
		return false
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return false
	}
	switch u.Scheme {
	case "https":
		return true
	case "http":
		return isLoopback(u.Hostname())
	}
	return false
}

// unfit are the characters that no serialized URL holds (WHATWG URL, section 4.5) and that a shell script
// or a Windows command line on the way to the browser might stumble over.
func unfit(r rune) bool {
	return r <= ' ' || r >= 0x7f || r == '"' || r == '<' || r == '>'
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Zone() == "" && ip.Unmap().IsLoopback()
}
