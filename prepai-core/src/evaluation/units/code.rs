//! Code: right by executed tests, and readable by the text itself. Untested code is not assessed.

use std::collections::{BTreeMap, BTreeSet};

use super::Unit;
use crate::evaluation::Input;
use crate::evaluation::conversation::is_order;
use crate::evaluation::input::{InputSubmission, Results};
use crate::evaluation::report::{Evidence, Item};
use crate::evaluation::rubric::{ItemSpec, Rubric};
use crate::interview::kind::Criterion;

/// The longest line that need not be scrolled, and the deepest nesting that can be followed.
const LINE: usize = 100;
const DEPTH: usize = 4;

/// Languages in which every declaration has a type.
const TYPED: [&str; 9] = ["java", "c", "c++", "cpp", "c#", "csharp", "go", "rust", "typescript"];

/// Two units for each exercise, from its best attempt: quality, and whether the problem was solved.
pub(super) fn units(input: &Input, rubric: &Rubric) -> Vec<Unit> {
    let mut best: BTreeMap<&str, (usize, &InputSubmission, Results)> = BTreeMap::new();
    for (index, submission) in input.submissions.iter().enumerate() {
        let Some(results) = submission.results else { continue };
        let key = submission.exercise.as_deref().unwrap_or("");
        // Of equals the last counts.
        let better = best.get(key).is_none_or(|(_, _, old)| {
            u64::from(results.passed) * u64::from(old.total)
                >= u64::from(old.passed) * u64::from(results.total)
        });
        if better {
            best.insert(key, (index, submission, results));
        }
    }
    let mut in_order: Vec<_> = best.into_values().collect();
    in_order.sort_unstable_by_key(|(index, _, _)| *index);
    in_order
        .into_iter()
        .flat_map(|(index, submission, results)| of(index, submission, results, rubric))
        .collect()
}

fn of(index: usize, submission: &InputSubmission, results: Results, rubric: &Rubric) -> [Unit; 2] {
    let evidence = Evidence::TestResults { submission: index, passed: results.passed, total: results.total };
    let tests = |spec: Option<&ItemSpec>| {
        let says = spec.map_or("", |spec| spec.says.as_str());
        Item {
            id: format!("code.tests:submission-{index}"),
            says: format!("{says} ({} of {})", results.passed, results.total),
            met: results.passed == results.total,
            evidence: vec![evidence.clone()],
        }
    };
    let source = Source::of(submission, rubric);
    let (mut items, mut reached, mut all) = (Vec::new(), 0_u64, 0_u64);
    for spec in rubric.items("code.") {
        if spec.id == "code.tests" {
            items.push(tests(Some(spec)));
            continue;
        }
        let met = source.shows(&spec.id);
        all += u64::from(spec.weight);
        reached += if met { u64::from(spec.weight) } else { 0 };
        items.push(Item {
            id: format!("{}:submission-{index}", spec.id),
            says: spec.says.clone(),
            met,
            evidence: vec![Evidence::Code { submission: index }],
        });
    }
    let (passed, total) = (u64::from(results.passed), u64::from(results.total.max(1)));
    let share = u64::from(rubric.scoring.tests_share.min(100));
    // Readability counts in proportion to what works: beautiful code that does nothing is worth nothing.
    let (top, bottom) = (passed * (share * all.max(1) + (100 - share) * reached), total * all.max(1));
    let mark = |value: u64| u32::try_from(value.min(100)).unwrap_or(100);
    let quality = mark((2 * top + bottom) / (2 * bottom));
    let solved = mark((200 * passed + total) / (2 * total));
    let solving =
        vec![Item { id: format!("solved:submission-{index}"), ..tests(rubric.items("code.tests").next()) }];
    [
        Unit { criterion: Criterion::CodeQuality, mark: quality, items, note: None },
        Unit { criterion: Criterion::ProblemSolving, mark: solved, items: solving, note: None },
    ]
}

/// What can be said of a source without running it.
struct Source {
    longest: usize,
    depth: usize,
    names: BTreeSet<String>,
    documented: bool,
}

impl Source {
    fn of(submission: &InputSubmission, rubric: &Rubric) -> Source {
        let code = submission.code.as_str();
        let mut depths: Vec<usize> = Vec::new();
        let (mut longest, mut depth) = (0, 0);
        for line in code.lines().filter(|line| !line.trim().is_empty()) {
            longest = longest.max(line.chars().count());
            let indent: usize =
                line.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum();
            while depths.last().is_some_and(|open| *open >= indent) {
                depths.pop();
            }
            if indent > 0 {
                depths.push(indent);
            }
            depth = depth.max(depths.len());
        }
        let typed = TYPED.contains(&submission.language.trim().to_lowercase().as_str());
        let hinted = code.contains("->")
            || code.contains(": int")
            || code.contains(": str")
            || code.contains(": list");
        let documented = typed || hinted || comments(code).any(|comment| !is_order(comment, &rubric.aside));
        Source { longest, depth, names: names(code), documented }
    }

    fn shows(&self, id: &str) -> bool {
        match id {
            "code.short" => self.longest <= LINE,
            "code.flat" => self.depth <= DEPTH,
            "code.named" => {
                let long = self.names.iter().filter(|name| name.chars().count() > 1).count();
                long * 2 > self.names.len()
            }
            _ => self.documented,
        }
    }
}

/// Comments and docstrings with at least two words.
fn comments(code: &str) -> impl Iterator<Item = &str> {
    let marks = ["//", "#", "/*", "*", "\"\"\"", "'''"];
    let comment = move |line: &str| -> Option<usize> {
        let start = line.trim_start();
        let leading = marks
            .iter()
            .find(|mark| start.starts_with(**mark))
            .map(|mark| line.len() - start.len() + mark.len());
        leading.or_else(|| line.find("  # ").map(|at| at + 4)).or_else(|| line.find(" // ").map(|at| at + 4))
    };
    let texts = code.lines().filter_map(move |line| line.get(comment(line)?..));
    texts.filter(|text| text.split_whitespace().count() >= 2)
}

/// Names that the code uses, keywords included: they are the same for everybody.
fn names(code: &str) -> BTreeSet<String> {
    let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    words
        .filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
        .map(str::to_owned)
        .collect()
}
