// Package handoff is everything that passes through the system browser: the launcher that opens it, the
// receiver that takes back what it brings, on a loopback port or by a deep link (RFC 8252 sections 7.3 and 7.1),
// and the desk that hands over what the page cannot: one-time pages that carry a form or a popup.
package handoff
