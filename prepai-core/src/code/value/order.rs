//! A total order of values, by which things without order are compared in time n log n.

use std::cmp::Ordering;

use super::Datum;

/// Up to so many items whose floats disturb the order are matched one by one.
const MATCHED: usize = 1_000;

/// Whether the items of both are the same in some order.
pub(super) fn unordered(one: &[Datum], other: &[Datum], same: fn(&Datum, &Datum) -> bool) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (one, other) = (sorted(one), sorted(other));
    if one.iter().zip(&other).all(|(one, other)| same(one, other)) {
        return true;
    }
    // Floats that are equal within the tolerance may sort differently inside of compound items.
    one.len() <= MATCHED && one.iter().any(|item| has_floats(item)) && matched(&one, &other, same)
}

/// Items in order, without those that equal the one before.
pub(super) fn distinct(items: &[Datum], same: fn(&Datum, &Datum) -> bool) -> Vec<Datum> {
    let mut sorted = sorted(items);
    sorted.dedup_by(|next, before| same(next, before));
    sorted.into_iter().cloned().collect()
}

fn sorted(items: &[Datum]) -> Vec<&Datum> {
    let mut sorted: Vec<&Datum> = items.iter().collect();
    sorted.sort_by(|one, other| order(one, other));
    sorted
}

fn matched(one: &[&Datum], other: &[&Datum], same: fn(&Datum, &Datum) -> bool) -> bool {
    let mut left: Vec<&Datum> = other.to_vec();
    one.iter().all(|item| {
        let place = left.iter().position(|candidate| same(item, candidate));
        place.map(|place| left.swap_remove(place)).is_some()
    })
}

fn has_floats(datum: &Datum) -> bool {
    match datum {
        Datum::Float(_) => true,
        Datum::Set(items) => items.iter().any(has_floats),
        Datum::Map(entries) => entries.iter().any(|(key, value)| has_floats(key) || has_floats(value)),
        other => other.items().is_some_and(|items| items.iter().any(has_floats)),
    }
}

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

/// Compares two values: by kind, then by content.
pub(super) fn order(one: &Datum, other: &Datum) -> Ordering {
    match (one, other) {
        (Datum::Bool(one), Datum::Bool(other)) => one.cmp(other),
        (Datum::Text(one), Datum::Text(other))
        | (Datum::Bytes(one), Datum::Bytes(other))
        | (Datum::Other(one), Datum::Other(other)) => one.cmp(other),
        (Datum::Set(one), Datum::Set(other)) => {
            let by =
                |one: &[Datum], other: &[Datum]| sequence(sorted(one).into_iter(), sorted(other).into_iter());
            one.len().cmp(&other.len()).then_with(|| by(one, other))
        }
        (Datum::Map(one), Datum::Map(other)) => {
            let keys = |entries: &[(Datum, Datum)]| {
                let mut sorted: Vec<(Datum, Datum)> = entries.to_vec();
                sorted.sort_by(|one, other| order(&one.0, &other.0));
                sorted
            };
            let (one, other) = (keys(one), keys(other));
            let flat = |entries: &[(Datum, Datum)]| {
                entries.iter().flat_map(|(key, value)| [key.clone(), value.clone()]).collect::<Vec<_>>()
            };
            sequence(flat(&one).iter(), flat(&other).iter())
        }
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
