package config

import "workos-widgets/internal/brand"

// LinkSignIn is the host of the deep link that asks for a sign-in and answers none: SCHEME://sign-in.
const LinkSignIn = "sign-in"

// Scheme is the URI scheme of this application's deep links, in lower case.
func Scheme() string { return brand.Current().Scheme }
