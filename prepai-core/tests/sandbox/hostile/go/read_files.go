// expect: accepted
// layer: files
package main

import "os"

func solution(folder string, pid int) string {
	for _, path := range []string{folder + "/secret", "/etc/passwd", "/proc/self/environ"} {
		if text, err := os.ReadFile(path); err == nil {
			return path + " says " + string(text)
		}
	}
	if os.WriteFile(folder+"/planted", []byte("x"), 0o644) == nil {
		return "written"
	}
	return "safe"
}
