package outbound

import (
	"context"
	"net/url"

	"github.com/godbus/dbus/v5"
)

// systemProxy asks the desktop portal, which speaks for GNOME's and KDE's settings and their automatic
// configuration alike (https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.ProxyResolver.html).
func systemProxy(ctx context.Context, to *url.URL) (*url.URL, error) {
	bus, err := dbus.ConnectSessionBus(dbus.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	defer bus.Close()
	var proxies []string
	portal := bus.Object("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop")
	err = portal.CallWithContext(ctx, "org.freedesktop.portal.ProxyResolver.Lookup", 0, to.String()).Store(&proxies)
	if err != nil {
		return nil, err
	}
	return firstUsable(proxies), nil
}

// firstUsable is the first proxy of a list that net/http can speak to; nil stands for a direct way.
func firstUsable(proxies []string) *url.URL {
	for _, p := range proxies {
		u, err := url.Parse(p)
		if err != nil || u.Hostname() == "" && u.Scheme != "direct" {
			continue
		}
		switch u.Scheme {
		case "direct":
			return nil
		case "socks":
			u.Scheme = "socks5"
			return u
		case "http", "https", "socks5", "socks5h":
			return u
		}
	}
	return nil
}
