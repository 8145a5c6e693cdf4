package authkit_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"workos-widgets/internal/authkit"
)

// crashVariable has the test below be the program that crashes, in the way it names.
const crashVariable = "AUTHKIT_TEST_CRASH"

var crashes = map[string]func(authkit.Secret){
	"with the credential itself": func(s authkit.Secret) { panic(s) },
	"with an error about it":     func(s authkit.Secret) { panic(fmt.Errorf("exchanging %v", s)) },
	"with what holds it":         func(s authkit.Secret) { panic(authkit.Grant{AccessToken: s, RefreshToken: s}) },
	"with a pointer to it":       func(s authkit.Secret) { panic(&s) },
	"with it among arguments":    func(s authkit.Secret) { crash(s, nil) },
}

//go:noinline
func crash(s authkit.Secret, into *int) { *into = len(s) }

// TestCrashShowsNoCredentialAttack crashes with a credential at hand, and reads what the runtime prints.
func TestCrashShowsNoCredentialAttack(t *testing.T) {
	secret := strings.Repeat("hunter", 2) + "-" + strings.Repeat("2", 3)
	if how := os.Getenv(crashVariable); how != "" {
		crashes[how](authkit.Secret(secret))
	}
	for how := range crashes {
		t.Run(how, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^TestCrashShowsNoCredentialAttack$")
			cmd.Env = append(os.Environ(), crashVariable+"="+how, "GOTRACEBACK=all")
			printed, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(printed), "goroutine ") {
				t.Fatalf("it did not crash: %v, %s", err, printed)
			}
			if strings.Contains(string(printed), secret) {
				t.Errorf("the crash shows it: %s", printed)
			}
		})
	}
}
