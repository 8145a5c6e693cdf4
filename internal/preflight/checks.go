package preflight

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"workos-widgets/internal/authkit"
	"workos-widgets/internal/config"
	"workos-widgets/internal/logging"
	"workos-widgets/internal/outbound"
	"workos-widgets/internal/words"
)

func clientID(c config.Config, wrong mistakes) Check {
	if e := wrong.about(config.EnvClientID); e != nil {
		return failed(words.T(nameClientID), e)
	}
	if c.Sandbox {
		return ok(words.T(nameClientID), words.T("The embedded sandbox stands in for WorkOS; it needs none of yours."))
	}
	return ok(words.T(nameClientID), c.ClientID)
}

func apiKey(c config.Config, wrong mistakes) Check {
	if e := wrong.about(config.EnvAPIKey); e != nil {
		return failed(words.T(nameAPIKey), e)
	}
	switch {
	case c.Sandbox:
		return ok(words.T(nameAPIKey), words.T("The embedded sandbox needs none."))
	case c.APIKey == "":
		return ok(words.T(nameAPIKey), words.T("Not set, and not needed: people sign in as with any public client."))
	}
	return ok(words.T(nameAPIKey), words.T("Set; tokens for widgets are asked for with it."))
}

func api(c config.Config, err error) Check {
	where := "WorkOS"
	if c.Sandbox {
		where = words.T("The embedded sandbox")
	}
	if err == nil {
		return ok(words.T(nameAPI), words.T("%s answers at %s.", where, c.APIURL.String()))
	}
	message, mend := unreachable(where, c.APIURL.Host, err)
	return Check{Name: words.T(nameAPI), Message: message, Mend: mend}
}

// proxy fails only for a proxy that can't be understood: whether it lets requests through is the API's check.
func proxy(r outbound.Route, err error) Check {
	switch {
	case err != nil:
		message, mend := said(err, words.T("The proxy's address can't be understood (%s).", cause(err)), words.T("Check the variables HTTPS_PROXY and HTTP_PROXY: they hold an address such as http://proxy:8080."))
		return Check{Name: words.T(nameProxy), Message: message, Mend: mend}
	case r.Source == outbound.Environment && r.Proxy != "":
		return ok(words.T(nameProxy), words.T("%s, as HTTPS_PROXY or HTTP_PROXY says.", r.Proxy))
	case r.Source == outbound.System:
		return ok(words.T(nameProxy), words.T("%s, as this computer's network settings say.", r.Proxy))
	}
	return ok(words.T(nameProxy), words.T("None: WorkOS is reached directly."))
}

// unreachable says why the API could not be reached, by what the error turns out to be.
func unreachable(where, host string, err error) (message, mend string) {
	var e *authkit.Error
	var dns *net.DNSError
	var untrusted *tls.CertificateVerificationError
	switch errors.As(err, &e); {
	case e != nil && e.Status == http.StatusTooManyRequests:
		return words.T("%s asks to be left alone for a moment: there were too many requests.", where), words.T("Wait a minute and try again.")
	case e != nil && e.Status >= http.StatusInternalServerError:
		return words.T("%s has trouble answering (%s).", where, cause(err)), words.T("Try again later; https://status.workos.com says whether it is known.")
	case e != nil && e.Status != 0:
		return words.T("Something else answers in place of %s (%s).", host, cause(err)), words.T("If this network has a sign-in page of its own, open it in a browser first; else check " + config.EnvAPIURL + ".")
	case errors.As(err, &untrusted):
		return words.T("The connection to %s can't be trusted (%s).", host, cause(err)), words.T("Check this computer's date and time. If your company inspects connections, its certificate has to be installed in the system.")
	case errors.Is(err, outbound.ErrProxyAuthentication), errors.Is(err, outbound.ErrProxyAddress):
		return said(err, "", "")
	case outbound.IsProxyTrouble(err):
		return words.T("The proxy of this network did not let the connection to %s through (%s).", host, cause(err)), words.T("Check the variable HTTPS_PROXY, or this computer's network settings.")
	case errors.As(err, &dns):
		return words.T("No address was found for %s (%s).", host, cause(err)), words.T("Check the network connection, and that the name is right (" + config.EnvAPIURL + ").")
	case isTimeout(err):
		return words.T("%s did not answer in time.", host), words.T("Check the network connection, and whether a firewall lets this application through.")
	}
	return words.T("%s can't be reached (%s).", host, cause(err)), words.T("Check the network connection, and whether a firewall lets this application through.")
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// keychainCheck is told the system (runtime.GOOS), for what its keychain does not give.
func keychainCheck(err error, goos string) Check {
	if err == nil {
		message := words.T("An entry was written, read and deleted.")
		if goos == "darwin" { // entries belong to the system's security command, which whatever the person runs can call
			message += " " + words.T("macOS lets your other programs read what this application keeps there.")
		}
		return ok(words.T(nameKeychain), message)
	}
	message, mend := said(err, words.T("The keychain can't be used."), words.T("Unlock it, or start its service."))
	message = words.T("%s, so signing in would not survive a restart (%s).", strings.TrimSuffix(message, "."), cause(err))
	return Check{Name: words.T(nameKeychain), Message: message, Mend: mend}
}

// link fails only where there is no port to fall back on.
func link(c config.Config, err error) Check {
	if err == nil {
		return comesBack(words.T(nameLink), c.Redirect, c.Sandbox)
	}
	message, mend := said(err, words.T("It can't be told whether links that begin with %s:// lead here (%s).", c.Redirect.Scheme, cause(err)), words.T("Install the application's package."))
	if c.Fallback == (config.Redirect{}) {
		return Check{Name: words.T(nameLink), Message: message, Mend: mend}
	}
	return Check{Name: words.T(nameLink), Skipped: true, Message: message + " " + words.T("The browser comes back to a port instead."), Mend: mend}
}

func port(c config.Config, err error) Check {
	if err != nil {
		message, mend := said(err, words.T("The port for the browser to come back to could not be opened (%s).", cause(err)), words.T("Close the program that uses it, or set "+config.EnvRedirectURI+" to http://127.0.0.1:*/callback for any free port."))
		return Check{Name: words.T(namePort), Message: message, Mend: mend}
	}
	return comesBack(words.T(namePort), c.Loopback(), c.Sandbox)
}

func comesBack(name string, to config.Redirect, sandbox bool) Check {
	if sandbox {
		return ok(name, words.T("The browser comes back to %s, which the embedded sandbox takes.", to.String()))
	}
	return ok(name, words.T("The browser comes back to %s, which has to stand among the redirect URIs in the WorkOS dashboard.", to.String()))
}

func browser(name string, err error) Check {
	if err != nil {
		message, mend := said(err, words.T("No browser can be opened (%s).", cause(err)), words.T("Install a browser, or name one in the variable BROWSER. The link for signing in can be copied, too."))
		return Check{Name: words.T(nameBrowser), Message: message, Mend: mend}
	}
	return ok(words.T(nameBrowser), words.T("Opened with %s.", name))
}

// said are those an error brings along for the person, or else the ones given.
func said(err error, message, mend string) (string, string) {
	if own, advice, ok := words.Explained(err); ok {
		return own, advice
	}
	return message, mend
}

func ok(name, message string) Check { return Check{Name: name, OK: true, Message: message} }

// cause is the technical cause, for whoever helps the person. The address that a
// url.Error begins with has been named already.
func cause(err error) string {
	var e *authkit.Error
	if errors.As(err, &e) && e.Status != 0 {
		return fmt.Sprintf("HTTP %d", e.Status)
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return logging.Redact(strings.Join(strings.Fields(err.Error()), " "))
}
