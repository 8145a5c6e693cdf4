//go:build bench && linux

package main

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// assets is where the built page is.
const assets = "frontend/dist/assets"

// measureSizes weighs the release's binary, and the scripts that the first page cannot do without.
func measureSizes(context.Context, plan) ([]Figure, error) {
	ours, err := megabytes(application)
	if err != nil {
		return nil, err
	}
	bare, err := megabytes(hello)
	if err != nil {
		return nil, err
	}
	needed, err := firstPage()
	if err != nil {
		return nil, err
	}
	scripts, err := weigh(needed)
	if err != nil {
		return nil, err
	}
	every, err := filepath.Glob(assets + "/*.js")
	if err != nil {
		return nil, err
	}
	all, err := weigh(every)
	if err != nil {
		return nil, err
	}
	sheets, err := filepath.Glob(assets + "/*.css")
	if err != nil {
		return nil, err
	}
	styles, err := weigh(sheets)
	if err != nil {
		return nil, err
	}
	return []Figure{
		atMost("release binary", "MB", exactly("application", ours), exactly("hello", bare), 14),
		atMost("scripts of the first page, gzip", "kB", exactly("of the first page", scripts), exactly("all scripts", all), 190).gauged(byItself),
		limited("all stylesheets, gzip", "kB", exactly("application", styles), exactly("scripts of the first page", scripts), 0, "").gauged(byItself),
	}, nil
}

func megabytes(path string) (float64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return float64(info.Size()) / 1e6, nil
}

// firstPage is every script that somebody who is signed in waits for before the profile has its data: what
// index.html names, the start, the profile's widget and the switcher, and all that these import.
func firstPage() ([]string, error) {
	roots := []string{"index-*.js", "start-*.js", "user-profile.client-*.js", "organization-switcher.client-*.js"}
	seen := map[string]bool{}
	var queue []string
	for _, pattern := range roots {
		found, err := filepath.Glob(filepath.Join(assets, pattern))
		if err != nil {
			return nil, err
		}
		if len(found) != 1 {
			return nil, fmt.Errorf("%d scripts are called %s: what the first page needs is not known any more", len(found), pattern)
		}
		queue = append(queue, found[0])
	}
	for ; len(queue) > 0; queue = queue[1:] {
		if seen[queue[0]] {
			continue
		}
		seen[queue[0]] = true
		imports, err := imported(queue[0])
		if err != nil {
			return nil, err
		}
		queue = append(queue, imports...)
	}
	var all []string
	for path := range seen {
		all = append(all, path)
	}
	return all, nil
}

// staticImport is an import that a module waits for, as the bundler writes it. import("…") is none.
var staticImport = regexp.MustCompile(`(?:\bfrom|\bimport)\s*["'` + "`" + `]\./([^"'` + "`" + `]+\.js)["'` + "`" + `]`)

func imported(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, m := range staticImport.FindAllSubmatch(text, -1) {
		all = append(all, filepath.Join(filepath.Dir(path), string(m[1])))
	}
	return all, nil
}

// weigh is what files weigh after gzip, each by itself, in kB.
func weigh(paths []string) (float64, error) {
	if len(paths) == 0 {
		return 0, errors.New("nothing to weigh: the page is not built")
	}
	var sum counter
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return 0, err
		}
		z, err := gzip.NewWriterLevel(&sum, gzip.BestCompression)
		if err != nil {
			return 0, err
		}
		if _, err := z.Write(text); err != nil {
			return 0, err
		}
		if err := z.Close(); err != nil {
			return 0, err
		}
	}
	return float64(sum) / 1000, nil
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
