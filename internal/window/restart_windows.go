package window

import "os"

func restart(path string, args, environ []string) error {
	p, err := os.StartProcess(path, args, &os.ProcAttr{Env: environ, Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}})
	if err != nil {
		return err
	}
	return p.Release()
}
