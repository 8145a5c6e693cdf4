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
)

func clientID(c config.Config, wrong mistakes) Check {
	if e := wrong.about(config.EnvClientID); e != nil {
		return failed(nameClientID, e)
	}
	if c.Sandbox {
		return ok(nameClientID, "The embedded sandbox stands in for WorkOS; it needs none of yours.")
	}
	return ok(nameClientID, c.ClientID)
}

func apiKey(c config.Config, wrong mistakes) Check {
	if e := wrong.about(config.EnvAPIKey); e != nil {
		return failed(nameAPIKey, e)
	}
	switch {
	case c.Sandbox:
		return ok(nameAPIKey, "The embedded sandbox needs none.")
	case c.APIKey == "":
		return ok(nameAPIKey, "Not set, and not needed: people sign in as with any public client.")
	}
	return ok(nameAPIKey, "Set; tokens for widgets are asked for with it.")
}

func api(c config.Config, err error) Check {
	where := "WorkOS"
	if c.Sandbox {
		where = "The embedded sandbox"
	}
	if err == nil {
		return ok(nameAPI, where+" answers at "+c.APIURL.String()+".")
	}
	message, mend := unreachable(where, c.APIURL.Host, err)
	return Check{Name: nameAPI, Message: message, Mend: mend}
}

// proxy fails only for a proxy that can't be understood: whether it lets requests through is the API's check.
func proxy(r outbound.Route, err error) Check {
	switch {
	case err != nil:
		return Check{Name: nameProxy, Message: "The proxy's address can't be understood" + because(err), Mend: "Check the variables HTTPS_PROXY and HTTP_PROXY: they hold an address such as http://proxy:8080."}
	case r.Source == outbound.Environment && r.Proxy != "":
		return ok(nameProxy, r.Proxy+", as HTTPS_PROXY or HTTP_PROXY says.")
	case r.Source == outbound.System:
		return ok(nameProxy, r.Proxy+", as this computer's network settings say.")
	}
	return ok(nameProxy, "None: WorkOS is reached directly.")
}

// unreachable says why the API could not be reached, by what the error turns out to be.
func unreachable(where, host string, err error) (message, mend string) {
	var e *authkit.Error
	var dns *net.DNSError
	var untrusted *tls.CertificateVerificationError
	switch errors.As(err, &e); {
	case e != nil && e.Status == http.StatusTooManyRequests:
		return where + " asks to be left alone for a moment: there were too many requests.", "Wait a minute and try again."
	case e != nil && e.Status >= http.StatusInternalServerError:
		return where + " has trouble answering" + because(err), "Try again later; https://status.workos.com says whether it is known."
	case e != nil && e.Status != 0:
		return "Something else answers in place of " + host + because(err), "If this network has a sign-in page of its own, open it in a browser first; else check " + config.EnvAPIURL + "."
	case errors.As(err, &untrusted):
		return "The connection to " + host + " can't be trusted" + because(err), "Check this computer's date and time. If your company inspects connections, its certificate has to be installed in the system."
	case errors.Is(err, outbound.ErrProxyAuthentication):
		return words(err, "", "")
	case outbound.IsProxyTrouble(err):
		return "The proxy of this network did not let the connection to " + host + " through" + because(err), "Check the variable HTTPS_PROXY, or this computer's network settings."
	case errors.As(err, &dns):
		return "No address was found for " + host + because(err), "Check the network connection, and that the name is right (" + config.EnvAPIURL + ")."
	case isTimeout(err):
		return host + " did not answer in time.", "Check the network connection, and whether a firewall lets this application through."
	}
	return host + " can't be reached" + because(err), "Check the network connection, and whether a firewall lets this application through."
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

func keychainCheck(err error) Check {
	if err == nil {
		return ok(nameKeychain, "An entry was written, read and deleted.")
	}
	message, mend := words(err, "The keychain can't be used.", "Unlock it, or start its service.")
	message = strings.TrimSuffix(message, ".") + ", so signing in would not survive a restart"
	return Check{Name: nameKeychain, Message: message + because(err), Mend: mend}
}

func port(c config.Config, err error) Check {
	if err != nil {
		message, mend := words(err, "The port for the browser to come back to could not be opened", "Close the program that uses it, or set "+config.EnvRedirectURI+" to http://127.0.0.1:*/callback for any free port.")
		return Check{Name: namePort, Message: message, Mend: mend}
	}
	if c.Sandbox {
		return ok(namePort, "The browser comes back to "+c.Redirect.String()+", which the embedded sandbox takes.")
	}
	return ok(namePort, "The browser comes back to "+c.Redirect.String()+", which has to stand among the redirect URIs in the WorkOS dashboard.")
}

func browser(name string, err error) Check {
	if err != nil {
		message, mend := words(err, "No browser can be opened", "Install a browser, or name one in the variable BROWSER. The link for signing in can be copied, too.")
		return Check{Name: nameBrowser, Message: message, Mend: mend}
	}
	return ok(nameBrowser, "Opened with "+name+".")
}

// words are those an error brings along for the person, or else the ones given.
func words(err error, message, mend string) (string, string) {
	var e interface {
		error
		Message() string
		Mend() string
	}
	if errors.As(err, &e) {
		return e.Message(), e.Mend()
	}
	return message + because(err), mend
}

func ok(name, message string) Check { return Check{Name: name, OK: true, Message: message} }

// because is the technical cause as the end of a sentence, for whoever helps the person. The address that a
// url.Error begins with has been named already.
func because(err error) string {
	var e *authkit.Error
	if errors.As(err, &e) && e.Status != 0 {
		return fmt.Sprintf(" (HTTP %d).", e.Status)
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return " (" + logging.Redact(strings.Join(strings.Fields(err.Error()), " ")) + ")."
}
