package handoff

import (
	"errors"
	"html/template"
	"net/http"
	"strings"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/browserpage"
	"workos-widgets/internal/words"
)

// message is what a page in the browser says: what happened, then what to do. Its texts are marked; the page says
// them in the person's language.
type message struct {
	status int
	title  string
	text   []string
	// code is WorkOS's own word for what happened, shown under Details.
	code string
}

var body = template.Must(template.New("body").Parse(
	`{{range .Text}}<p>{{.}}</p>
{{end}}{{if .Code}}<details><summary>{{.Details}}</summary><code>{{.Code}}</code></details>{{end}}`))

func (m message) page() browserpage.Page {
	var b strings.Builder
	text := make([]string, len(m.text))
	for i, marked := range m.text {
		text[i] = words.Of(marked)
	}
	if err := body.Execute(&b, map[string]any{"Text": text, "Code": m.code, "Details": words.T("Details")}); err != nil {
		// A fixed template, strings, and a builder: only a mistake in this file comes here.
		panic("handoff: " + err.Error())
	}
	return browserpage.Page{Language: words.Language(), Title: words.Of(m.title), Body: template.HTML(b.String()), Status: m.status}
}

// write sends the page.
func (m message) write(w http.ResponseWriter) {
	if m.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", "GET, HEAD")
	}
	browserpage.Write(w, m.page())
}

// What several pages say.
var (
	closeTab = words.Mark("You can close this tab and go back to {product}.")
	inFront  = words.Mark("If its window did not come to the front, you will find it among your open windows.")
	tryAgain = words.Mark("To try again, go back to {product} and choose “Open the browser again”.")
	goesOn   = words.Mark("Nothing was changed. If you are signing in, that goes on: finish it in the tab it began in, or go back to {product}.")
)

// The pages of an answer that was taken.
var (
	signedIn        = message{title: words.Mark("Signed in"), text: []string{closeTab, inFront}}
	oneMoreQuestion = message{title: words.Mark("Go back to {product}"), text: []string{
		words.Mark("Its window has one more question before you are signed in. You can close this tab."), inFront}}
	notFinished = message{title: words.Mark("The sign-in could not be finished"), text: []string{
		words.Mark("Go back to {product}: its window says what went wrong and what you can do. You can close this tab."), inFront}}
	stillGoing = message{title: words.Mark("Go back to {product}"), text: []string{
		words.Mark("The sign-in goes on in its window. You can close this tab."), inFront}}
	ended = message{title: words.Mark("Go back to {product}"), text: []string{
		words.Mark("The sign-in has ended, and its window says how. You can close this tab."), inFront}}
)

// The pages of an answer that was not taken.
var (
	otherSignIn = message{status: http.StatusBadRequest, title: words.Mark("This answer doesn't belong to the sign-in under way"), text: []string{
		words.Mark("It may come from an earlier sign-in, or from a page that was loaded again. The sign-in under way goes on."), tryAgain}}
	alreadyUsed = message{status: http.StatusConflict, title: words.Mark("This answer was already used"), text: []string{
		words.Mark("A sign-in can be finished only once. {product} shows whether you are signed in; you can close this tab.")}}
	incomplete = message{status: http.StatusBadRequest, title: words.Mark("The answer from WorkOS is incomplete"), text: []string{
		words.Mark("It lacks what is needed to finish the sign-in."), tryAgain}}
	damaged = message{status: http.StatusBadRequest, title: words.Mark("This address is damaged"), text: []string{
		words.Mark("It can't be read as the answer to a sign-in."), tryAgain}}
	cancelled = message{title: words.Mark("Sign-in was cancelled in the browser"), text: []string{
		words.Mark("You are not signed in."), tryAgain}}
	notNow = message{title: words.Mark("WorkOS can't sign you in just now"), text: []string{
		words.Mark("This usually passes within minutes."), tryAgain}}
	refusedByWorkOS = message{title: words.Mark("WorkOS did not sign you in"), text: []string{
		tryAgain, words.Mark("If it happens again, give the details to whoever looks after {product} in your organization.")}}
	unknownFailure = message{status: http.StatusInternalServerError, title: notFinished.title, text: notFinished.text}
)

// The pages of a request that is no answer.
var (
	nothingHere = message{status: http.StatusNotFound, title: words.Mark("There is nothing at this address"), text: []string{
		words.Mark("It exists only for the browser to come back to after a sign-in."), goesOn}}
	wrongMethod = message{status: http.StatusMethodNotAllowed, title: words.Mark("A form can't be sent here"), text: []string{
		words.Mark("The answer to a sign-in comes as an address, not as a form."), goesOn}}
	foreignHost = message{status: http.StatusMisdirectedRequest, title: words.Mark("This address was reached by another name"), text: []string{
		words.Mark("What led here used a name that is not this application's. That can be an attempt to get at it from a web page."), goesOn}}
	notNavigated = message{status: http.StatusForbidden, title: words.Mark("This page can't be used from inside another"), text: []string{
		words.Mark("The answer to a sign-in is taken from a browser tab only, not from another page."), goesOn}}
	othersSignIn = message{status: http.StatusForbidden, title: words.Mark("This page is for somebody else"), text: []string{
		words.Mark("The sign-in belongs to another user of this computer, for whom it goes on.")}}
	tooLong = message{status: http.StatusRequestURITooLong, title: words.Mark("This address is too long"), text: []string{
		words.Mark("The answer to a sign-in is much shorter."), goesOn}}
)

// signInWords are what a sign-in's callback says to a request that is no navigation.
var signInWords = refusals{foreignHost: foreignHost, nothingHere: nothingHere, wrongMethod: wrongMethod, notNavigated: notNavigated}

// The pages of a one-time page that is not given out.
var (
	pageUsed = message{status: http.StatusGone, title: words.Mark("This page was already used"), text: []string{
		words.Mark("It can be opened only once, because of what it carries."), startOver}}
	pageExpired = message{status: http.StatusGone, title: words.Mark("This page has expired"), text: []string{
		words.Mark("{product} no longer waits for it."), startOver}}
	pageWaits = message{title: words.Mark("This page waits for your browser")}
	otherUser = message{status: http.StatusForbidden, title: words.Mark("This page is for somebody else"), text: []string{
		words.Mark("It belongs to another user of this computer.")}}
)

// startOver is what to do about a page that is of no use any more.
var startOver = words.Mark("You can close this tab. If you have not finished, go back to {product} and start again from there.")

// handoverWords are what a one-time page's port says to a request that is no navigation.
var handoverWords = refusals{
	foreignHost: message{status: http.StatusMisdirectedRequest, title: foreignHost.title, text: []string{
		words.Mark("What led here used a name that is not this application's. That can be an attempt to get at it from a web page. Nothing was handed over.")}},
	nothingHere: message{status: http.StatusNotFound, title: nothingHere.title, text: []string{startOver}},
	wrongMethod: message{status: http.StatusMethodNotAllowed, title: wrongMethod.title, text: []string{startOver}},
	notNavigated: message{status: http.StatusForbidden, title: notNavigated.title, text: []string{
		words.Mark("It is shown in a browser tab of its own only. Nothing was handed over.")}},
}

// explanation chooses the page for an answer that was not taken.
func explanation(err error) message {
	if refusal, ok := errors.AsType[*authkit.Error](err); ok {
		m := refusedByWorkOS
		switch {
		case refusal.Code == accessDenied:
			m = cancelled
		case refusal.Kind == authkit.Transient:
			m = notNow
		}
		m.code = refusal.Code
		return m
	}
	switch {
	case errors.Is(err, errUsed):
		return alreadyUsed
	case errors.Is(err, errOver):
		return ended
	case errors.Is(err, errMalformed):
		return damaged
	case errors.Is(err, authkit.ErrState):
		return otherSignIn
	case errors.Is(err, authkit.ErrNoCode):
		return incomplete
	}
	return unknownFailure
}

// accessDenied is the error code for "the person said no" (RFC 6749 section 4.1.2.1).
const accessDenied = "access_denied"
