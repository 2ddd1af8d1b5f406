// expect: compile_error
// layer: the compiler alone is called
package main

// #include "/etc/passwd"
import "C"

func solution(folder string, pid int) string { return "safe" }
