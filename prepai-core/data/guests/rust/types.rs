//! The types that arguments and results may have.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::hash::Hash;

use crate::value::Value;

/// Bytes of a result at most.
pub(crate) const LONGEST: usize = 1 << 20;

/// Text that grows up to the limit of a result.
#[derive(Debug, Default)]
pub struct Out(pub(crate) String);

impl Out {
    pub fn push(&mut self, text: &str) {
        if self.0.len() <= LONGEST {
            self.0.push_str(text);
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.push("\"");
        for c in text.chars() {
            match c {
                '"' => self.push("\\\""),
                '\\' => self.push("\\\\"),
                c if (c as u32) < 0x20 => self.push(&format!("\\u{:04x}", c as u32)),
                c => self.push(c.encode_utf8(&mut [0; 4])),
            }
        }
        self.push("\"");
    }

    fn items<'a, T: Put + 'a>(&mut self, items: impl Iterator<Item = &'a T>) {
        self.push("[");
        for (i, item) in items.enumerate() {
            if i > 0 {
                self.push(",");
            }
            item.put(self);
        }
        self.push("]");
    }
}

/// A type that arguments can have.
pub trait Get: Sized {
    fn get(value: &Value) -> Result<Self, String>;
    /// Whether an option of this type is empty with this value.
    fn absent(value: &Value) -> bool {
        matches!(value, Value::Null)
    }
    /// A key of a map, which JSON knows as a string only.
    fn key(value: &Value) -> Result<Self, String> {
        Self::get(value)
    }
}

/// A type that results can have.
pub trait Put {
    fn put(&self, out: &mut Out);
    fn put_none(out: &mut Out) {
        out.push("null");
    }
}

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl Get for $ty {
            fn get(value: &Value) -> Result<Self, String> {
                let wanted = || value.wrong(&format!("an integer from {} to {}", <$ty>::MIN, <$ty>::MAX));
                let Value::Number(digits) = value else { return Err(value.wrong("an integer")) };
                if let Ok(whole) = digits.parse::<$ty>() {
                    return Ok(whole);
                }
                match digits.parse::<f64>() {
                    Ok(number) if number.fract() == 0.0 && number >= <$ty>::MIN as f64 && number <= <$ty>::MAX as f64 && number.abs() < 9e15 => Ok(number as $ty),
                    _ => Err(wanted()),
                }
            }
            fn key(value: &Value) -> Result<Self, String> {
                match value {
                    Value::Text(digits) => Self::get(&Value::Number(digits.clone())),
                    other => Self::get(other),
                }
            }
        }
        impl Put for $ty {
            fn put(&self, out: &mut Out) {
                let wide = *self as i128;
                if wide.unsigned_abs() > 1 << 53 {
                    out.push(&format!("{{\"$\":\"int\",\"v\":\"{self}\"}}"));
                } else {
                    out.push(&self.to_string());
                }
            }
        }
    )*};
}
integers!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);

macro_rules! floats {
    ($($ty:ty),*) => {$(
        impl Get for $ty {
            fn get(value: &Value) -> Result<Self, String> {
                match value {
                    Value::Number(digits) => digits.parse().map_err(|_| value.wrong("a number")),
                    _ => Err(value.wrong("a number")),
                }
            }
        }
        impl Put for $ty {
            fn put(&self, out: &mut Out) {
                if self.is_nan() {
                    out.push("{\"$\":\"float\",\"v\":\"nan\"}");
                } else if self.is_infinite() {
                    out.push(if *self > 0.0 { "{\"$\":\"float\",\"v\":\"inf\"}" } else { "{\"$\":\"float\",\"v\":\"-inf\"}" });
                } else {
                    out.push(&format!("{self:?}"));
                }
            }
        }
    )*};
}
floats!(f32, f64);

impl Get for bool {
    fn get(value: &Value) -> Result<Self, String> {
        match value {
            Value::Bool(truth) => Ok(*truth),
            _ => Err(value.wrong("a boolean")),
        }
    }
}
impl Put for bool {
    fn put(&self, out: &mut Out) {
        out.push(if *self { "true" } else { "false" });
    }
}
impl Get for char {
    fn get(value: &Value) -> Result<Self, String> {
        match value {
            Value::Text(text) if text.chars().count() == 1 => Ok(text.chars().next().unwrap_or_default()),
            _ => Err(value.wrong("one character")),
        }
    }
}
impl Put for char {
    fn put(&self, out: &mut Out) {
        out.text(self.encode_utf8(&mut [0; 4]));
    }
}
impl Get for String {
    fn get(value: &Value) -> Result<Self, String> {
        match value {
            Value::Text(text) => Ok(text.clone()),
            _ => Err(value.wrong("a string")),
        }
    }
}
impl Put for String {
    fn put(&self, out: &mut Out) {
        out.text(self);
    }
}
impl Put for str {
    fn put(&self, out: &mut Out) {
        out.text(self);
    }
}
impl<T: Put + ?Sized> Put for &T {
    fn put(&self, out: &mut Out) {
        (**self).put(out);
    }
}
impl Put for () {
    fn put(&self, out: &mut Out) {
        out.push("{\"$\":\"undefined\"}");
    }
}
impl<T: Get> Get for Option<T> {
    fn get(value: &Value) -> Result<Self, String> {
        if T::absent(value) { Ok(None) } else { T::get(value).map(Some) }
    }
}
impl<T: Put> Put for Option<T> {
    fn put(&self, out: &mut Out) {
        match self {
            Some(item) => item.put(out),
            None => T::put_none(out),
        }
    }
}
impl<T: Put, E: std::fmt::Debug> Put for Result<T, E> {
    fn put(&self, out: &mut Out) {
        match self {
            Ok(item) => item.put(out),
            Err(error) => {
                out.push("{\"$\":\"other\",\"v\":");
                out.text(&format!("Err({error:?})").chars().take(500).collect::<String>());
                out.push("}");
            }
        }
    }
}

fn list<'a>(value: &'a Value, wanted: &str) -> Result<&'a [Value], String> {
    match value {
        Value::List(items) => Ok(items),
        _ => Err(value.wrong(wanted)),
    }
}
macro_rules! sequences {
    ($($ty:ident [$($bound:tt)*]),*) => {$(
        impl<T: Get $($bound)*> Get for $ty<T> {
            fn get(value: &Value) -> Result<Self, String> {
                list(value, "a list")?.iter().map(T::get).collect()
            }
        }
    )*};
}
sequences!(VecDeque [], LinkedList [], HashSet [+ Eq + Hash], BTreeSet [+ Ord], BinaryHeap [+ Ord]);
impl<T: Get> Get for Vec<T> {
    fn get(value: &Value) -> Result<Self, String> {
        // A list of characters may be given as their text.
        if let Value::Text(text) = value {
            let one = |c: char| T::get(&Value::Text(c.to_string()));
            if let Ok(items) = text.chars().map(one).collect() {
                return Ok(items);
            }
        }
        list(value, "a list")?.iter().map(T::get).collect()
    }
}
impl<T: Get, const N: usize> Get for [T; N] {
    fn get(value: &Value) -> Result<Self, String> {
        let items: Vec<T> = Vec::get(value)?;
        items.try_into().map_err(|_| value.wrong(&format!("a list of {N}")))
    }
}
impl<T: Put> Put for Vec<T> {
    fn put(&self, out: &mut Out) {
        out.items(self.iter());
    }
}
impl<T: Put> Put for [T] {
    fn put(&self, out: &mut Out) {
        out.items(self.iter());
    }
}
impl<T: Put, const N: usize> Put for [T; N] {
    fn put(&self, out: &mut Out) {
        out.items(self.iter());
    }
}
macro_rules! lists {
    ($($ty:ident),*) => {$(
        impl<T: Put> Put for $ty<T> {
            fn put(&self, out: &mut Out) {
                out.items(self.iter());
            }
        }
    )*};
}
lists!(VecDeque, LinkedList, BinaryHeap);
macro_rules! sets {
    ($($ty:ident),*) => {$(
        impl<T: Put> Put for $ty<T> {
            fn put(&self, out: &mut Out) {
                out.push("{\"$\":\"set\",\"v\":");
                out.items(self.iter());
                out.push("}");
            }
        }
    )*};
}
sets!(HashSet, BTreeSet);
macro_rules! maps {
    ($($ty:ident [$($bound:tt)*]),*) => {$(
        impl<K: Get + $($bound)*, V: Get> Get for $ty<K, V> {
            fn get(value: &Value) -> Result<Self, String> {
                let Value::Map(entries) = value else { return Err(value.wrong("a map")) };
                entries.iter().map(|(key, item)| Ok((K::key(key)?, V::get(item)?))).collect()
            }
        }
        impl<K: Put, V: Put> Put for $ty<K, V> {
            fn put(&self, out: &mut Out) {
                out.push("{\"$\":\"map\",\"v\":[");
                for (i, (key, item)) in self.iter().enumerate() {
                    out.push(if i > 0 { ",[" } else { "[" });
                    key.put(out);
                    out.push(",");
                    item.put(out);
                    out.push("]");
                }
                out.push("]}");
            }
        }
    )*};
}
maps!(HashMap [Eq + Hash], BTreeMap [Ord]);
macro_rules! tuples {
    ($(($($name:ident $at:tt),+)),*) => {$(
        impl<$($name: Get),+> Get for ($($name,)+) {
            fn get(value: &Value) -> Result<Self, String> {
                let items = list(value, "a tuple")?;
                let count = [$($at),+].len();
                if items.len() != count {
                    return Err(value.wrong(&format!("a tuple of {count}")));
                }
                Ok(($($name::get(&items[$at])?,)+))
            }
        }
        impl<$($name: Put),+> Put for ($($name,)+) {
            fn put(&self, out: &mut Out) {
                out.push("{\"$\":\"tuple\",\"v\":[");
                $(
                    if $at > 0 {
                        out.push(",");
                    }
                    self.$at.put(out);
                )+
                out.push("]}");
            }
        }
    )*};
}
tuples!((A 0), (A 0, B 1), (A 0, B 1, C 2), (A 0, B 1, C 2, D 3), (A 0, B 1, C 2, D 3, E 4));
