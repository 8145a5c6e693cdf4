package session

import "time"

// moment is an instant on both clocks: the wall's, which somebody may set and which goes on while the
// machine sleeps, and the monotonic one, which does neither.
type moment struct {
	wall, steady time.Time
}

func (s *Session) moment() moment {
	return moment{wall: s.o.Now().Round(0), steady: time.Now()}
}

// since is how long ago m was, by whichever clock says longer: a token is renewed too early rather than
// used too late.
func (m moment) since(now moment) time.Duration {
	return max(now.wall.Sub(m.wall), now.steady.Sub(m.steady))
}

// add moves m on both clocks.
func (m moment) add(d time.Duration) moment {
	return moment{wall: m.wall.Add(d), steady: m.steady.Add(d)}
}

// passed reports whether either clock has reached m.
func (m moment) passed(now moment) bool { return m.since(now) >= 0 }

// steadily is how long ago m was on the monotonic clock alone, for what a set clock must not end.
func (m moment) steadily(now moment) time.Duration { return now.steady.Sub(m.steady) }
