package autostart

import (
	"os"
)

func own() (entry, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, refused(err)
	}
	program, err := os.Executable()
	if err != nil {
		return nil, refused(err)
	}
	return fileEntry{path: agentPath(home), executable: program, format: launchAgent}, nil
}
