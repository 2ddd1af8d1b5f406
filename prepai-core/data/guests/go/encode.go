// Values of Go to the tests' own.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

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
