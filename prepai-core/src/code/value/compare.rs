//! The ways in which a test accepts a result.

use super::Datum;
use super::equal::{equal, near};
use super::order::{distinct, unordered};
use crate::code::Compare;

/// Whether a test that compares in this way accepts `actual`.
pub fn accepts(compare: Compare, actual: &Datum, expected: &Datum) -> bool {
    match compare {
        Compare::Exact | Compare::InPlace => equal(actual, expected),
        Compare::Float => floats(actual, expected),
        Compare::AnyOf => expected.items().is_some_and(|any| any.iter().any(|one| equal(actual, one))),
        Compare::Unordered => match (loose(actual), loose(expected)) {
            (Some(one), Some(other)) => unordered(one, other, equal),
            _ => equal(actual, expected),
        },
        Compare::Set => match (loose(actual), loose(expected)) {
            (Some(one), Some(other)) => unordered(&distinct(one, equal), &distinct(other, equal), equal),
            _ => equal(actual, expected),
        },
    }
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
        let found = accepts(compare, &value(actual).unwrap(), &value(expected).unwrap());
        assert_eq!(found, accepted, "{compare:?}: {actual} for {expected}");
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
}
