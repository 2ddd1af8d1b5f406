// expect: memory_limit
// layer: watchdog
package main

func solution(folder string, pid int) string {
	for {
		go func() { select {} }()
	}
}
