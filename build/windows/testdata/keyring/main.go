// Command keyring stores secrets as the application does, and prints those of the services that it is asked for:
//
//	keyring SERVICE...        prints the services that have a secret
//	keyring -set SERVICE...   stores one for each
package main

import (
	"fmt"
	"os"

	"github.com/zalando/go-keyring"
)

func main() {
	services, set := os.Args[1:], false
	if len(services) > 0 && services[0] == "-set" {
		services, set = services[1:], true
	}
	for _, service := range services {
		if set {
			if err := keyring.Set(service, "an account", "a secret"); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		} else if _, err := keyring.Get(service, "an account"); err == nil {
			fmt.Println(service)
		}
	}
}
