package handoff

import (
	"strings"
	"testing"
)

// TestForeignDeepLinksFinishAndEndNoSignInAttack has the desktop bring what any web page can have it bring while a
// sign-in waits.
func TestForeignDeepLinksFinishAndEndNoSignInAttack(t *testing.T) {
	s := beginLinkSignIn(t)
	for _, link := range []string{
		// Somebody else's answers, and guesses.
		"workos-widgets://callback?state=guess&code=foreign",
		"workos-widgets://callback?state=guess&error=access_denied",
		"workos-widgets://callback?error=access_denied",
		"workos-widgets://callback?state=s3creT&code=foreign",
		"workos-widgets://callback?state=s3cret&state=s3cret&code=foreign",
		"workos-widgets://callback?state=s3cret&code=a&code=b",
		// The right answer at another address.
		"workos-widgets://elsewhere" + rightQuery,
		"workos-widgets://callback/elsewhere" + rightQuery,
		"workos-widgets://callback/%2e" + rightQuery,
		"workos-widgets://callback:80" + rightQuery,
		"workos-widgets://callbac%E2%84%AA" + rightQuery,
		"workos-widgets://sk_live_x@callback" + rightQuery,
		"workos-widgets:callback" + rightQuery,
		"workos-widgets:/callback" + rightQuery,
		"workos-widgets:///callback" + rightQuery,
		"http://callback" + rightQuery,
		"https://callback" + rightQuery,
		"workos://callback" + rightQuery,
		"workos-widgets-x://callback" + rightQuery,
		"http://127.0.0.1/callback" + rightQuery,
		"file:///callback" + rightQuery,
		// What a command line or a log could stumble over.
		rightLink + "\x00", rightLink + "\n--sandbox", rightLink + " --sandbox", rightLink + "\"", rightLink + "\u202e",
		"workos-widgets://", "workos-widgets:", "workos-widgets://%zz" + rightQuery, "workos-widgets://callback?state=s3cret&code=%zz",
		rightLink + "&x=" + strings.Repeat("x", 9<<10), rightLink + "&x=" + strings.Repeat("x", 1<<20),
	} {
		s.wantArrival(t, link, Nothing)
	}
	if len(s.taken) != 0 {
		t.Fatal("one was taken")
	}
	s.wantArrival(t, rightLink, Answer)
}

// TestDeepLinkIsNotReplayedAttack brings the same answer again, and another one, after the first was taken: another
// program of this computer can have read it off the command line.
func TestDeepLinkIsNotReplayedAttack(t *testing.T) {
	s := beginLinkSignIn(t)
	s.wantArrival(t, rightLink, Answer)
	for _, link := range []string{rightLink, "workos-widgets://callback?state=s3cret&code=another", "workos-widgets://callback?state=s3cret&error=access_denied"} {
		s.wantArrival(t, link, Nothing)
	}
	wantPaste(t, s.Paste(rightLink), Used)
	if n := len(s.taken); n != 1 || s.asked.Load() != 1 {
		t.Errorf("%d answers were taken, %d looked at", n, s.asked.Load())
	}
}
