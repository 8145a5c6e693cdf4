// Command show prints whose build it is, for a test.
package main

import (
	"fmt"

	"workos-widgets/build"
	"workos-widgets/internal/brand"
)

func main() { fmt.Print(brand.Current().Product, "|", len(build.WindowIcon)) }
