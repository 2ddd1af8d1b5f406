//! Numbers with a unit, amounts of money, ranges, versions.

use super::Replacement;
use super::cursor::{Cursor, is_word};

/// As written, for one, for several.
const UNITS: &[(&str, &str, &str)] = &[
    ("GB/s", "gigabyte a second", "gigabytes a second"),
    ("Gbps", "gigabit a second", "gigabits a second"),
    ("GB", "gigabyte", "gigabytes"),
    ("GHz", "gigahertz", "gigahertz"),
    ("GiB", "gibibyte", "gibibytes"),
    ("KB", "kilobyte", "kilobytes"),
    ("kB", "kilobyte", "kilobytes"),
    ("KiB", "kibibyte", "kibibytes"),
    ("kg", "kilogram", "kilograms"),
    ("km", "kilometre", "kilometres"),
    ("MB/s", "megabyte a second", "megabytes a second"),
    ("MB", "megabyte", "megabytes"),
    ("Mbps", "megabit a second", "megabits a second"),
    ("MHz", "megahertz", "megahertz"),
    ("MiB", "mebibyte", "mebibytes"),
    ("ms", "millisecond", "milliseconds"),
    ("ns", "nanosecond", "nanoseconds"),
    ("PB", "petabyte", "petabytes"),
    ("QPS", "query a second", "queries a second"),
    ("qps", "query a second", "queries a second"),
    ("RPS", "request a second", "requests a second"),
    ("rps", "request a second", "requests a second"),
    ("req/s", "request a second", "requests a second"),
    ("TB", "terabyte", "terabytes"),
    ("us", "microsecond", "microseconds"),
    ("µs", "microsecond", "microseconds"),
    ("μs", "microsecond", "microseconds"),
    ("min", "minute", "minutes"),
    ("hrs", "hours", "hours"),
    ("hr", "hour", "hours"),
    ("s", "second", "seconds"),
    ("h", "hour", "hours"),
    ("x", "time", "times"),
    ("k", "thousand", "thousand"),
    ("K", "thousand", "thousand"),
    ("M", "million", "million"),
    ("B", "billion", "billion"),
    ("%", "percent", "percent"),
    ("°C", "degree Celsius", "degrees Celsius"),
    ("°F", "degree Fahrenheit", "degrees Fahrenheit"),
    ("°", "degree", "degrees"),
];

/// Not units after a space: "5 us" is rather two words, "3 x" a product.
const ONLY_ATTACHED: &[&str] = &["us", "x", "k", "K", "M", "B", "h", "min"];

/// The characters of a number: digits with points and commas between them.
fn number(cursor: Cursor<'_>) -> usize {
    let mut length = cursor.run(|c| c.is_ascii_digit());
    while length > 0 {
        let mark = cursor.peek(length);
        let digits = cursor.skip(length + 1).run(|c| c.is_ascii_digit());
        if !matches!(mark, Some('.' | ',')) || digits == 0 {
            break;
        }
        length += 1 + digits;
    }
    length
}

/// `5ms`, `10 GB`, `99.9%`, `10-20`, `2x`, `p99`, `v2`.
pub(super) fn amount(cursor: Cursor<'_>) -> Replacement {
    if let Some('p' | 'P' | 'v') = cursor.peek(0) {
        let digits = number(cursor.skip(1));
        let ends = !cursor.peek(1 + digits).is_some_and(is_word);
        let word = if cursor.peek(0) == Some('v') { "version" } else { "P" };
        return (digits > 0 && ends).then(|| (1 + digits, format!("{word} {}", cursor.skip(1).text(digits))));
    }
    let length = number(cursor);
    if length == 0 {
        return None;
    }
    let written = cursor.text(length);
    let after = cursor.skip(length);
    if matches!(after.peek(0), Some('-' | '–')) && after.peek(1).is_some_and(|c| c.is_ascii_digit()) {
        let second = number(after.skip(1));
        // Dates and telephone numbers have more than one dash.
        let once =
            !matches!(after.peek(1 + second), Some('-' | '–')) && !matches!(cursor.before(), Some('-' | '–'));
        return once.then(|| (length + 1, format!("{written} to ")));
    }
    let spaced = after.peek(0) == Some(' ');
    let place = if spaced { after.skip(1) } else { after };
    let ends = |unit: &str| {
        let length = unit.chars().count();
        // In "3 s/op" and "5 B.C" the letter is no unit.
        let joined = unit.ends_with(char::is_alphabetic) && matches!(place.peek(length), Some('/' | '.'));
        !place.peek(length + usize::from(joined)).is_some_and(is_word)
    };
    let (unit, one, many) = UNITS.iter().find(|(unit, ..)| place.starts_with(unit) && ends(unit))?;
    let modulo = *unit == "%" && place.peek(2).is_some_and(|c| c.is_ascii_digit());
    if spaced && (ONLY_ATTACHED.contains(unit) || modulo) {
        return None;
    }
    let name = if written == "1" { one } else { many };
    Some((length + usize::from(spaced) + unit.chars().count(), format!("{written} {name}")))
}

/// `$5`, `€2.5 million`, `£10k`.
pub(super) fn money(cursor: Cursor<'_>) -> Replacement {
    let (one, many) = match cursor.peek(0)? {
        '$' => ("dollar", "dollars"),
        '€' => ("euro", "euros"),
        '£' => ("pound", "pounds"),
        _ => return None,
    };
    let length = number(cursor.skip(1));
    if length == 0 {
        return None;
    }
    let after = cursor.skip(1 + length);
    let amount = cursor.skip(1).text(length);
    let scales = [
        ("k", "thousand"),
        ("K", "thousand"),
        ("M", "million"),
        ("B", "billion"),
        (" thousand", "thousand"),
        (" million", "million"),
        (" billion", "billion"),
    ];
    if let Some((written, spoken)) = scales.iter().find(|(written, _)| after.is_word(written)) {
        return Some((1 + length + written.len(), format!("{amount} {spoken} {many}")));
    }
    Some((1 + length, format!("{amount} {}", if amount == "1" { one } else { many })))
}
