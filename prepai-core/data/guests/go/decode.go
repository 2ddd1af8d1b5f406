// Values of the tests to values of whatever types the candidate's function has.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"unicode/utf8"
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
