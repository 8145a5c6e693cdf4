package sandbox

import (
	"crypto/hmac"
	"crypto/sha1" // what authenticator apps use (RFC 6238 section 1.2)
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"
)

// totpStep is the time step X of RFC 6238 section 4.1.
const totpStep = 30 * time.Second

// totpSecret is the encoding that authenticator apps take a secret in.
var totpSecret = base32.StdEncoding.WithPadding(base32.NoPadding)

// totpCode is the six-digit code of a time step (RFC 6238 section 4.2, RFC 4226 section 5.3).
func totpCode(secret []byte, counter uint64) string {
	h := hmac.New(sha1.New, secret)
	_ = binary.Write(h, binary.BigEndian, counter) // a hash takes everything
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000)
}

func totpCounter(at time.Time) uint64 { return uint64(at.Unix() / int64(totpStep/time.Second)) }

// checkTOTP accepts the code of the present step and of one to either side, for clocks that differ, but none
// at or before the step used last (RFC 6238 section 5.2). It returns the step it was the code of.
func checkTOTP(secret []byte, code string, now time.Time, used uint64) (step uint64, ok bool) {
	present := totpCounter(now)
	for step := present - 1; step <= present+1; step++ {
		if step > used && subtle.ConstantTimeCompare([]byte(totpCode(secret, step)), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// totpURI is what the QR code holds (https://github.com/google/google-authenticator/wiki/Key-Uri-Format).
func totpURI(issuer, account, secret string) string {
	label := url.PathEscape(issuer + ":" + account)
	return "otpauth://totp/" + label + "?secret=" + secret + "&issuer=" + url.QueryEscape(issuer) + "&algorithm=SHA1&digits=6&period=30"
}
