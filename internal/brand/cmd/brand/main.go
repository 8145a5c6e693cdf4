// Command brand checks a company's brand, and writes what a build needs of it:
//
//	brand check FILE
//	brand write -brand FILE -version V -date RFC3339 -out DIR
//
// docs/branding.md says what a brand is. make brand runs this.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"workos-widgets/internal/brand/kit"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

const usage = `brand check FILE
brand write -brand FILE -version V -date RFC3339 -out DIR [-root CHECKOUT]
`

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		switch args[0] {
		case "check":
			return check(args[1:], stdout, stderr)
		case "write":
			return write(args[1:], stderr)
		}
	}
	fmt.Fprint(stderr, usage)
	return 2
}

func check(args []string, stdout, stderr io.Writer) int {
	if len(args) != 1 {
		fmt.Fprint(stderr, usage)
		return 2
	}
	b, _, err := kit.Load(args[0])
	if err != nil {
		return failed(stderr, args[0], err)
	}
	fmt.Fprintf(stdout, "%s is a complete brand: %s (%s)\n", args[0], b.Product, b.ID)
	return 0
}

func write(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("brand write", flag.ContinueOnError)
	flags.SetOutput(stderr)
	file := flags.String("brand", "build/brand.json", "the brand's `file`")
	version := flags.String("version", "", "the release's version, as git describes it")
	date := flags.String("date", "", "when the release's commit was made, in RFC 3339")
	out := flags.String("out", "build/branded", "the `folder` to write to")
	root := flags.String("root", ".", "the checkout")
	if flags.Parse(args) != nil {
		return 2
	}
	when, err := time.Parse(time.RFC3339, *date)
	if err != nil || *version == "" || flags.NArg() > 0 {
		fmt.Fprint(stderr, "A version and a date such as 2026-01-31T12:00:00Z are wanted, and nothing more:\n", usage)
		return 2
	}
	if err := kit.Write(*file, kit.Options{Version: *version, Date: when, Root: *root, Out: *out}); err != nil {
		return failed(stderr, *file, err)
	}
	return 0
}

func failed(stderr io.Writer, file string, err error) int {
	fmt.Fprintf(stderr, "The brand in %s can't be used:\n%v\n", file, err)
	return 1
}
