//! How what a program prints compares with what it is to print.

use crate::code::value::TOLERANCE;

/// Whether `actual` is the output `expected`: line by line, where space at the end of a line, empty lines at the end and
/// the kind of line end do not count; or else word by word, where numbers with a point or exponent have a tolerance of
/// 1e-6, relative or absolute.
pub fn prints(actual: &str, expected: &str) -> bool {
    lines(actual).eq(lines(expected)) || words(actual, expected)
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.trim_end().lines().map(str::trim_end)
}

fn words(actual: &str, expected: &str) -> bool {
    let (mut one, mut other) = (actual.split_whitespace(), expected.split_whitespace());
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other || near(one, other) => {}
            _ => return false,
        }
    }
}

/// Whether two words are numbers, one of them no whole one, and near each other.
fn near(one: &str, other: &str) -> bool {
    let number = |word: &str| {
        let plain = word.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        word.parse::<f64>().ok().filter(|_| plain)
    };
    let fraction = |word: &str| word.contains(['.', 'e', 'E']);
    match (number(one), number(other)) {
        (Some(first), Some(second)) if fraction(one) || fraction(other) => {
            let apart = (first - second).abs();
            apart <= TOLERANCE || apart <= TOLERANCE * first.abs().max(second.abs())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::prints;

    #[test]
    fn space_does_not_count_and_words_do() {
        assert!(prints("6\n", "6"));
        assert!(prints("1 2  \r\n3\n\n", "1 2\n3"));
        assert!(prints("1\n2\n3", "1 2 3"));
        assert!(prints("0.3333333333", "0.333333"));
        assert!(prints("", "\n"));
        assert!(!prints("6", "7"));
        assert!(!prints("1000001", "1000002"));
        assert!(!prints("1 2", "1 2 3"));
        assert!(!prints("", "0"));
        assert!(!prints("yes", "Yes"));
        assert!(!prints("nan", "1.0"));
    }
}
