package config

import (
	"slices"
	"strings"

	"workos-widgets/internal/words"
)

// DefaultImageHosts are where the pictures of people, organizations and identity providers come from: WorkOS
// itself, and the places that the usual providers name in a person's profile. Microsoft's are not among them:
// they want a token.
var DefaultImageHosts = []string{
	"workoscdn.com", "*.workoscdn.com", "workos.com", "*.workos.com",
	"lh3.googleusercontent.com",     // Google
	"avatars.githubusercontent.com", // GitHub
	"gravatar.com", "*.gravatar.com",
	"media.licdn.com",        // LinkedIn
	"avatars.slack-edge.com", // Slack
}

// noImageHosts, in place of a list, is for a page that loads no picture from anywhere.
const noImageHosts = "none"

// maxImageHosts keeps the page's policy, a header, within what web views read.
const maxImageHosts = 50

// imageHosts reads the hosts, with commas or spaces between them.
func (r *reader) imageHosts() []string {
	v := strings.ToLower(r.value(EnvImageHosts))
	switch v {
	case "":
		return slices.Clone(DefaultImageHosts)
	case noImageHosts:
		return nil
	}
	hosts := strings.FieldsFunc(v, func(c rune) bool { return c == ',' || c == ' ' || c == '\t' })
	problem := ""
	switch {
	case len(hosts) == 0:
		problem = words.T(EnvImageHosts + " names no host.")
	case len(hosts) > maxImageHosts:
		problem = words.T(EnvImageHosts + " names more than 50 hosts.")
	case !allOf(hosts, isImageHost):
		problem = words.T(EnvImageHosts + " has something in it that is not the name of a host: no scheme, no port and no path is wanted.")
	default:
		return hosts
	}
	r.fail(EnvImageHosts, problem, words.T("Set it to names such as pictures.example.com or *.example.com, with commas between them, to "+noImageHosts+", or leave it unset for the usual places."))
	return slices.Clone(DefaultImageHosts)
}

// isImageHost reports whether a host can stand in the page's policy: a whole name with a dot in it. A * stands for
// what is before such a name, so that nobody allows a whole top-level domain.
func isImageHost(host string) bool {
	name := strings.TrimPrefix(host, "*.")
	return strings.Contains(name, ".") && !strings.Contains(name, "_") && isHost(name) && !isAddress(name)
}

// isAddress reports whether a browser takes host for an IP address, such as 127.0.0.1, 127.1 or 0x7f.1: one that ends in a
// number is one, or none at all (https://url.spec.whatwg.org/#ends-in-a-number-checker).
func isAddress(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	hex, isHex := strings.CutPrefix(last, "0x")
	return strings.Trim(last, "0123456789") == "" || isHex && strings.Trim(hex, "0123456789abcdef") == ""
}

func allOf(list []string, holds func(string) bool) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !holds(s) })
}
