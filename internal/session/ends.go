package session

import "time"

const (
	// impersonationLife is how long WorkOS lets an impersonated session live, whatever is done with it
	// (https://workos.com/docs/authkit/impersonation).
	impersonationLife = time.Hour
	// endSoon is how long before its end the page may begin to count down: from lookAgain before that on,
	// Snapshot.EndsAt is right to endTolerance. Further off it may lag behind, since every use moves the end
	// and no use is worth a snapshot.
	endSoon      = 5 * time.Minute
	endTolerance = 10 * time.Second
)

// endsAt is Snapshot.EndsAt, as of now.
func (s *Session) endsAt() int64 {
	switch h := s.held; {
	case h == nil:
	case h.entry.Impersonator != nil: // the page says that nothing moves the end, so it is never the idle one
		if !h.entry.Began.IsZero() {
			return h.entry.Began.Add(impersonationLife).UnixMilli()
		}
	case s.o.IdleAfter > 0:
		return s.idleEnd(s.used.Load()).UnixMilli()
	}
	return 0
}

// idleEnd is when a session that was last used then is let go, with Options.IdleAfter.
func (s *Session) idleEnd(used int64) time.Time { return time.Unix(0, used).Add(s.o.IdleAfter) }

// near reports whether an end is so close that the page has to know it well, or past. It is asked at least
// every lookAgain.
func (s *Session) near(end time.Time) bool { return end.Sub(s.o.Now()) <= endSoon+lookAgain }

// endMoved reports whether the page has to be told that the end is elsewhere than it was.
func (s *Session) endMoved(was, is int64) bool {
	if was == is {
		return false
	}
	before, now := time.UnixMilli(was), time.UnixMilli(is)
	return was == 0 || is == 0 || (s.near(before) || s.near(now)) && now.Sub(before).Abs() >= endTolerance
}
