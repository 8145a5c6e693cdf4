//go:build linux

package desktop

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// sweep kills what still carries the desktop's mark: services that a bus started, and helpers whose
// parent is gone. Most leave by themselves as soon as their bus or display has; they get a moment to.
func (d *Desktop) sweep() error {
	const patience, limit = time.Second, 5 * time.Second
	begun := time.Now()
	for {
		left := d.marked()
		if len(left) == 0 {
			return nil
		}
		if time.Since(begun) > limit {
			return fmt.Errorf("desktop: still running: %s", strings.Join(names(left), ", "))
		}
		if time.Since(begun) > patience {
			for _, pid := range left {
				_ = syscall.Kill(pid, syscall.SIGKILL) // gone already is as good
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// marked lists the processes whose environment carries the desktop's mark.
func (d *Desktop) marked() []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var pids []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		env, err := os.ReadFile("/proc/" + e.Name() + "/environ")
		if err == nil && carries(env, d.mark) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// carries says whether an environment block has exactly this entry.
func carries(environ []byte, entry string) bool {
	for e := range bytes.SplitSeq(environ, []byte{0}) {
		if string(e) == entry {
			return true
		}
	}
	return false
}

func names(pids []int) []string {
	out := make([]string, len(pids))
	for i, pid := range pids {
		line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		out[i] = fmt.Sprintf("%d (%s)", pid, bytes.TrimSpace(bytes.ReplaceAll(line, []byte{0}, []byte{' '})))
	}
	return out
}
