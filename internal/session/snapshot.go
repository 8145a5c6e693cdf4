package session

// Status is where the session stands, in one word.
type Status string

// The statuses of a session.
const (
	// Restoring means the keychain has not answered yet.
	Restoring Status = "restoring"
	// SignedOut means there is no session; Snapshot.Problems says why, when there is a reason worth telling.
	SignedOut Status = "signed-out"
	// SigningIn means a sign-in is under way; Snapshot.SignIn says how far it is.
	SigningIn Status = "signing-in"
	// SignedIn means there is a session. It may still have problems.
	SignedIn Status = "signed-in"
	// Misconfigured means the application cannot talk to WorkOS as it was started.
	Misconfigured Status = "misconfigured"
)

// SignInStep is how far a sign-in is.
type SignInStep string

// The steps of a sign-in, in order.
const (
	// WaitingForBrowser means the browser has been asked to show AuthKit and has not come back.
	WaitingForBrowser SignInStep = "waiting-for-browser"
	// Exchanging means the authorization code is being exchanged for tokens.
	Exchanging SignInStep = "exchanging"
	// ChoosingOrganization means WorkOS wants to know which of SignIn.Organizations to sign in to.
	ChoosingOrganization SignInStep = "choosing-organization"
	// ConfirmingUser means that the browser came back as SignIn.User, who is not the person signed in here:
	// the session is replaced only if they say so.
	ConfirmingUser SignInStep = "confirming-user"
)

// Snapshot is everything the page may know of the session at one moment. It holds no credential.
type Snapshot struct {
	// Revision grows with every change, so that the page can tell an old snapshot from a new one.
	Revision int64  `json:"revision"`
	Status   Status `json:"status"`
	// Session names the session, as Identity.Session does: it changes when somebody signs in anew, and never at
	// a refresh.
	Session      string        `json:"session"`
	User         *User         `json:"user,omitempty"`
	Organization string        `json:"organization"` // its ID; "" for people without an organization
	Role         string        `json:"role"`
	Permissions  []string      `json:"permissions"`
	ExpiresAt    int64         `json:"expiresAt"` // of the access token: milliseconds since 1970, 0 when there is none
	Impersonator *Impersonator `json:"impersonator,omitempty"`
	// EndsAt is when the session ends unless somebody does something about it: milliseconds since 1970, 0
	// when nothing is known. With Options.IdleAfter it is when the session is no longer kept fresh, and is in
	// the past until it is used again or WorkOS has ended it: StaySignedIn, like every other use, moves it on.
	// Of an impersonated session it is 60 minutes after it began, whatever is done, and never the idle end. In
	// the last five minutes EndsAt is right to ten seconds; before that, and for up to two minutes after the machine
	// slept, it may be too early, by at most the time since this snapshot.
	EndsAt int64 `json:"endsAt"`
	// SwitchingTo is the ID of the organization a switch is under way to.
	SwitchingTo string `json:"switchingTo"`
	// SignIn is set while Status is SigningIn, and while a signed-in person steps up for an organization.
	SignIn   *SignIn   `json:"signIn,omitempty"`
	Problems []Problem `json:"problems"`
}

// User is the person signed in, as WorkOS described them at sign-in.
type User struct {
	ID         string `json:"id"`
	Email      string `json:"email"`
	FirstName  string `json:"firstName"`
	LastName   string `json:"lastName"`
	PictureURL string `json:"pictureUrl"`
}

// Impersonator is the WorkOS dashboard user who acts as the person signed in.
type Impersonator struct {
	Email  string `json:"email"`
	Reason string `json:"reason"`
}

// Organization is one that a person may choose while signing in.
type Organization struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// SignIn is a sign-in under way.
type SignIn struct {
	Step SignInStep `json:"step"`
	// Organization is the ID of the organization that asked for this sign-in, "" for an ordinary one.
	Organization  string         `json:"organization"`
	StartedAt     int64          `json:"startedAt"` // milliseconds since 1970
	GivesUpAt     int64          `json:"givesUpAt"` // milliseconds since 1970; 0 when it waits for as long as it takes
	Organizations []Organization `json:"organizations"`
	// RedirectURI is where the browser brings the answer: to a port or by a deep link. "" while none is waited for.
	RedirectURI string `json:"redirectUri"`
	// User is who the browser came back as, at the step ConfirmingUser.
	User *User `json:"user,omitempty"`
	// Problem is what went wrong without ending the sign-in, such as a browser that could not be opened.
	Problem *Problem `json:"problem,omitempty"`
}

// Problem is something the person should know, in their words: what happened, what they can do, and,
// for whoever helps them, the details. It holds no token, code, key or e-mail address.
type Problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Advice  string `json:"advice"`
	Details string `json:"details"`
	Since   int64  `json:"since"` // milliseconds since 1970
}

// Error makes a Problem an error, so that a bound method can fail with one.
func (p *Problem) Error() string { return p.Message }
