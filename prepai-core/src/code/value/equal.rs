//! Whether two values are the same answer.

use super::Datum;
use super::canonical::{canonical, whole};
use super::order::order;

/// How far floating-point numbers may be apart, absolutely or relative to the larger.
pub const TOLERANCE: f64 = 1e-6;

/// Up to so many items whose order is in doubt are matched one by one.
const MATCHED: usize = 1_000;

/// Steps of one comparison: a good second, and more than the largest values take that are compared in one walk. Without
/// it sets with floats within such sets could keep the judge for ever.
const STEPS: u64 = 20_000_000;

/// Whether `actual` is the answer `expected`.
///
/// Lists and tuples are equal by their items, linked lists and trees too (a tree's missing children at the end do not
/// count); sets and maps have no order, and a map's key equals its text, because keys of JSON are texts. Whole numbers
/// compare exactly, others within [`TOLERANCE`]; truth values are no numbers; NaN equals only NaN. What takes too long to
/// compare is not equal.
pub fn equal(actual: &Datum, expected: &Datum) -> bool {
    Comparison::new().equal(&canonical(actual.clone()), &canonical(expected.clone()))
}

/// One comparison of two [canonical] values, with the steps that it has left.
pub(super) struct Comparison {
    left: u64,
}

impl Comparison {
    pub(super) fn new() -> Comparison {
        Comparison { left: STEPS }
    }

    /// Whether it was broken off: its answer is none then.
    pub(super) fn is_spent(&self) -> bool {
        self.left == 0
    }

    fn spend(&mut self, steps: u64) -> bool {
        self.left = self.left.saturating_sub(steps);
        self.left > 0
    }

    /// As [`equal`](fn@equal).
    pub(super) fn equal(&mut self, actual: &Datum, expected: &Datum) -> bool {
        if !self.spend(1) {
            return false;
        }
        match (actual, expected) {
            (Datum::Null | Datum::Undefined, Datum::Null | Datum::Undefined) => true,
            (Datum::Bool(one), Datum::Bool(other)) => one == other,
            (Datum::Text(one), Datum::Text(other)) | (Datum::Bytes(one), Datum::Bytes(other)) => {
                self.spend(of_text(one)) && one == other
            }
            // JSON has no sets: a list stands for one when nothing in it is twice.
            (Datum::Set(one), Datum::Set(other) | Datum::List(other)) => self.unordered(one, other),
            (Datum::Map(one), Datum::Map(other)) => {
                let mut pairs = one.iter().zip(other);
                one.len() == other.len()
                    && pairs.all(|(one, other)| self.equal(&one.0, &other.0) && self.equal(&one.1, &other.1))
            }
            _ => match (actual.items(), expected.items()) {
                (Some(one), Some(other)) => {
                    let trees =
                        matches!(actual, Datum::TreeNode(_)) || matches!(expected, Datum::TreeNode(_));
                    let (one, other) =
                        if trees { (without_end(one), without_end(other)) } else { (one, other) };
                    one.len() == other.len()
                        && one.iter().zip(other).all(|(one, other)| self.equal(one, other))
                }
                _ => numbers(actual, expected),
            },
        }
    }

    /// Whether the items of both are the same in some order.
    pub(super) fn unordered(&mut self, one: &[Datum], other: &[Datum]) -> bool {
        if one.len() != other.len() {
            return false;
        }
        let (one, other) = (self.sorted(one), self.sorted(other));
        self.in_some_order(&one, &other)
    }

    /// The same without what is twice.
    pub(super) fn as_sets(&mut self, one: &[Datum], other: &[Datum]) -> bool {
        let (mut one, mut other) = (self.sorted(one), self.sorted(other));
        one.dedup_by(|next, before| self.equal(next, before));
        other.dedup_by(|next, before| self.equal(next, before));
        one.len() == other.len() && self.in_some_order(&one, &other)
    }

    /// Whether sorted items are the same in some order.
    fn in_some_order(&mut self, one: &[&Datum], other: &[&Datum]) -> bool {
        if one.iter().zip(other).all(|(one, other)| self.equal(one, other)) {
            return true;
        }
        // What is equal may be sorted differently: floats within the tolerance, and a set beside a list that stands for it.
        one.len() <= MATCHED && one.iter().any(|item| self.is_in_doubt(item)) && self.matched(one, other)
    }

    fn matched(&mut self, one: &[&Datum], other: &[&Datum]) -> bool {
        let mut left: Vec<&Datum> = other.to_vec();
        one.iter().all(|item| {
            let place = left.iter().position(|candidate| self.equal(item, candidate));
            place.map(|place| left.swap_remove(place)).is_some()
        })
    }

    fn is_in_doubt(&mut self, datum: &Datum) -> bool {
        self.spend(1)
            && match datum {
                Datum::Float(_) | Datum::Set(_) => true,
                Datum::Map(entries) => {
                    entries.iter().any(|(key, value)| self.is_in_doubt(key) || self.is_in_doubt(value))
                }
                other => other.items().is_some_and(|items| items.iter().any(|item| self.is_in_doubt(item))),
            }
    }

    /// Items in order. A sort is not broken off, so it is paid before.
    fn sorted<'d>(&mut self, items: &'d [Datum]) -> Vec<&'d Datum> {
        let mut sorted: Vec<&Datum> = items.iter().collect();
        if sorted.is_sorted_by(|one, other| order(one, other).is_le()) {
            self.spend(items.len() as u64);
            return sorted;
        }
        let nodes: u64 = items.iter().map(nodes).sum();
        if self.spend(nodes * u64::from(items.len().ilog2() + 1)) {
            sorted.sort_by(|one, other| order(one, other));
        }
        sorted
    }
}

/// Steps for a text, which is compared faster than a tree of so many nodes.
fn of_text(text: &str) -> u64 {
    text.len() as u64 / 32
}

/// The nodes of a value, long texts counted as several.
fn nodes(datum: &Datum) -> u64 {
    let below: u64 = match datum {
        Datum::Text(text) | Datum::Bytes(text) => of_text(text),
        Datum::Set(items) => items.iter().map(nodes).sum(),
        Datum::Map(entries) => entries.iter().map(|(key, value)| nodes(key) + nodes(value)).sum(),
        other => other.items().unwrap_or_default().iter().map(nodes).sum(),
    };
    below + 1
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
            // A tolerance for 1,000,001.0 and 1,000,002 would pass what counts wrong by one.
            (Some(one), Some(other)) if whole(one) && whole(other) => one == other,
            (Some(one), Some(other)) => near(one, other),
            _ => false,
        },
    }
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
