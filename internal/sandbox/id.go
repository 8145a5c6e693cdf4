package sandbox

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"time"
)

// crockford is the alphabet of ULIDs (https://github.com/ulid/spec).
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// ulid writes 48 bits of time and 80 of entropy the way WorkOS's IDs do: 26 letters, the first of which
// holds three bits.
func ulid(at time.Time, entropy [10]byte) string {
	var raw [20]byte // 160 bits, so that base32 has nothing to pad; the first 32 bits are zero
	binary.BigEndian.PutUint64(raw[2:], uint64(max(at.UnixMilli(), 0)))
	copy(raw[10:], entropy[:])
	return crockford.EncodeToString(raw[:])[6:]
}

// newULID returns a new one for an ID that need not be guessed at.
func (s *Server) newULID() string {
	var entropy [10]byte
	_, _ = rand.Read(entropy[:]) // never fails, see crypto/rand
	return ulid(s.now(), entropy)
}

// seedID is the ID of something seeded: the same in every sandbox.
func seedID(prefix, name string) string {
	sum := sha256.Sum256([]byte(prefix + name))
	return prefix + "_" + ulid(time.Date(2024, 6, 3, 8, 0, 0, 0, time.UTC), [10]byte(sum[:10]))
}
