//! From an input to arguments.

use super::super::value::Datum;
use super::arity::Arity;
use super::literal::{Dialect, Parser};
use super::words;
use crate::error::Result;

/// The arguments that a text stands for, for a function of that arity (`None`: not known).
///
/// No text means no argument. A lone list is one argument, unless the function cannot be called with one argument and
/// can with the list's items. A list whose only element is a list is a list of arguments, as clients of old write it.
///
/// # Errors
/// `invalid_input`: the text begins like a value and is none.
pub fn arguments(text: &str, arity: Option<Arity>) -> Result<Vec<Datum>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    for dialect in [Dialect::Json, Dialect::Python] {
        if let Ok(only) = Parser::new(text, dialect).only() {
            return Ok(lone(only, arity));
        }
        if let Ok(several) = Parser::new(text, dialect).several() {
            return Ok(several);
        }
        if let Some(lines) = lines(text, dialect) {
            return Ok(lines);
        }
        if let Ok(named) = Parser::new(text, dialect).named() {
            return Ok(named);
        }
    }
    Ok(vec![words(text)?])
}

/// Arguments as a text that [`arguments`] reads as them again: values separated by commas. A matrix of one row, which
/// would be taken for a list of arguments, is written as such a list.
pub fn written(args: &[serde_json::Value]) -> String {
    let only_a_row = |args: &[serde_json::Value]| match args {
        [serde_json::Value::Array(rows)] => matches!(rows.as_slice(), [serde_json::Value::Array(_)]),
        _ => false,
    };
    let texts: Vec<String> = args.iter().map(serde_json::Value::to_string).collect();
    if only_a_row(args) { format!("[{}]", texts.join(", ")) } else { texts.join(", ") }
}

/// One value a line; at least two lines.
fn lines(text: &str, dialect: Dialect) -> Option<Vec<Datum>> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let values: Option<Vec<Datum>> =
        lines.by_ref().map(|line| Parser::new(line, dialect).only().ok()).collect();
    values.filter(|values| values.len() > 1)
}

/// The arguments of a text that is one value.
fn lone(value: Datum, arity: Option<Arity>) -> Vec<Datum> {
    let Datum::List(items) = value else { return vec![value] };
    let old = matches!(items.as_slice(), [Datum::List(_)]);
    let spread = arity.is_some_and(|arity| !arity.takes(1) && arity.takes(items.len()));
    if old || spread { items } else { vec![Datum::List(items)] }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(text: &str, arity: Option<usize>) -> Value {
        let arity = arity.map(Arity::exactly);
        arguments(text, arity).unwrap().iter().map(Datum::to_guest).collect()
    }

    #[track_caller]
    fn is(text: &str, expected: Value) {
        assert_eq!(read(text, None), expected, "{text}");
    }

    #[test]
    fn json_lists_of_arguments_lines_and_names() {
        is("[3,1,2]", json!([[3, 1, 2]]));
        is("[5]", json!([[5]]));
        is("[2,7,11,15], 9", json!([[2, 7, 11, 15], 9]));
        is("[2,7,11,15]\n9", json!([[2, 7, 11, 15], 9]));
        is("nums = [2,7,11,15], target = 9", json!([[2, 7, 11, 15], 9]));
        is("nums = [2,7,11,15]\ntarget = 9\n", json!([[2, 7, 11, 15], 9]));
        is("s = \"a = b, c\"", json!(["a = b, c"]));
        is("\"abc\"", json!(["abc"]));
        is("{\"a\": [1]}", json!([{"$": "map", "v": [["a", [1]]]}]));
        is("", json!([]));
        is("  \n ", json!([]));
        is("hello", json!(["hello"]));
        is("hello world\nagain", json!(["hello world\nagain"]));
        is("123456789012345678901234567890", json!([{"$": "int", "v": "123456789012345678901234567890"}]));
    }

    #[test]
    fn a_lone_list_is_one_argument_unless_the_arity_says_otherwise() {
        assert_eq!(read("[1,2]", Some(2)), json!([1, 2]));
        assert_eq!(read("[1,2]", Some(1)), json!([[1, 2]]));
        assert_eq!(read("[1,2,3]", Some(2)), json!([[1, 2, 3]]), "three do not fit two");
        assert_eq!(read("[]", Some(0)), json!([]));
        assert_eq!(read("[[1,2],[3]]", Some(2)), json!([[1, 2], [3]]));
        assert_eq!(read("[[1,2],[3]]", Some(1)), json!([[[1, 2], [3]]]));
        assert_eq!(read("(1, 2)", Some(2)), json!([{"$": "tuple", "v": [1, 2]}]), "only lists");
        let optional = Some(Arity { least: 1, most: Some(2) });
        assert_eq!(arguments("[1,2]", optional).unwrap().len(), 1);
        let any = Some(Arity { least: 0, most: None });
        assert_eq!(arguments("[1,2]", any).unwrap().len(), 1);
    }

    #[test]
    fn a_list_whose_only_element_is_a_list_is_the_old_list_of_arguments() {
        for arity in [None, Some(1)] {
            assert_eq!(read("[[3,1,2]]", arity), json!([[3, 1, 2]]));
            assert_eq!(read("[[]]", arity), json!([[]]));
            assert_eq!(read("[[[1,2,3]]]", arity), json!([[[1, 2, 3]]]));
        }
    }

    #[test]
    fn python_literals() {
        is("(1, 'a', None, True)", json!([{"$": "tuple", "v": [1, "a", null, true]}]));
        is("{1, 2}", json!([{"$": "set", "v": [1, 2]}]));
        is("{1: 'x', (1, 2): []}", json!([{"$": "map", "v": [[1, "x"], [{"$": "tuple", "v": [1, 2]}, []]]}]));
        is("{'a': 1,}", json!([{"$": "map", "v": [["a", 1]]}]));
        is("1_000, 1e5, 0x1F, .5, 1.", json!([1000, 1e5, 31, 0.5, 1.0]));
        is("'it''s', \"a\\x41\\u00e9\\q\"", json!(["its", "aAé\\q"]));
        is("'''a\nb'''", json!(["a\nb"]));
        is("r'\\d+', u'x'", json!(["\\d+", "x"]));
        is("nums = [1, None]\nflag = True", json!([[1, null], true]));
        is("(5)", json!([5]));
        is("(5,)", json!([{"$": "tuple", "v": [5]}]));
        is("()", json!([{"$": "tuple", "v": []}]));
        is("set(), ''", json!([{"$": "set", "v": []}, ""]));
        is("float('inf'), -inf", json!([{"$": "float", "v": "inf"}, {"$": "float", "v": "-inf"}]));
        is("[1, 2,]", json!([[1, 2]]));
    }

    #[test]
    fn every_test_of_the_bank_is_read_as_it_was_written() {
        let library = crate::interview::Library::embedded();
        for exercise in library.bank().exercises() {
            for case in exercise.cases() {
                let args = case.args.as_array().unwrap();
                let read = arguments(&written(args), Some(Arity::exactly(args.len()))).unwrap();
                let same: Vec<Datum> = args.iter().map(Datum::from_guest).collect();
                assert_eq!(read, same, "{}: {}", exercise.id, written(args));
            }
        }
        let row = [json!([[1, 2, 3]])];
        assert_eq!(written(&row), "[[[1,2,3]]]");
        assert_eq!(arguments("[[[1,2,3]]]", None).unwrap(), [Datum::from_guest(&row[0])]);
    }

    #[test]
    fn json_goes_first() {
        is(r#""\/ \ud83d\ude00""#, json!(["/ 😀"]));
        is("true, null", json!([true, null]));
        is("{\"a\": 1, \"a\": 2}", json!([{"$": "map", "v": [["a", 2]]}]));
    }

    #[test]
    fn what_begins_like_a_value_and_is_none_says_where() {
        for (text, place) in [
            ("[1, 2", "column 6"),
            ("{\"a\" 1}", "column 6"),
            ("[1, x]", "column 5"),
            ("\"abc", "column 5"),
            ("[1]\n[2", "line 2"),
        ] {
            let error = arguments(text, None).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::InvalidInput);
            assert!(error.message().contains(place), "{text:?}: {error}");
        }
        let deep = "[".repeat(100_000);
        assert!(arguments(&deep, None).unwrap_err().message().contains("fewer brackets"));
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in proptest::prelude::any::<String>()) {
            let _ = arguments(&text, None);
        }

        #[test]
        fn no_damaged_literal_panics(text in "[\\[\\](){}:,'\"0-9a-zA-Z_ .=+\\\\\n-]{0,40}") {
            let _ = arguments(&text, Some(Arity::exactly(2)));
        }
    }
}
