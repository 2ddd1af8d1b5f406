//! Full stops that end no sentence.

/// Never at the end of a sentence, whatever follows (lower case, without the last full stop).
const NEVER: &[&str] = &[
    "adm", "approx", "bspw", "bzw", "ca", "capt", "cf", "col", "d.h", "dr", "e.g", "eg", "ej", "eq", "fig",
    "figs", "gen", "ggf", "gov", "hon", "i.e", "ie", "incl", "lt", "mlle", "mme", "mr", "mrs", "ms", "mt",
    "núm", "p.ej", "prof", "rep", "resp", "rev", "sen", "sgt", "st", "u.a", "viz", "vol", "vs", "z.b",
];

/// Not at the end of a sentence before a number.
const BEFORE_NUMBERS: &[&str] = &[
    "apr", "art", "aug", "ch", "dec", "feb", "jan", "jul", "jun", "mar", "no", "nos", "nov", "nr", "oct",
    "p", "pp", "sec", "sep", "sept", "v",
];

/// Whether the full stop at the end of `sentence` is part of an abbreviation, when `next` follows after a space.
pub(super) fn abbreviates(sentence: &str, next: char) -> bool {
    let mut words = sentence.split_whitespace().rev();
    let Some(last) = words.next() else { return false };
    let Some(word) = last.strip_suffix('.') else { return false };
    let word = word.trim_start_matches(['(', '[', '"', '\'', '“', '‘', '„', '«']);
    let lower = word.to_lowercase();
    if NEVER.contains(&lower.as_str()) {
        return true;
    }
    if next.is_ascii_digit() && BEFORE_NUMBERS.contains(&lower.as_str()) {
        return true;
    }
    if word.contains('.') {
        // U.S., J.K.
        return word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_uppercase));
    }
    let mut letters = word.chars();
    let initial = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
    // "Donald E. Knuth", but "we wrote it in C. Then": an initial follows a name or opens one.
    let before = words.next();
    initial && before.is_none_or(|name| name == "by" || (name != "I" && name.starts_with(char::is_uppercase)))
}
