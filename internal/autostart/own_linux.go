package autostart

import (
	"os"
)

func own() (entry, error) {
	config, err := os.UserConfigDir()
	if err != nil {
		return nil, refused(err)
	}
	program, err := os.Executable()
	if err != nil {
		return nil, refused(err)
	}
	return fileEntry{path: desktopPath(config), executable: program, format: desktopEntry}, nil
}
