//! A total order of values in their [canonical](super::canonical) form.

use std::cmp::Ordering;

use super::Datum;

/// Kinds in a fixed order; what may be equal is of one kind.
fn kind(datum: &Datum) -> u8 {
    match datum {
        Datum::Null | Datum::Undefined => 0,
        Datum::Bool(_) => 1,
        Datum::Int(_) | Datum::Big(_) | Datum::Float(_) => 2,
        Datum::Text(_) => 3,
        Datum::Bytes(_) => 4,
        Datum::List(_) | Datum::Tuple(_) | Datum::ListNode(_) | Datum::TreeNode(_) => 5,
        Datum::Set(_) => 6,
        Datum::Map(_) => 7,
        Datum::Other(_) => 8,
        Datum::Cycle => 9,
        Datum::Cut => 10,
    }
}

/// Compares two values: by kind, then by content. Sets and maps must be sorted.
pub(super) fn order(one: &Datum, other: &Datum) -> Ordering {
    match (one, other) {
        (Datum::Bool(one), Datum::Bool(other)) => one.cmp(other),
        (Datum::Text(one), Datum::Text(other))
        | (Datum::Bytes(one), Datum::Bytes(other))
        | (Datum::Other(one), Datum::Other(other)) => one.cmp(other),
        (Datum::Set(one), Datum::Set(other)) => {
            one.len().cmp(&other.len()).then_with(|| sequence(one.iter(), other.iter()))
        }
        (Datum::Map(one), Datum::Map(other)) => sequence(flat(one), flat(other)),
        _ => match (one.items(), other.items()) {
            (Some(one), Some(other)) => sequence(one.iter(), other.iter()),
            _ => match (one.number(), other.number()) {
                // Adding zero makes one zero of both.
                (Some(first), Some(second)) => {
                    (first + 0.0).total_cmp(&(second + 0.0)).then_with(|| exactly(one, other))
                }
                _ => kind(one).cmp(&kind(other)),
            },
        },
    }
}

/// Numbers that are the same float: whole ones before floats, so that the order stays total.
fn exactly(one: &Datum, other: &Datum) -> Ordering {
    let rank = |number: &Datum| match number {
        Datum::Int(_) => 0,
        Datum::Big(_) => 1,
        _ => 2,
    };
    match (one, other) {
        (Datum::Int(one), Datum::Int(other)) => one.cmp(other),
        (Datum::Big(one), Datum::Big(other)) => one.cmp(other),
        _ => rank(one).cmp(&rank(other)),
    }
}

fn flat(entries: &[(Datum, Datum)]) -> impl Iterator<Item = &Datum> {
    entries.iter().flat_map(|(key, value)| [key, value])
}

fn sequence<'a>(
    mut one: impl Iterator<Item = &'a Datum>,
    mut other: impl Iterator<Item = &'a Datum>,
) -> Ordering {
    loop {
        match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(first), Some(second)) => {
                let found = order(first, second);
                if found != Ordering::Equal {
                    return found;
                }
            }
        }
    }
}
