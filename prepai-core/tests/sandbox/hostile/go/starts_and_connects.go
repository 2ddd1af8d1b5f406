// expect: accepted
// layer: filter
package main

import (
	"syscall"
)

func solution(folder string, pid int) string {
	if syscall.Kill(pid, syscall.SIGKILL) == nil {
		return "signalled"
	}
	if _, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0); err == nil {
		return "a socket"
	}
	if _, err := syscall.ForkExec("/bin/true", []string{"true"}, nil); err == nil {
		return "started"
	}
	return "safe"
}
