// The guest of C++ programs: arguments in, results out, for whatever types a candidate's function has. value.h, codec.h and call.h are
// compiled once per machine as one precompiled header; what is no template stands in numbers.cpp, places.cpp and serve.cpp, one file compiled once too.
#pragma once
#include <bits/stdc++.h>

namespace prepai {

// A value as it came in: numbers stay text, so that no digit is lost.
struct Value {
    enum Kind { Null, Bool, Number, Text, List, Map } kind = Null;
    bool truth = false;
    std::string text;
    std::vector<Value> items;  // List: the elements; Map: key, value, key, value
};

// A value that does not fit the type it is meant for.
struct Mismatch : std::exception {
    std::string words;
    explicit Mismatch(std::string w) : words(std::move(w)) {}
    const char* what() const noexcept override { return words.c_str(); }
};

[[noreturn]] void mismatch(const char* wanted, const Value& found);
long long to_integer(const Value&, long long low, long long high);
unsigned long long to_unsigned(const Value&, unsigned long long high);
__int128 to_wide(const Value&);
double to_double(const Value&);
bool to_bool(const Value&);
char to_char(const Value&);
char32_t to_code_point(const Value&);
const std::string& to_text(const Value&);
const std::vector<Value>& to_list(const Value&, const char* wanted);
Value key_value(const Value& key);

void put_integer(std::string&, long long);
void put_unsigned(std::string&, unsigned long long);
void put_wide(std::string&, __int128);
void put_double(std::string&, double);
void put_text(std::string&, std::string_view);
// False when the answer is already as long as an answer may be.
bool room(std::string&);

}  // namespace prepai
