// expect: runtime_error
// layer: watchdog
// says: threads
package main

import (
	"runtime"
	"time"
)

func solution(folder string, pid int) string {
	for i := 0; i < 400; i++ {
		go func() {
			runtime.LockOSThread()
			time.Sleep(time.Hour)
		}()
	}
	time.Sleep(time.Hour)
	return "threads run"
}
