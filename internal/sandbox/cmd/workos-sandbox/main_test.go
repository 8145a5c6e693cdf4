package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"workos-widgets/internal/sandbox"
)

func TestServesUntilItIsTold(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := run(ctx, []string{"-state", filepath.Join(t.TempDir(), "state.json"), "-members", "3"}, in, io.Discard)
		in.Close()
		done <- err
	}()
	variables := map[string]string{}
	for lines := bufio.NewScanner(out); len(variables) < 3 && lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "=")
		variables[name] = value
	}
	if variables["WORKOS_CLIENT_ID"] != sandbox.ClientID || variables["WORKOS_API_KEY"] != sandbox.APIKey {
		t.Errorf("it printed %v", variables)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Get(variables["WORKOS_API_URL"] + "/sso/jwks/" + sandbox.ClientID)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("status %d", res.StatusCode)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestFlagsThatAreWrongAreExplained(t *testing.T) {
	for _, args := range [][]string{
		{"-addr", "0.0.0.0:0"}, {"-addr", "example.com:80"}, {"-addr", "127.0.0.1"}, {"-members", "-1"}, {"-members", "100001"},
		{"-token-life", "0s"}, {"-log", "loud"}, {"-latency", "-1s"}, {"-latency", "1h"}, {"-fault", "Members"}, {"-fault", "Nothing=503"}, {"-fault", "Members=200"}, {"-nonsense"}, {"stray"},
	} {
		var said strings.Builder
		if err := run(t.Context(), args, io.Discard, &said); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}
