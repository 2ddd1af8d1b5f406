// expect: memory_limit|runtime_error|time_limit|output_limit
// layer: limits; a runtime that finds no memory prints every goroutine
package main

func solution(folder string, pid int) string {
	for {
		go func() { select {} }()
	}
}
