//! What changed from one attempt to the next, line by line.

use serde::{Deserialize, Serialize};

/// Longer texts are compared as one block.
const LINES: usize = 2_000;

/// The difference of two texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Lines that are new.
    pub added: usize,
    /// Lines that are gone.
    pub removed: usize,
    /// All lines in order: `+` before new ones, `-` before old ones, a space before those that stayed.
    pub lines: Vec<String>,
}

/// The shortest way from `old` to `new`, by the longest common sequence of lines.
pub fn difference(old: &str, new: &str) -> Difference {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let before = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let rest = |lines: &[&str]| lines.len() - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(rest(&old).min(rest(&new)));
    let after = after.take_while(|(one, other)| one == other).count();
    let middle = |lines: &[&str]| -> Vec<String> {
        lines.iter().skip(before).take(lines.len() - before - after).map(|line| (*line).to_owned()).collect()
    };
    let mut found = Difference::default();
    let same = |line: &&str| format!(" {line}");
    found.lines.extend(old.iter().take(before).map(same));
    changes(&middle(&old), &middle(&new), &mut found);
    found.lines.extend(old.iter().skip(old.len() - after).map(same));
    found
}

fn changes(old: &[String], new: &[String], found: &mut Difference) {
    let mut kept = if old.len() <= LINES && new.len() <= LINES { common(old, new) } else { Vec::new() };
    kept.push((old.len(), new.len()));
    let (mut at, mut to) = (0, 0);
    for (next_old, next_new) in kept {
        for line in old.iter().take(next_old).skip(at) {
            found.removed += 1;
            found.lines.push(format!("-{line}"));
        }
        for line in new.iter().take(next_new).skip(to) {
            found.added += 1;
            found.lines.push(format!("+{line}"));
        }
        found.lines.extend(old.get(next_old).map(|line| format!(" {line}")));
        (at, to) = (next_old + 1, next_new + 1);
    }
}

/// The places of the lines of a longest common sequence.
fn common(old: &[String], new: &[String]) -> Vec<(usize, usize)> {
    // lengths[i][j]: of the rests from i and from j.
    let mut lengths = vec![vec![0_u16; new.len() + 1]; old.len() + 1];
    let get = |lengths: &[Vec<u16>], i: usize, j: usize| {
        lengths.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0)
    };
    for (i, line) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            let length = if line == other {
                get(&lengths, i + 1, j + 1) + 1
            } else {
                get(&lengths, i + 1, j).max(get(&lengths, i, j + 1))
            };
            if let Some(place) = lengths.get_mut(i).and_then(|row| row.get_mut(j)) {
                *place = length;
            }
        }
    }
    let (mut i, mut j, mut kept) = (0, 0, Vec::new());
    while let (Some(line), Some(other)) = (old.get(i), new.get(j)) {
        if line == other {
            kept.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if get(&lengths, i + 1, j) >= get(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_marked() {
        let found = difference("a\nb\nc\nd", "a\nx\nc\ny\nd");
        assert_eq!(found.lines, [" a", "-b", "+x", " c", "+y", " d"]);
        assert_eq!((found.added, found.removed), (2, 1));
        assert_eq!(difference("a\nb", "a\nb").lines, [" a", " b"]);
        assert_eq!(difference("", "a").lines, ["+a"]);
        assert_eq!(difference("a\na", "a").removed, 1);
    }

    #[test]
    fn long_texts_are_replaced_as_a_block() {
        let text = |step: usize| (0..30_000).map(|n| (n * step).to_string()).collect::<Vec<_>>().join("\n");
        let found = difference(&text(2), &text(3));
        assert!(found.added > 20_000 && found.removed > 20_000);
    }

    proptest::proptest! {
        #[test]
        fn both_texts_stand_in_it(old in "[ab\n]{0,30}", new in "[ab\n]{0,30}") {
            let found = difference(&old, &new);
            let side = |signs: [char; 2]| -> Vec<String> {
                let lines = found.lines.iter().filter(|line| line.starts_with(signs));
                lines.map(|line| line[1..].to_owned()).collect()
            };
            proptest::prop_assert_eq!(side([' ', '-']), old.lines().map(str::to_owned).collect::<Vec<_>>());
            proptest::prop_assert_eq!(side([' ', '+']), new.lines().map(str::to_owned).collect::<Vec<_>>());
        }
    }
}
