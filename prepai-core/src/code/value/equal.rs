//! Whether two values are the same answer.

use super::Datum;
use super::order::{self, unordered};

/// How far floating-point numbers may be apart, absolutely or relative to the larger.
pub const TOLERANCE: f64 = 1e-6;

/// Up to here every whole number is a float of its own.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Whether `actual` is the answer `expected`.
///
/// Lists and tuples are equal by their items, linked lists and trees too (a tree's missing children at the end do not
/// count); sets and maps have no order, and a map's key equals its text, because keys of JSON are texts. Whole numbers
/// compare exactly, others within [`TOLERANCE`]; truth values are no numbers; NaN equals only NaN.
pub fn equal(actual: &Datum, expected: &Datum) -> bool {
    match (actual, expected) {
        (Datum::Null | Datum::Undefined, Datum::Null | Datum::Undefined) => true,
        (Datum::Bool(one), Datum::Bool(other)) => one == other,
        (Datum::Text(one), Datum::Text(other)) | (Datum::Bytes(one), Datum::Bytes(other)) => one == other,
        (Datum::Set(one), Datum::Set(other)) => unordered(one, other, equal),
        // JSON has no sets: a list stands for one when nothing in it is twice.
        (Datum::Set(one), Datum::List(other)) => unordered(one, other, equal),
        (Datum::Map(one), Datum::Map(other)) => maps(one, other),
        _ => match (actual.items(), expected.items()) {
            (Some(one), Some(other)) => {
                let trees = matches!(actual, Datum::TreeNode(_)) || matches!(expected, Datum::TreeNode(_));
                let (one, other) = if trees { (without_end(one), without_end(other)) } else { (one, other) };
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
            }
            _ => numbers(actual, expected),
        },
    }
}

/// A level order without the missing children at its end.
fn without_end(items: &[Datum]) -> &[Datum] {
    let missing = |item: &&Datum| matches!(item, Datum::Null | Datum::Undefined);
    let end = items.iter().rev().take_while(missing).count();
    items.get(..items.len() - end).unwrap_or_default()
}

fn numbers(actual: &Datum, expected: &Datum) -> bool {
    match (actual, expected) {
        (Datum::Int(one), Datum::Int(other)) => one == other,
        (Datum::Big(one), Datum::Big(other)) => one == other,
        (Datum::Int(_), Datum::Big(_)) | (Datum::Big(_), Datum::Int(_)) => false,
        _ => match (actual.number(), expected.number()) {
            (Some(one), Some(other)) if whole(one) && whole(other) => one == other,
            (Some(one), Some(other)) => near(one, other),
            _ => false,
        },
    }
}

/// A tolerance for 1,000,001.0 and 1,000,002 would pass what counts wrong by one.
fn whole(number: f64) -> bool {
    number.abs() <= WHOLE && number.fract() == 0.0
}

/// Whether two floats are the same within [`TOLERANCE`].
pub(super) fn near(one: f64, other: f64) -> bool {
    if one.is_nan() || other.is_nan() {
        return one.is_nan() && other.is_nan();
    }
    if one.is_infinite() || other.is_infinite() {
        return one == other;
    }
    let apart = (one - other).abs();
    apart <= TOLERANCE || apart <= TOLERANCE * one.abs().max(other.abs())
}

fn maps(one: &[(Datum, Datum)], other: &[(Datum, Datum)]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let sorted = |entries: &[(Datum, Datum)]| {
        let mut keyed: Vec<(Datum, Datum)> =
            entries.iter().map(|(key, value)| (as_text(key), value.clone())).collect();
        keyed.sort_by(|(one, _), (other, _)| order::order(one, other));
        keyed
    };
    let (one, other) = (sorted(one), sorted(other));
    one.iter().zip(&other).all(|(one, other)| equal(&one.0, &other.0) && equal(&one.1, &other.1))
}

/// A key as JSON would have it.
fn as_text(key: &Datum) -> Datum {
    match key {
        Datum::Bool(bool) => Datum::Text(bool.to_string()),
        Datum::Int(whole) => Datum::Text(whole.to_string()),
        Datum::Big(digits) => Datum::Text(digits.to_string()),
        Datum::Float(float) if whole(*float) => Datum::Text(format!("{float:.0}")),
        Datum::Float(float) => Datum::Text(float.to_string()),
        Datum::Null => Datum::Text("null".to_owned()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::integer;
    use super::*;
    use crate::code::cases::value;

    #[track_caller]
    fn same(one: &str, other: &str) {
        assert!(equal(&value(one).unwrap(), &value(other).unwrap()), "{one} is not {other}");
    }

    #[track_caller]
    fn differ(one: &str, other: &str) {
        assert!(!equal(&value(one).unwrap(), &value(other).unwrap()), "{one} is {other}");
    }

    #[test]
    fn trees_of_values_compare() {
        same("[1, 2, (3, 4)]", "[1,2,[3,4]]");
        same("{'a': 1, 'b': [2]}", r#"{"b":[2],"a":1}"#);
        same("{1: 2}", r#"{"1": 2}"#);
        same("{3, 1, 2}", "[1,2,3]");
        same("None", "null");
        differ("[1,2]", "[2,1]");
        differ("[1]", "[1,1]");
        differ("{1, 2}", "[1,2,2]");
        differ(r#"{"a":1}"#, r#"{"a":1,"b":2}"#);
        differ("None", "[]");
        differ("None", "False");
        differ("''", "None");
    }

    #[test]
    fn truth_values_are_no_numbers_and_text_is_not_what_it_says() {
        differ("True", "1");
        differ("0", "False");
        differ("'1'", "1");
        differ("[True]", "[1]");
    }

    #[test]
    fn numbers_have_a_tolerance_and_whole_ones_none() {
        same("0.1", "0.10000009");
        same("1e20", "100000000000000000000");
        same("2.0", "2");
        same("123456789.5", "123456789.6");
        differ("0.1", "0.100002");
        differ("1000001.0", "1000002");
        differ("1000001", "1000002");
        differ(&"9".repeat(40), &format!("{}8", "9".repeat(39)));
        differ(&"9".repeat(60), &format!("{}8", "9".repeat(59)));
        assert!(equal(&integer(&"9".repeat(60)).unwrap(), &value(&"9".repeat(60)).unwrap()));
    }

    #[test]
    fn not_a_number_is_only_itself() {
        let nan = Datum::Float(f64::NAN);
        assert!(equal(&nan, &nan));
        assert!(!equal(&nan, &Datum::Float(1.0)) && !equal(&Datum::Int(1), &nan));
        assert!(!equal(&Datum::Float(f64::INFINITY), &Datum::Float(f64::NEG_INFINITY)));
        assert!(!equal(&Datum::Float(f64::INFINITY), &Datum::Float(f64::MAX)));
    }

    #[test]
    fn trees_in_level_order_end_where_their_nodes_end() {
        let tree = |items: &str| Datum::TreeNode(value(items).unwrap().items().unwrap().to_vec());
        assert!(equal(&tree("[1,null,2,null,null]"), &value("[1,null,2]").unwrap()));
        assert!(!equal(&tree("[1,null,2]"), &value("[1,2]").unwrap()));
        assert!(equal(&Datum::ListNode(vec![Datum::Int(1)]), &value("[1]").unwrap()));
    }

    #[test]
    fn what_is_something_else_equals_nothing() {
        for odd in [Datum::Other("x".into()), Datum::Cycle, Datum::Cut] {
            assert!(!equal(&odd, &odd.clone()));
        }
    }

    #[test]
    fn large_sets_compare_in_time() {
        let many = |step: i128| Datum::Set((0..200_000).map(|n| Datum::Int((n * step) % 200_003)).collect());
        assert!(equal(&many(7), &many(7)));
        assert!(!equal(&many(7), &many(11)));
    }
}
