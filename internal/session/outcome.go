package session

import (
	"errors"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/keychain"
)

// incoming is a session that WorkOS has granted. It becomes the one held once its refresh token is stored,
// or after writeWait.
type incoming struct {
	held  *held
	since moment
}

// refreshed takes an answer to a refresh.
func (s *Session) refreshed(asked string, g authkit.Grant) {
	x, was := &s.exchange, s.held
	entry, got := was.entry, g.Claims.Organization
	entry.RefreshToken, entry.Session = g.RefreshToken, g.Claims.Session
	if x.opens(asked) && got != asked {
		s.report(problemOpenedElsewhere(s))
	}
	if asked != "" && asked != was.entry.Organization && !s.wants(got) {
		// A switch has happened that nobody wants any more, its answer late or lost for a while: the token
		// counts, the organization does not.
		x.recover(s)
		kept := *was
		kept.entry = entry
		s.await(&kept)
		return
	}
	if x.anywhere && got != was.entry.Organization {
		s.report(problemMembershipGone(s))
	}
	if w := x.wish; w != nil && w.organization == asked && got != asked {
		x.wish = nil
		w.answer(problemOtherOrganization(s))
	}
	entry.Organization, entry.Role, entry.Permissions = got, g.Claims.Role, g.Claims.Permissions
	s.adopt(entry, g, was.identity.Session)
}

// wants reports whether an organization is where the person is, or wishes to be.
func (s *Session) wants(organization string) bool {
	x := &s.exchange
	return s.held.entry.Organization == organization || x.wish != nil && x.wish.organization == organization || x.opens(organization)
}

// opens reports whether an organization is the one that the application is still to be opened with.
func (x *exchange) opens(organization string) bool {
	return x.opening != "" && x.opening == organization
}

// adopt takes over what WorkOS has granted, as the session of that name: a refresh goes on with the session it
// refreshes, whatever its ID is by then. The write of the refresh token starts at once: the one before it is
// retired already.
func (s *Session) adopt(entry keychain.Entry, g authkit.Grant, name string) {
	x := &s.exchange
	rejected := x.rejected
	x.recover(s)
	x.rejected = false
	s.decideStored()
	var was *Identity
	if s.held != nil {
		was = s.held.identity
	}
	c := g.Claims
	s.await(&held{
		entry: entry,
		identity: identify(was, Identity{
			Session: name, SID: c.Session, User: c.Subject, Organization: c.Organization, Role: c.Role, Permissions: c.Permissions,
		}),
		access: g.AccessToken, life: c.Life(), received: s.moment(), renewAfter: renewAfter(c.Life()), replacesRejected: rejected,
	})
}

// await makes h the session held as soon as its refresh token is stored.
func (s *Session) await(h *held) {
	s.incoming = &incoming{held: h, since: s.moment()}
	s.vault.save(s, h.entry)
}

// hold makes h the session that everybody sees.
func (s *Session) hold(h *held) {
	x := &s.exchange
	renewed := s.held == nil || s.held.access != h.access
	s.held = h
	s.see()
	s.o.RememberOrganization(h.entry.User.ID, h.entry.Organization)
	if w := x.wish; w != nil && w.organization == h.entry.Organization {
		x.wish = nil
		s.withdraw(codeOpenWith)
		w.answer(nil)
	}
	if !renewed {
		return
	}
	served := x.waiters
	x.waiters, x.after = x.after, nil
	for _, answer := range served {
		answer(nil)
	}
}

// refreshFailed takes a refusal, or the lack of an answer.
func (s *Session) refreshFailed(asked string, sent moment, err error) {
	x := &s.exchange
	var e *authkit.Error
	if !errors.As(err, &e) {
		e = &authkit.Error{Op: "refresh", Kind: authkit.Transient}
	}
	s.o.Log.Warn("refresh failed", "kind", e.Kind.String(), "code", e.Code, "status", e.Status, "request", e.RequestID, "lost", e.Lost, "failures", x.failures+1)
	switch e.Kind {
	case authkit.Transient:
		s.pause(asked, sent, e)
	case authkit.Ended:
		s.end(problemEnded(s, e), e)
	default:
		// WorkOS has looked at the token and left it as it was: nothing is lost any more, and it can be reached.
		x.lost, x.failures, x.mustWait = nil, 0, false
		s.withdraw(codeOffline)
		s.refused(asked, e)
	}
}

// refused takes a refusal that leaves the session alive.
func (s *Session) refused(asked string, e *authkit.Error) {
	x := &s.exchange
	here := asked == s.held.entry.Organization
	wished := x.wish != nil && x.wish.organization == asked
	switch {
	case x.opens(asked):
		// The session goes on where it was: nobody has asked for this organization's sign-in, or for a choice.
		x.opening = ""
		s.report(problemOpenWith(s, e))
	case e.Kind == authkit.ChooseOrganization:
		s.chooseWhileSignedIn(e)
	case wished && !here && e.Kind == authkit.Reauthenticate:
		w := x.wish
		x.wish = nil
		s.stepUp(w)
	case wished && !here:
		w := x.wish
		x.wish = nil
		w.answer(because(problemSwitchRefused(s, e), e))
	case here && e.Kind == authkit.Reauthenticate:
		s.giveUp(problemReauthenticate(s, e), e)
	case here && asked != "":
		// The person may no longer be a member there: the session is still theirs, elsewhere.
		x.anywhere = true
	case here || asked == "":
		s.giveUp(problemRefused(s, e), e)
	}
	// What is left is a switch that nobody wants any more, and that has not happened.
}

// pause waits before the next try, and tells whoever has waited long enough.
func (s *Session) pause(asked string, sent moment, e *authkit.Error) {
	x := &s.exchange
	now := s.moment()
	if e.Lost {
		if x.lost == nil {
			x.firstLost = sent
		}
		x.lost = &lostReply{organization: asked, sent: sent}
	}
	x.failures++
	x.lastErr, x.failedAt = e, now
	wait := max(e.RetryAfter, pauseAfter(x.failures))
	x.mustWait = e.RetryAfter > 0
	if x.replayable(now) {
		// Even where WorkOS asks to be left alone for longer: after that the session may be over.
		latest := max(replayBy-x.lost.sent.since(now), firstPause)
		if x.firstLost.since(now) < replayWindow {
			latest = min(latest, replayPause)
		}
		if wait > latest {
			wait, x.mustWait = latest, false
		}
	}
	x.notBefore = now.add(wait)
	if x.failures >= patience || x.mustWait {
		p := problemOffline(s, e)
		s.report(p)
		x.fail(because(p, e))
	}
}

// giveUp stops refreshing until the person does something about it, or for a good while. The session stays.
func (s *Session) giveUp(p *Problem, e *authkit.Error) {
	x := &s.exchange
	x.stuck, x.anywhere = true, false
	x.failures, x.lastErr, x.failedAt = 1, e, s.moment()
	x.notBefore = x.failedAt.add(demandPause)
	s.report(p)
	x.fail(because(p, e))
}
