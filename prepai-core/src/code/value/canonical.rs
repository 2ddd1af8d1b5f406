//! Values in one form: what has no order is put into one, once and from the leaves up.

use super::Datum;
use super::order::order;

/// Up to here every whole number is a float of its own.
pub(super) const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Sorts sets and maps, and makes texts of a map's keys. Takes time n log n in all the value's nodes together: sorted
/// parts compare by walking over them.
pub(super) fn canonical(datum: Datum) -> Datum {
    let all = |items: Vec<Datum>| items.into_iter().map(canonical).collect::<Vec<_>>();
    match datum {
        Datum::List(items) => Datum::List(all(items)),
        Datum::Tuple(items) => Datum::Tuple(all(items)),
        Datum::ListNode(items) => Datum::ListNode(all(items)),
        Datum::TreeNode(items) => Datum::TreeNode(all(items)),
        Datum::Set(items) => {
            let mut items = all(items);
            items.sort_by(order);
            Datum::Set(items)
        }
        Datum::Map(entries) => {
            let one = |(key, value)| (as_text(canonical(key)), canonical(value));
            let mut entries: Vec<(Datum, Datum)> = entries.into_iter().map(one).collect();
            entries.sort_by(|one, other| order(&one.0, &other.0).then_with(|| order(&one.1, &other.1)));
            Datum::Map(entries)
        }
        leaf => leaf,
    }
}

/// A key as JSON would have it.
fn as_text(key: Datum) -> Datum {
    match key {
        Datum::Bool(bool) => Datum::Text(bool.to_string()),
        Datum::Int(whole) => Datum::Text(whole.to_string()),
        Datum::Big(digits) => Datum::Text(digits.into()),
        Datum::Float(float) if whole(float) => Datum::Text(format!("{float:.0}")),
        Datum::Float(float) => Datum::Text(float.to_string()),
        Datum::Null => Datum::Text("null".to_owned()),
        other => other,
    }
}

/// Whether a float is a whole number that is exactly this one.
pub(super) fn whole(number: f64) -> bool {
    number.abs() <= WHOLE && number.fract() == 0.0
}
