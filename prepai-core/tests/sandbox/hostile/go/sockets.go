// expect: accepted
// layer: filter
// alone: filter
package main

import "syscall"

func solution(folder string, pid int) string {
	for _, family := range []int{syscall.AF_INET, syscall.AF_INET6, syscall.AF_UNIX} {
		if _, err := syscall.Socket(family, syscall.SOCK_STREAM, 0); err == nil {
			return "a socket"
		}
	}
	return "safe"
}
