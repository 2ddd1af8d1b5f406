// The guest of Go programs: arguments by reflection into whatever types the candidate's function has, results back.
// It stands in the candidate's package, so its names begin with prepai.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
)

const (
	prepaiChannel = 200
	prepaiLongest = 1 << 20
	prepaiDeepest = 100
)

type prepaiMessage struct {
	T       string        `json:"t"`
	Source  string        `json:"source"`
	ID      json.Number   `json:"id"`
	Args    []interface{} `json:"args"`
	InPlace bool          `json:"in_place"`
}

var prepaiSource []string

// The candidate's own lines of a stack, outermost first.
func prepaiTrace() string {
	var lines []string
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.File, "solution.go") && frame.Line <= len(prepaiSource) && frame.Line > 0 {
			text, _ := json.Marshal(strings.TrimSpace(prepaiSource[frame.Line-1]))
			name, _ := json.Marshal(strings.TrimPrefix(frame.Function, "main."))
			lines = append(lines, fmt.Sprintf(`{"line":%d,"function":%s,"text":%s}`, frame.Line, name, text))
		}
		if !more {
			break
		}
	}
	for i, j := 0, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
	return "[" + strings.Join(lines, ",") + "]"
}

func prepaiCall(function reflect.Value, message prepaiMessage) (body string) {
	defer func() {
		caught := recover()
		if caught == nil {
			return
		}
		if _, large := caught.(prepaiTooLarge); large {
			body = `,"too_large":true`
			return
		}
		kind, words := "panic", fmt.Sprint(caught)
		if wrong, ok := caught.(prepaiMismatch); ok {
			kind, words = "TypeError", string(wrong)
		} else if _, ok := caught.(runtime.Error); ok {
			kind = "runtime error"
			words = strings.TrimPrefix(words, "runtime error: ")
		}
		if len(words) > 4000 {
			words = words[:4000]
		}
		k, _ := json.Marshal(kind)
		w, _ := json.Marshal(words)
		trace := "[]"
		if kind != "TypeError" {
			trace = prepaiTrace()
		}
		body = fmt.Sprintf(`,"fault":{"kind":%s,"message":%s,"trace":%s}`, k, w, trace)
	}()
	t := function.Type()
	if len(message.Args) != t.NumIn() {
		panic(prepaiMismatch(fmt.Sprintf("the function takes %d arguments, the test has %d", t.NumIn(), len(message.Args))))
	}
	arguments := make([]reflect.Value, t.NumIn())
	for i := range arguments {
		func() {
			defer func() {
				if caught := recover(); caught != nil {
					if wrong, ok := caught.(prepaiMismatch); ok {
						panic(prepaiMismatch(fmt.Sprintf("argument %d %s", i+1, string(wrong))))
					}
					panic(caught)
				}
			}()
			arguments[i] = prepaiMake(message.Args[i], t.In(i))
		}()
	}
	var results []reflect.Value
	if t.IsVariadic() {
		results = function.CallSlice(arguments)
	} else {
		results = function.Call(arguments)
	}
	body = `,"value":` + prepaiText(results...)
	if message.InPlace {
		texts := make([]string, len(arguments))
		for i, argument := range arguments {
			texts[i] = prepaiText(argument)
		}
		body += `,"args":[` + strings.Join(texts, ",") + "]"
	}
	return body
}

func prepaiRead(channel *os.File, message *prepaiMessage) bool {
	var header [4]byte
	if _, err := io.ReadFull(channel, header[:]); err != nil {
		return false
	}
	content := make([]byte, binary.LittleEndian.Uint32(header[:]))
	if _, err := io.ReadFull(channel, content); err != nil {
		return false
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	*message = prepaiMessage{}
	return decoder.Decode(message) == nil
}

func prepaiAnswer(channel *os.File, body string) {
	frame := make([]byte, 4, len(body)+4)
	binary.LittleEndian.PutUint32(frame, uint32(len(body)))
	_, _ = channel.Write(append(frame, body...))
}

func prepaiServe(function interface{}, description string) {
	debug.SetMaxStack(64 << 20)
	channel := os.NewFile(prepaiChannel, "channel")
	var message prepaiMessage
	for prepaiRead(channel, &message) {
		if message.T == "load" {
			prepaiSource = strings.Split(message.Source, "\n")
			prepaiAnswer(channel, `{"t":"loaded","functions":`+description+`}`)
			continue
		}
		body := `,"fault":{"kind":"TypeError","message":"there is no such function"}`
		if function != nil {
			body = prepaiCall(reflect.ValueOf(function), message)
		}
		prepaiAnswer(channel, `{"t":"done","id":`+string(message.ID)+body+"}")
	}
}
