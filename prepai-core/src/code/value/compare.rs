//! The ways in which a test accepts a result.

use super::Datum;
use super::canonical::canonical;
use super::equal::{Comparison, near};
use crate::code::Compare;

/// Whether a test that compares in this way accepts `actual`; `None` when comparing takes too long.
pub fn accepts(compare: Compare, actual: Datum, expected: Datum) -> Option<bool> {
    if compare == Compare::Float {
        return Some(floats(&actual, &expected));
    }
    let (actual, expected) = (&canonical(actual), &canonical(expected));
    let mut comparison = Comparison::new();
    let accepted = match (compare, loose(actual), loose(expected)) {
        (Compare::AnyOf, ..) => {
            expected.items().is_some_and(|any| any.iter().any(|one| comparison.equal(actual, one)))
        }
        (Compare::Unordered, Some(one), Some(other)) => comparison.unordered(one, other),
        (Compare::Set, Some(one), Some(other)) => comparison.as_sets(one, other),
        _ => comparison.equal(actual, expected),
    };
    (!comparison.is_spent()).then_some(accepted)
}

/// The items of a list or set.
fn loose(datum: &Datum) -> Option<&[Datum]> {
    match datum {
        Datum::Set(items) => Some(items),
        other => other.items(),
    }
}

/// Numbers, or lists of them, that are near each other; whole ones too.
fn floats(actual: &Datum, expected: &Datum) -> bool {
    match (actual.items(), expected.items()) {
        (Some(one), Some(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| floats(one, other))
        }
        (None, None) => match (actual.number(), expected.number()) {
            (Some(one), Some(other)) => near(one, other),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::cases::value;

    #[track_caller]
    fn check(compare: Compare, actual: &str, expected: &str, accepted: bool) {
        let found = accepts(compare, value(actual).unwrap(), value(expected).unwrap());
        assert_eq!(found, Some(accepted), "{compare:?}: {actual} for {expected}");
    }

    #[test]
    fn each_way_accepts_what_it_says() {
        check(Compare::Exact, "[2, 1]", "[1, 2]", false);
        check(Compare::Unordered, "[[2, 1], [3]]", "[[3], [2, 1]]", true);
        check(Compare::Unordered, "[[1, 2], [3]]", "[[3], [2, 1]]", false);
        check(Compare::Unordered, "[1, 1, 2]", "[1, 2, 2]", false);
        check(Compare::Unordered, "{1, 2}", "[2, 1]", true);
        check(
            Compare::Unordered,
            "[[0.30000000001, 'b'], [0.3, 'a']]",
            "[[0.3, 'b'], [0.30000000001, 'a']]",
            true,
        );
        check(Compare::Unordered, "3", "[3]", false);
        check(Compare::Set, "[1, 2, 1]", "[2, 1]", true);
        check(Compare::Set, "[1, 2]", "[1, 3]", false);
        check(Compare::Float, "1000001", "1000002", true);
        check(Compare::Float, "[1, 2.0000001]", "[1, 2]", true);
        check(Compare::Float, "'1'", "1", false);
        check(Compare::Float, "True", "1", false);
        check(Compare::AnyOf, "[2, 1]", "[[1, 2], [2, 1]]", true);
        check(Compare::AnyOf, "[1]", "[[1, 2], [2, 1]]", false);
        check(Compare::AnyOf, "1", "1", false);
    }

    /// Two sets of two sets each, and so on.
    fn sets(depth: u32) -> Datum {
        let mut set = Datum::Set(vec![Datum::Int(1), Datum::Int(0)]);
        for _ in 0..depth {
            set = Datum::Set(vec![set.clone(), set]);
        }
        set
    }

    #[test]
    fn sets_of_sets_are_sorted_once() {
        assert_eq!(accepts(Compare::Exact, sets(16), sets(16)), Some(true));
        for way in [Compare::Exact, Compare::Unordered, Compare::Set] {
            assert_eq!(accepts(way, sets(16), value("[1, 2]").unwrap()), Some(false), "{way:?}");
        }
    }

    #[test]
    fn what_takes_too_long_to_compare_is_broken_off() {
        let chain = |end: i128| {
            let mut set = Datum::Int(end);
            for _ in 0..90 {
                set = Datum::Set(vec![Datum::Float(0.5), set]);
            }
            set
        };
        assert_eq!(accepts(Compare::Exact, chain(1), chain(2)), None);
        assert_eq!(accepts(Compare::Exact, chain(1), chain(1)), Some(true));
    }

    #[test]
    fn a_set_of_sets_is_the_list_of_lists_that_stands_for_it() {
        check(Compare::Exact, "{(1, 2), (3,)}", "[[3], [1, 2]]", true);
        let sets = |items: &[&[i128]]| {
            let set = |items: &&[i128]| Datum::Set(items.iter().map(|item| Datum::Int(*item)).collect());
            Datum::Set(items.iter().map(set).collect())
        };
        let lists = || value("[[3], [1, 2]]").unwrap();
        assert_eq!(accepts(Compare::Exact, sets(&[&[2, 1], &[3]]), lists()), Some(true));
        assert_eq!(accepts(Compare::Exact, sets(&[&[2, 1], &[4]]), lists()), Some(false));
    }

    #[test]
    fn keys_are_their_texts_within_other_values_too() {
        check(Compare::Unordered, "[{1: 2}, {'b': 1, 'a': 2}]", r#"[{"a": 2, "b": 1}, {"1": 2}]"#, true);
    }
}
