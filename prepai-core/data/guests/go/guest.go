// The guest of Go programs: arguments by reflection into whatever types the candidate's function has, results back.
// It stands in the candidate's package, so its names begin with prepai.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/big"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	prepaiChannel = 200
	prepaiLongest = 1 << 20
	prepaiDeepest = 100
)

type prepaiMismatch string

func prepaiWrong(value interface{}, wanted string) prepaiMismatch {
	found := "a map"
	switch v := value.(type) {
	case nil:
		found = "null"
	case bool:
		found = "a boolean"
	case json.Number:
		found = "a number (" + string(v) + ")"
	case string:
		found = "a string"
	case []interface{}:
		found = "a list"
	}
	return prepaiMismatch("is " + found + " where the function takes " + wanted)
}

func prepaiTagged(value interface{}) (string, interface{}) {
	if m, ok := value.(map[string]interface{}); ok {
		if tag, ok := m["$"].(string); ok {
			return tag, m["v"]
		}
	}
	return "", value
}

func prepaiList(value interface{}, wanted string) []interface{} {
	_, inner := prepaiTagged(value)
	if list, ok := inner.([]interface{}); ok {
		return list
	}
	panic(prepaiWrong(value, wanted))
}

func prepaiDigits(value interface{}, wanted string) string {
	tag, inner := prepaiTagged(value)
	if number, ok := inner.(json.Number); ok {
		return string(number)
	}
	if text, ok := inner.(string); ok && (tag == "int" || tag == "float") {
		return text
	}
	panic(prepaiWrong(value, wanted))
}

func prepaiInteger(value interface{}, wanted string) *big.Int {
	text := prepaiDigits(value, wanted)
	if whole, ok := new(big.Int).SetString(text, 10); ok {
		return whole
	}
	if float, _, err := big.ParseFloat(text, 10, 200, big.ToZero); err == nil && float.IsInt() {
		whole, _ := float.Int(nil)
		return whole
	}
	panic(prepaiWrong(value, wanted))
}

func prepaiNode(t reflect.Type) (kind string) {
	if t.Kind() != reflect.Struct {
		return ""
	}
	has := func(name string) bool { _, ok := t.FieldByName(name); return ok }
	if has("Val") && has("Next") {
		return "list"
	}
	if has("Val") && has("Left") && has("Right") {
		return "tree"
	}
	return ""
}

func prepaiMake(value interface{}, t reflect.Type) reflect.Value {
	out := reflect.New(t).Elem()
	switch t {
	case reflect.TypeOf(big.Int{}):
		return reflect.ValueOf(prepaiInteger(value, "an integer")).Elem()
	}
	switch t.Kind() {
	case reflect.Bool:
		b, ok := value.(bool)
		if !ok {
			panic(prepaiWrong(value, "a boolean"))
		}
		out.SetBool(b)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		// A rune may be given as its character.
		if text, ok := value.(string); ok && t.Kind() == reflect.Int32 && utf8.RuneCountInString(text) == 1 {
			r, _ := utf8.DecodeRuneInString(text)
			out.SetInt(int64(r))
			return out
		}
		whole := prepaiInteger(value, "an integer")
		if !whole.IsInt64() || out.OverflowInt(whole.Int64()) {
			panic(prepaiWrong(value, fmt.Sprintf("an integer of %d bits", t.Bits())))
		}
		out.SetInt(whole.Int64())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if text, ok := value.(string); ok && t.Kind() == reflect.Uint8 && len(text) == 1 {
			out.SetUint(uint64(text[0]))
			return out
		}
		whole := prepaiInteger(value, "an integer")
		if !whole.IsUint64() || out.OverflowUint(whole.Uint64()) {
			panic(prepaiWrong(value, fmt.Sprintf("an unsigned integer of %d bits", t.Bits())))
		}
		out.SetUint(whole.Uint64())
	case reflect.Float32, reflect.Float64:
		number, err := strconv.ParseFloat(prepaiDigits(value, "a number"), 64)
		if err != nil && math.IsNaN(number) {
			panic(prepaiWrong(value, "a number"))
		}
		out.SetFloat(number)
	case reflect.String:
		text, ok := value.(string)
		if !ok {
			panic(prepaiWrong(value, "a string"))
		}
		out.SetString(text)
	case reflect.Slice:
		if value == nil {
			return out
		}
		if text, ok := value.(string); ok && t.Elem().Kind() == reflect.Uint8 {
			out.SetBytes([]byte(text))
			return out
		}
		list := prepaiList(value, "a list")
		out.Set(reflect.MakeSlice(t, len(list), len(list)))
		for i, item := range list {
			out.Index(i).Set(prepaiMake(item, t.Elem()))
		}
	case reflect.Array:
		list := prepaiList(value, "a list")
		if len(list) != t.Len() {
			panic(prepaiWrong(value, fmt.Sprintf("a list of %d", t.Len())))
		}
		for i, item := range list {
			out.Index(i).Set(prepaiMake(item, t.Elem()))
		}
	case reflect.Map:
		prepaiMap(value, t, out)
	case reflect.Ptr:
		if value == nil {
			return out
		}
		switch prepaiNode(t.Elem()) {
		case "list":
			return prepaiLinked(prepaiList(value, "a linked list"), t)
		case "tree":
			return prepaiTree(prepaiList(value, "a tree in level order"), t)
		}
		made := reflect.New(t.Elem())
		made.Elem().Set(prepaiMake(value, t.Elem()))
		return made
	case reflect.Interface:
		if value != nil {
			out.Set(reflect.ValueOf(prepaiNatural(value)))
		}
	case reflect.Struct:
		list := prepaiList(value, "a list of its fields")
		if len(list) != t.NumField() {
			panic(prepaiWrong(value, fmt.Sprintf("a list of %d fields", t.NumField())))
		}
		for i, item := range list {
			out.Field(i).Set(prepaiMake(item, t.Field(i).Type))
		}
	default:
		panic(prepaiMismatch("cannot be made: the type " + t.String() + " is not known here"))
	}
	return out
}

func prepaiMap(value interface{}, t reflect.Type, out reflect.Value) {
	out.Set(reflect.MakeMap(t))
	empty := t.Elem().Kind() == reflect.Struct && t.Elem().NumField() == 0
	tag, inner := prepaiTagged(value)
	put := func(key, item interface{}) {
		if text, ok := key.(string); ok && t.Key().Kind() != reflect.String && t.Key().Kind() != reflect.Interface && tag == "" {
			key = json.Number(text)
		}
		out.SetMapIndex(prepaiMake(key, t.Key()), prepaiMake(item, t.Elem()))
	}
	if list, ok := inner.([]interface{}); ok && tag == "map" {
		for _, pair := range list {
			put(pair.([]interface{})[0], pair.([]interface{})[1])
		}
	} else if ok && (empty || t.Elem().Kind() == reflect.Bool) {
		// A set, in either of the two forms that Go has for one.
		for _, item := range list {
			key := prepaiMake(item, t.Key())
			if empty {
				out.SetMapIndex(key, reflect.New(t.Elem()).Elem())
			} else {
				out.SetMapIndex(key, reflect.ValueOf(true).Convert(t.Elem()))
			}
		}
	} else if m, ok := inner.(map[string]interface{}); ok && tag == "" {
		for key, item := range m {
			put(key, item)
		}
	} else {
		panic(prepaiWrong(value, "a map"))
	}
}

func prepaiLinked(list []interface{}, t reflect.Type) reflect.Value {
	head := reflect.Zero(t)
	for i := len(list) - 1; i >= 0; i-- {
		node := reflect.New(t.Elem())
		node.Elem().FieldByName("Val").Set(prepaiMake(list[i], node.Elem().FieldByName("Val").Type()))
		node.Elem().FieldByName("Next").Set(head)
		head = node
	}
	return head
}

func prepaiTree(list []interface{}, t reflect.Type) reflect.Value {
	if len(list) == 0 || list[0] == nil {
		return reflect.Zero(t)
	}
	node := func(item interface{}) reflect.Value {
		made := reflect.New(t.Elem())
		made.Elem().FieldByName("Val").Set(prepaiMake(item, made.Elem().FieldByName("Val").Type()))
		return made
	}
	root := node(list[0])
	open := []reflect.Value{root}
	for at := 1; at < len(list) && len(open) > 0; open = open[1:] {
		for _, side := range []string{"Left", "Right"} {
			if at < len(list) && list[at] != nil {
				child := node(list[at])
				open[0].Elem().FieldByName(side).Set(child)
				open = append(open, child)
			}
			at++
		}
	}
	return root
}

func prepaiNatural(value interface{}) interface{} {
	tag, inner := prepaiTagged(value)
	switch v := inner.(type) {
	case json.Number:
		if whole, err := strconv.Atoi(string(v)); err == nil {
			return whole
		}
		number, _ := v.Float64()
		return number
	case []interface{}:
		if tag == "map" {
			out := map[interface{}]interface{}{}
			for _, pair := range v {
				out[prepaiNatural(pair.([]interface{})[0])] = prepaiNatural(pair.([]interface{})[1])
			}
			return out
		}
		out := make([]interface{}, len(v))
		for i, item := range v {
			out[i] = prepaiNatural(item)
		}
		return out
	}
	return inner
}

type prepaiOut struct {
	text   bytes.Buffer
	around map[uintptr]bool
}

type prepaiTooLarge struct{}

func (o *prepaiOut) quoted(text string) {
	var encoder bytes.Buffer
	to := json.NewEncoder(&encoder)
	to.SetEscapeHTML(false)
	_ = to.Encode(text)
	o.text.Write(bytes.TrimRight(encoder.Bytes(), "\n"))
}

func (o *prepaiOut) whole(value *big.Int) {
	if value.CmpAbs(new(big.Int).Lsh(big.NewInt(1), 53)) > 0 {
		o.text.WriteString(`{"$":"int","v":"` + value.String() + `"}`)
	} else {
		o.text.WriteString(value.String())
	}
}

func (o *prepaiOut) put(v reflect.Value, depth int) {
	if o.text.Len() > prepaiLongest {
		panic(prepaiTooLarge{})
	}
	if !v.IsValid() {
		o.text.WriteString("null")
		return
	}
	if depth >= prepaiDeepest {
		o.text.WriteString(`{"$":"cut"}`)
		return
	}
	if v.CanInterface() {
		switch special := v.Interface().(type) {
		case *big.Int:
			if special != nil {
				o.whole(special)
				return
			}
		case big.Int:
			o.whole(&special)
			return
		case error:
			if v.Kind() != reflect.Ptr || !v.IsNil() {
				o.quoted(special.Error())
				return
			}
		}
	}
	switch v.Kind() {
	case reflect.Bool:
		o.text.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		o.whole(big.NewInt(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		o.whole(new(big.Int).SetUint64(v.Uint()))
	case reflect.Float32, reflect.Float64:
		number := v.Float()
		switch {
		case math.IsNaN(number):
			o.text.WriteString(`{"$":"float","v":"nan"}`)
		case math.IsInf(number, 0):
			o.text.WriteString(`{"$":"float","v":"` + strings.Trim(strings.ToLower(fmt.Sprint(number)), "+") + `"}`)
		default:
			text := strconv.FormatFloat(number, 'g', -1, 64)
			if !strings.ContainsAny(text, ".e") {
				text += ".0"
			}
			o.text.WriteString(text)
		}
	case reflect.String:
		o.quoted(v.String())
	case reflect.Slice, reflect.Array:
		if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 && v.Type().Elem().Name() == "uint8" && utf8.Valid(v.Bytes()) && v.Len() > 0 && prepaiPrintable(v.Bytes()) {
			// A []byte is how Go programs hold characters.
			o.text.WriteByte('[')
			for i, b := range v.Bytes() {
				if i > 0 {
					o.text.WriteByte(',')
				}
				o.quoted(string(rune(b)))
			}
			o.text.WriteByte(']')
			return
		}
		o.items(v, depth)
	case reflect.Map:
		o.mapping(v, depth)
	case reflect.Ptr:
		kind := prepaiNode(v.Type().Elem())
		if v.IsNil() && kind == "" {
			o.text.WriteString("null")
			return
		}
		switch kind {
		case "list":
			o.linked(v, depth)
			return
		case "tree":
			o.tree(v, depth)
			return
		}
		if o.around[v.Pointer()] {
			o.text.WriteString(`{"$":"cycle"}`)
			return
		}
		o.around[v.Pointer()] = true
		o.put(v.Elem(), depth)
		delete(o.around, v.Pointer())
	case reflect.Interface:
		o.put(v.Elem(), depth)
	case reflect.Struct:
		o.text.WriteString(`{"$":"tuple","v":[`)
		for i := 0; i < v.NumField(); i++ {
			if i > 0 {
				o.text.WriteByte(',')
			}
			o.put(v.Field(i), depth+2)
		}
		o.text.WriteString("]}")
	default:
		o.text.WriteString(`{"$":"other","v":`)
		o.quoted(v.Type().String())
		o.text.WriteByte('}')
	}
}

func prepaiPrintable(text []byte) bool {
	for _, b := range text {
		if b < ' ' || b > '~' {
			return false
		}
	}
	return true
}

func (o *prepaiOut) items(v reflect.Value, depth int) {
	o.text.WriteByte('[')
	for i := 0; i < v.Len(); i++ {
		if i > 0 {
			o.text.WriteByte(',')
		}
		o.put(v.Index(i), depth+1)
	}
	o.text.WriteByte(']')
}

func (o *prepaiOut) mapping(v reflect.Value, depth int) {
	keys := v.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return fmt.Sprint(keys[i]) < fmt.Sprint(keys[j]) })
	set := v.Type().Elem().Kind() == reflect.Struct && v.Type().Elem().NumField() == 0
	if set {
		o.text.WriteString(`{"$":"set","v":[`)
	} else {
		o.text.WriteString(`{"$":"map","v":[`)
	}
	for i, key := range keys {
		if i > 0 {
			o.text.WriteByte(',')
		}
		if set {
			o.put(key, depth+2)
			continue
		}
		o.text.WriteByte('[')
		o.put(key, depth+3)
		o.text.WriteByte(',')
		o.put(v.MapIndex(key), depth+3)
		o.text.WriteByte(']')
	}
	o.text.WriteString("]}")
}

func (o *prepaiOut) linked(v reflect.Value, depth int) {
	o.text.WriteString(`{"$":"list_node","v":[`)
	seen := map[uintptr]bool{}
	for first := true; !v.IsNil(); v, first = v.Elem().FieldByName("Next"), false {
		if !first {
			o.text.WriteByte(',')
		}
		if seen[v.Pointer()] {
			o.text.WriteString(`{"$":"cycle"}`)
			break
		}
		seen[v.Pointer()] = true
		o.put(v.Elem().FieldByName("Val"), depth+2)
	}
	o.text.WriteString("]}")
}

func (o *prepaiOut) tree(v reflect.Value, depth int) {
	o.text.WriteString(`{"$":"tree_node","v":[`)
	seen := map[uintptr]bool{}
	gaps := 0
	for open, first := []reflect.Value{v}, true; len(open) > 0; open = open[1:] {
		node := open[0]
		if node.IsNil() {
			gaps++
			continue
		}
		for ; gaps > 0; gaps-- {
			o.text.WriteString(",null")
		}
		if !first {
			o.text.WriteByte(',')
		}
		first = false
		if seen[node.Pointer()] {
			o.text.WriteString(`{"$":"cycle"}`)
			break
		}
		seen[node.Pointer()] = true
		o.put(node.Elem().FieldByName("Val"), depth+2)
		open = append(open, node.Elem().FieldByName("Left"), node.Elem().FieldByName("Right"))
	}
	o.text.WriteString("]}")
}

func prepaiText(values ...reflect.Value) string {
	o := prepaiOut{around: map[uintptr]bool{}}
	switch len(values) {
	case 0:
		return `{"$":"undefined"}`
	case 1:
		o.put(values[0], 0)
	default:
		o.text.WriteString(`{"$":"tuple","v":[`)
		for i, value := range values {
			if i > 0 {
				o.text.WriteByte(',')
			}
			o.put(value, 2)
		}
		o.text.WriteString("]}")
	}
	if o.text.Len() > prepaiLongest {
		panic(prepaiTooLarge{})
	}
	return o.text.String()
}

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
