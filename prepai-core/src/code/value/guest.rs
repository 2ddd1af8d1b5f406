//! Values as JSON on the way into and out of the confinement.
//!
//! The encoding is that of the worker's [protocol](crate::worker::protocol#values). An object without `$`, which questions
//! of the bank have, is a map with text keys.

use serde_json::{Number, Value, json};

use super::{Datum, integer};

/// The deepest nesting; what lies below is [`Datum::Cut`].
pub const MAX_DEPTH: usize = 100;

/// Whole numbers up to here are numbers of JSON, as JavaScript's guests can read.
const EXACT: i128 = 1 << 53;

impl Datum {
    /// Reads what a guest, or a question of the bank, says. Never fails: what it does not know is [`Datum::Other`].
    pub fn from_guest(value: &Value) -> Datum {
        read(value, 0)
    }

    /// The value as a guest reads it.
    pub fn to_guest(&self) -> Value {
        match self {
            Datum::Null => Value::Null,
            Datum::Undefined => json!({"$": "undefined"}),
            Datum::Bool(bool) => Value::Bool(*bool),
            Datum::Int(whole) if whole.abs() <= EXACT => {
                i64::try_from(*whole).map_or(Value::Null, |whole| Value::Number(whole.into()))
            }
            Datum::Int(whole) => json!({"$": "int", "v": whole.to_string()}),
            Datum::Big(digits) => json!({"$": "int", "v": digits}),
            Datum::Float(float) => Number::from_f64(*float)
                .map_or_else(|| json!({"$": "float", "v": special(*float)}), Value::Number),
            Datum::Text(text) => Value::String(text.clone()),
            Datum::Bytes(base64) => json!({"$": "bytes", "v": base64}),
            Datum::List(items) => all(items),
            Datum::Tuple(items) => json!({"$": "tuple", "v": all(items)}),
            Datum::Set(items) => json!({"$": "set", "v": all(items)}),
            Datum::Map(entries) => map(entries),
            Datum::ListNode(items) => json!({"$": "list_node", "v": all(items)}),
            Datum::TreeNode(items) => json!({"$": "tree_node", "v": all(items)}),
            Datum::Other(shown) => json!({"$": "other", "v": shown}),
            Datum::Cycle => json!({"$": "cycle"}),
            Datum::Cut => json!({"$": "cut"}),
        }
    }
}

fn special(float: f64) -> &'static str {
    if float.is_nan() {
        "nan"
    } else if float > 0.0 {
        "inf"
    } else {
        "-inf"
    }
}

fn all(items: &[Datum]) -> Value {
    items.iter().map(Datum::to_guest).collect()
}

fn map(entries: &[(Datum, Datum)]) -> Value {
    let pairs = entries.iter().map(|(key, value)| json!([key.to_guest(), value.to_guest()]));
    json!({"$": "map", "v": pairs.collect::<Value>()})
}

fn read(value: &Value, depth: usize) -> Datum {
    if depth > MAX_DEPTH {
        return Datum::Cut;
    }
    match value {
        Value::Null => Datum::Null,
        Value::Bool(bool) => Datum::Bool(*bool),
        Value::Number(number) => numeric(number),
        Value::String(text) => Datum::Text(text.clone()),
        Value::Array(items) => Datum::List(inner(items, depth)),
        Value::Object(object) => match object.get("$").and_then(Value::as_str) {
            Some(kind) => tagged(kind, object.get("v").unwrap_or(&Value::Null), depth),
            None => {
                let entry =
                    |(key, value): (&String, &Value)| (Datum::Text(key.clone()), read(value, depth + 1));
                Datum::Map(object.iter().map(entry).collect())
            }
        },
    }
}

fn numeric(number: &Number) -> Datum {
    match number.as_i128() {
        Some(whole) => Datum::Int(whole),
        None => number.as_f64().map_or(Datum::Null, Datum::Float),
    }
}

fn inner(items: &[Value], depth: usize) -> Vec<Datum> {
    items.iter().map(|item| read(item, depth + 1)).collect()
}

fn tagged(kind: &str, content: &Value, depth: usize) -> Datum {
    let items = || content.as_array().map_or_else(Vec::new, |items| inner(items, depth));
    let text = || content.as_str().unwrap_or_default().to_owned();
    match kind {
        "undefined" => Datum::Undefined,
        "float" => match content {
            Value::String(word) => match word.as_str() {
                "inf" => Datum::Float(f64::INFINITY),
                "-inf" => Datum::Float(f64::NEG_INFINITY),
                "nan" => Datum::Float(f64::NAN),
                _ => Datum::Other(text()),
            },
            _ => content.as_f64().map_or_else(|| Datum::Other(content.to_string()), Datum::Float),
        },
        "int" => content.as_str().and_then(integer).unwrap_or_else(|| Datum::Other(text())),
        "bytes" => Datum::Bytes(text()),
        "tuple" => Datum::Tuple(items()),
        "set" => Datum::Set(items()),
        "list_node" => Datum::ListNode(items()),
        "tree_node" => Datum::TreeNode(items()),
        "map" => {
            let pair = |entry: &Value| match entry.as_array().map(Vec::as_slice) {
                Some([key, value]) => Some((read(key, depth + 1), read(value, depth + 1))),
                _ => None,
            };
            Datum::Map(content.as_array().into_iter().flatten().filter_map(pair).collect())
        }
        "cycle" => Datum::Cycle,
        "cut" => Datum::Cut,
        _ => Datum::Other(text()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_as_it_went() {
        let big = integer(&"7".repeat(50)).unwrap();
        let all = Datum::List(vec![
            Datum::Null,
            Datum::Undefined,
            Datum::Bool(true),
            Datum::Int(-3),
            Datum::Int(1 << 60),
            big,
            Datum::Float(2.5),
            Datum::Float(f64::NEG_INFINITY),
            Datum::Text("é".into()),
            Datum::Bytes("AA==".into()),
            Datum::Tuple(vec![Datum::Int(1)]),
            Datum::Set(vec![Datum::Int(1)]),
            Datum::Map(vec![(Datum::Int(1), Datum::Null)]),
            Datum::Map(vec![(Datum::Text("$".into()), Datum::Text("set".into()))]),
            Datum::Map(vec![(Datum::Text("a".into()), Datum::List(vec![]))]),
            Datum::ListNode(vec![Datum::Int(1)]),
            Datum::TreeNode(vec![Datum::Int(1), Datum::Null]),
            Datum::Other("Foo()".into()),
            Datum::Cycle,
            Datum::Cut,
        ]);
        assert_eq!(Datum::from_guest(&all.to_guest()), all);
    }

    #[test]
    fn depth_is_cut_and_unknown_kinds_are_something_else() {
        let mut deep = json!(1);
        for _ in 0..300 {
            deep = json!([deep]);
        }
        let read = Datum::from_guest(&deep);
        assert!(format!("{read:?}").contains("Cut"));
        assert_eq!(Datum::from_guest(&json!({"$": "moon", "v": "x"})), Datum::Other("x".into()));
        assert_eq!(Datum::from_guest(&json!({"$": "map", "v": [[1]]})), Datum::Map(vec![]));
    }
}
