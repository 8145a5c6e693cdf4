package authkit_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"text/template"

	"workos-widgets/internal/authkit"
)

// holder is what a credential usually sits in.
type holder struct {
	Token authkit.Secret
	List  []authkit.Secret
	Map   map[string]authkit.Secret
	Any   any
	Ptr   *authkit.Secret
}

func TestASecretStaysOutOfSight(t *testing.T) {
	secret := authkit.Secret("hunter2")
	h := holder{secret, []authkit.Secret{secret}, map[string]authkit.Secret{"k": secret}, secret, &secret}
	values := map[string]any{
		"itself": secret, "a pointer": &secret, "a struct": h, "a pointer to a struct": &h, "a slice": h.List, "a map": h.Map,
		"a grant":    authkit.Grant{AccessToken: secret, RefreshToken: secret},
		"an attempt": authkit.Attempt{State: "s", Verifier: secret},
		"options":    authkit.Options{APIKey: secret},
		"an error":   &authkit.Error{Op: "exchange", PendingToken: secret},
	}
	for name, value := range values {
		t.Run(name, func(t *testing.T) {
			for how, printed := range ways(t, value) {
				for _, form := range []string{"hunter2", "68756e74657232", "104 117 110", "0x68", `'h'`} {
					if strings.Contains(strings.ToLower(printed), form) {
						t.Errorf("%s shows it: %s", how, printed)
					}
				}
			}
		})
	}
	if secret.Reveal() != "hunter2" {
		t.Error("Reveal does not")
	}
}

// ways prints a value in every way that logs, errors and answers are made. The format is no constant, so that
// vet leaves the verbs alone that it would refuse elsewhere.
func ways(t *testing.T, value any) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, verb := range strings.Fields("%v %+v %#v %s %q %#q %x %X %#x %d %t %c %U %b %o %e %g %20v %-20s %.3s %.3v %z") {
		out[verb] = fmt.Sprintf(verb, value)
	}
	out["Sprint"] = fmt.Sprint(value)
	out["Errorf"] = fmt.Errorf("failed with %v: %w", value, errors.New("cause")).Error()
	out["too many operands"] = fmt.Sprintf([]string{"none"}[0], value)
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	out["JSON"] = string(raw)
	if raw, err := xml.Marshal(value); err == nil {
		out["XML"] = string(raw)
	}
	var text, structured, page bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("m", "value", value, slog.Group("g", "value", value))
	slog.New(slog.NewJSONHandler(&structured, nil)).Info("m", "value", value, slog.Group("g", "value", value))
	if err := template.Must(template.New("").Parse("{{.}}")).Execute(&page, value); err != nil {
		t.Fatal(err)
	}
	out["a value of slog, by its kind"] = reflect.ValueOf(slog.AnyValue(value).Resolve().Any()).String()
	out["slog text"], out["slog JSON"], out["a template"] = text.String(), structured.String(), page.String()
	return out
}
