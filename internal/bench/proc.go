//go:build bench && linux

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// tree is a process and everything that it has started, by their IDs.
func tree(pid int) []int {
	children := map[int][]int{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// The name, in parentheses, may hold anything; the parent is the second field after it.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		parent, err := strconv.Atoi(fields[1])
		if err != nil {
			continue
		}
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		children[parent] = append(children[parent], child)
	}
	all := []int{pid}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all
}

// memory is what a process and everything that it has started hold, in MiB, with what they share with others
// counted by their part (PSS).
func memory(pid int) (float64, error) {
	parts, err := memoryByProgram(pid)
	var sum float64
	for _, mib := range parts {
		sum += mib
	}
	return sum, err
}

// memoryByProgram is the same for each of the programs that run in them, by the names of their files.
func memoryByProgram(pid int) (map[string]float64, error) {
	parts := map[string]float64{}
	for _, p := range tree(pid) {
		kB, err := field(fmt.Sprintf("/proc/%d/smaps_rollup", p), "Pss:")
		if err != nil && p == pid {
			return nil, err
		}
		path, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", p))
		if err != nil && p == pid {
			return nil, err
		}
		if err == nil { // else it has ended
			parts[filepath.Base(path)] += kB / 1024
		}
	}
	return parts, nil
}

// counters is what each thread of some processes has counted. Threads come and go: growth can be told only of
// each by itself.
type counters map[string]float64

// growth is by how much the counters have grown since, without what threads counted that have ended meanwhile.
func (c counters) growth(since counters) float64 {
	var sum float64
	for thread, n := range c {
		sum += n - since[thread]
	}
	return sum
}

// busy is how long a process and everything that it has started have had a processor, in milliseconds.
func busy(pid int) (counters, error) {
	all := counters{}
	for _, p := range tree(pid) {
		for _, path := range threads(p, "schedstat") {
			text, err := os.ReadFile(path)
			if err != nil {
				continue // it has ended
			}
			var ns float64
			if _, err := fmt.Sscan(string(text), &ns); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			all[path] = ns / 1e6
		}
	}
	return all, nil
}

// switches is how often the threads of a process have given up a processor by themselves.
func switches(pid int) counters {
	all := counters{}
	for _, path := range threads(pid, "status") {
		if n, err := field(path, "voluntary_ctxt_switches:"); err == nil {
			all[path] = n
		}
	}
	return all
}

func threads(pid int, file string) []string {
	paths, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/[0-9]*/%s", pid, file))
	return paths
}

// field is the number after a name in one of the kernel's tables.
func field(path, name string) (float64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), name); ok {
			return strconv.ParseFloat(strings.Fields(rest)[0], 64)
		}
	}
	return 0, fmt.Errorf("%s has no %s", path, name)
}

// descriptors is how many files, sockets and pipes a process has open, and listeners how many sockets besides wait
// for somebody to connect.
func descriptors(pid int) (open, listeners int) {
	listening := map[string]bool{}
	for _, table := range []string{"tcp", "tcp6"} {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, table))
		for line := range strings.Lines(string(text)) {
			if f := strings.Fields(line); len(f) > 9 && f[3] == "0A" {
				listening["socket:["+f[9]+"]"] = true
			}
		}
	}
	links, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	for _, link := range links {
		target, err := os.Readlink(link)
		if err != nil {
			continue // closed meanwhile
		}
		if listening[target] {
			listeners++
		} else {
			open++
		}
	}
	return open, listeners
}
