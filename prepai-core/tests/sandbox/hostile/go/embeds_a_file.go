// expect: compile_error
// layer: files
package main

import _ "embed"

//go:embed passwd
var stolen string

func solution(folder string, pid int) string { return stolen }
