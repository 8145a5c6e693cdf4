// Command workos-sandbox serves the sandbox as a process of its own, for development and for tests that kill
// and restart it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
	"time"

	"workos-widgets/internal/sandbox"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "workos-sandbox:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends. Once it accepts connections it prints, on stdout, the environment variables
// that lead the application to it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	address, options, err := parse(args, stderr)
	if err != nil {
		return err
	}
	box, err := sandbox.New(options)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address.String())
	if err != nil {
		return fmt.Errorf("cannot listen: %w", err)
	}
	server := &http.Server{Handler: box, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	fmt.Fprintf(stdout, "WORKOS_API_URL=http://%s\nWORKOS_CLIENT_ID=%s\nWORKOS_API_KEY=%s\n", listener.Addr(), sandbox.ClientID, sandbox.APIKey)
	select {
	case err = <-served:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if server.Shutdown(ending) != nil {
		_ = server.Close()
	}
	<-served
	return box.Close()
}

// parse reads the flags. The sandbox has no secret worth the name, so that it is served on loopback only.
func parse(args []string, stderr io.Writer) (netip.AddrPort, sandbox.Options, error) {
	var (
		options sandbox.Options
		level   slog.Level
	)
	flags := flag.NewFlagSet("workos-sandbox", flag.ContinueOnError)
	flags.SetOutput(stderr)
	addr := flags.String("addr", "127.0.0.1:0", "loopback `address` to listen on; port 0 takes a free one")
	flags.StringVar(&options.StatePath, "state", "", "`file` that keeps the state over a restart; none by default")
	flags.IntVar(&options.Members, "members", 0, "`number` of generated members of Acme Corp, beside the named ones")
	flags.DurationVar(&options.TokenLife, "token-life", sandbox.DefaultTokenLife, "how long access tokens live")
	flags.BoolVar(&options.NoLogoutRedirect, "no-logout-redirect", false, "be an environment whose sign-out redirect was never configured")
	latency := flags.Duration("latency", 0, "how long each operation of the widgets takes, at least")
	flags.Func("fault", "`operation=fault` that stands, such as Members=503, *=2s or Sessions=1s,lost; may be given several times", func(text string) error {
		rule, err := sandbox.ParseRule(text)
		options.Rules = append(options.Rules, rule)
		return err
	})
	flags.TextVar(&level, "log", slog.LevelWarn, "log `level`: debug, info, warn or error")
	if err := flags.Parse(args); err != nil {
		return netip.AddrPort{}, options, err
	}
	address, err := netip.ParseAddrPort(*addr)
	switch {
	case flags.NArg() > 0:
		return address, options, fmt.Errorf("%q is not a flag", flags.Arg(0))
	case err != nil || !address.Addr().IsLoopback():
		return address, options, fmt.Errorf("-addr %s is not a loopback address with a port, such as 127.0.0.1:4610", *addr)
	case options.Members < 0 || options.Members > sandbox.MaxMembers:
		return address, options, fmt.Errorf("-members must be from 0 to %d", sandbox.MaxMembers)
	case options.TokenLife < time.Second:
		return address, options, errors.New("-token-life must be a second or more")
	}
	if *latency != 0 {
		rule, err := sandbox.Latency(*latency)
		if err != nil {
			return address, options, fmt.Errorf("-latency: %w", err)
		}
		options.Rules = append([]sandbox.Rule{rule}, options.Rules...)
	}
	options.Log = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	return address, options, nil
}
