package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEnvFilesFillInWhatIsUnset(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, ".env.local", "export WORKOS_CLIENT_ID=client_local\r\nWORKOS_LOG=\"debug\"\r\n")
	write(t, dir, ".env", "\ufeffWORKOS_CLIENT_ID=client_file\n# comment\nWORKOS_API_KEY=sk_file # mine\nWORKOS_API_URL=https://file.example")
	c, err := load(Source{Lookup: env(EnvAPIURL, "https://env.example"), Dir: dir}, release)
	if err != nil {
		t.Fatal(err)
	}
	if c.ClientID != "client_local" || c.APIKey != "sk_file" || c.APIURL.Host != "env.example" || c.LogLevel.String() != "DEBUG" {
		t.Errorf("got %+v, key %q", c, c.APIKey.Reveal())
	}
	if _, ok := os.LookupEnv("WORKOS_LOG"); ok {
		t.Error("the process environment was touched")
	}
}

func TestAnEmptyVariableHidesTheOneInTheFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, ".env", "WORKOS_CLIENT_ID=client_file\nWORKOS_API_KEY=sk_file")
	if c, err := load(Source{Lookup: env(EnvAPIKey, ""), Dir: dir}, release); err != nil || c.APIKey != "" {
		t.Errorf("got %q, %v", c.APIKey.Reveal(), err)
	}
}

// Decision 10: a file in the working directory must not send the stored session elsewhere.
func TestEnvFilesAreReadOnlyWhereTheyCannotBePlanted(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, ".env", "WORKOS_CLIENT_ID=client_file\nWORKOS_API_URL=https://file.example")
	tests := map[string]struct {
		build build
		read  bool
	}{
		"a release with a client ID compiled in":       {configured, false},
		"a release without one":                        {release, true},
		"a development build":                          {build{development: true, sandbox: true, clientID: "client_compiled", apiURL: defaultAPI}, true},
		"a build that carries the sandbox":             {build{sandbox: true, clientID: "client_compiled", apiURL: defaultAPI}, true},
		"a release whose client ID is the environment": {build{apiURL: "https://compiled.example"}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := load(Source{Lookup: env(), Dir: dir}, tt.build)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.ClientID == "client_file" && c.APIURL.Host == "file.example"; got != tt.read {
				t.Errorf("read = %v: %+v", got, c)
			}
		})
	}
}

func TestABrokenEnvFileIsNamedWithItsLine(t *testing.T) {
	tests := map[string]struct{ text, says string }{
		"a line that is no assignment":         {"WORKOS_LOG=info\n\n# x\nhush hush\nWORKOS_API_URL=https://x.example\n", "line 4"},
		"the first line":                       {"hush hush", "line 1"},
		"the last line without an end":         {"WORKOS_LOG=info\nhush", "line 2"},
		"a quotation mark that is not closed":  {"A=1\nWORKOS_API_KEY=\"sk_hush\nB=2\n", "line 2"},
		"a value over several lines before it": {"A=\"1\n2\n3\"\n-hush\n", "line 4"},
		"Windows' line ends":                   {"A=1\r\nhush hush\r\n", "line 2"},
		"UTF-16, as PowerShell writes it":      {"\xff\xfeW\x00O\x00", "UTF-8"},
		"the middle of a long file":            {strings.Repeat("A=1\n", 8000) + "hush hush\n" + strings.Repeat("A=1\n", 8000), "line 8001"},
		"much too large":                       {strings.Repeat("#hush\n", 1<<16), "too large"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, ".env.local", tt.text)
			_, err := load(Source{Lookup: env(EnvClientID, "client_01"), Dir: dir}, release)
			var one *Error
			if !errors.As(err, &one) || one.Variable != ".env.local" || !strings.Contains(one.Problem, ".env.local") || !strings.Contains(one.Problem, tt.says) || one.Mend == "" {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), dir) {
				t.Errorf("contents or path are quoted: %v", err)
			}
		})
	}
}

func TestAnEnvFileThatIsADirectoryIsSomethingElse(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".env"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := load(Source{Lookup: env(EnvClientID, "client_01"), Dir: dir}, release); err != nil {
		t.Error(err)
	}
}
