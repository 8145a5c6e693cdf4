// Package handoff is everything that passes through the system browser: the launcher that opens it, and
// the loopback listener that takes back what it brings (RFC 8252 section 7.3), and the desk that hands over
// what the page cannot: one-time pages that carry a form or a popup.
package handoff
