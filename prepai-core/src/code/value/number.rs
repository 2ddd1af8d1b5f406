//! Whole numbers of any size.

use super::Datum;

/// A whole number from decimal digits with an optional sign; `None` when it is none.
pub fn integer(text: &str) -> Option<Datum> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    let canonical = format!("{}{digits}", if negative && !digits.is_empty() { "-" } else { "" });
    match canonical.as_str() {
        "" => Some(Datum::Int(0)),
        _ => Some(canonical.parse().map_or_else(|_| Datum::Big(canonical.into_boxed_str()), Datum::Int)),
    }
}

impl Datum {
    /// The number as a float, near enough for a comparison with a tolerance.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Datum::Int(whole) => Some(*whole as f64),
            Datum::Big(digits) => digits.parse().ok(),
            Datum::Float(float) => Some(*float),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_one_form() {
        assert_eq!(integer("-0"), Some(Datum::Int(0)));
        assert_eq!(integer("+007"), Some(Datum::Int(7)));
        let big = "9".repeat(60);
        assert_eq!(integer(&format!("-00{big}")), Some(Datum::Big(format!("-{big}").into())));
        for wrong in ["", "-", "1.0", "1e5", "0x1", "1_0"] {
            assert_eq!(integer(wrong), None, "{wrong}");
        }
    }
}
