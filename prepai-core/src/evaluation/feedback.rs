//! Sentences for people, built from the evidence and nothing else.

use std::fmt::Write as _;

use super::report::{CriterionReport, Evidence, Item, NotAssessed};
use super::rubric::Rubric;
use crate::interview::kind::Criterion;

/// How many strengths and improvements are named, and of one criterion.
const NAMED: usize = 5;
const OF_ONE: usize = 2;

/// A criterion's name for people.
pub(super) const fn title(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::TechnicalKnowledge => "Technical knowledge",
        Criterion::ProblemSolving => "Problem solving",
        Criterion::Communication => "Communication",
        Criterion::CodeQuality => "Code quality",
        Criterion::CulturalFit => "Cultural fit",
    }
}

/// What was strong: items with evidence, of criteria that reached the mark; what is about the subject comes first.
pub(super) fn strengths(criteria: &[CriterionReport], rubric: &Rubric) -> Vec<String> {
    let strong = criteria
        .iter()
        .filter(|criterion| tenths(criterion).is_some_and(|mark| mark >= rubric.scoring.strong));
    let of = |criterion: &CriterionReport| {
        let shown = criterion
            .items
            .iter()
            .filter(|item| item.met && !item.is_misconception() && !item.evidence.is_empty());
        let items: Vec<(bool, String)> = distinct(shown)
            .into_iter()
            .take(OF_ONE)
            .map(|item| (is_general(item), format!("{}: {}", title(criterion.criterion), item.says)))
            .collect();
        items
    };
    let mut all: Vec<(bool, String)> = strong.flat_map(of).collect();
    all.sort_by_key(|(general, _)| *general);
    all.into_iter().map(|(_, line)| line).take(NAMED).collect()
}

/// What to work on: misconceptions first, then what was missing, from the lowest score up.
pub(super) fn improvements(criteria: &[CriterionReport], rubric: &Rubric) -> Vec<String> {
    let mut all: Vec<&CriterionReport> =
        criteria.iter().filter(|criterion| criterion.score.is_some()).collect();
    all.sort_by_key(|criterion| tenths(criterion));
    let wrong =
        distinct(all.iter().flat_map(|criterion| &criterion.items).filter(|item| item.is_misconception()));
    let wrong = wrong.into_iter().take(NAMED - OF_ONE).map(|item| match item.evidence.first() {
        Some(Evidence::Speech { quote, .. }) => format!("Correct this. {} (“{quote}”)", item.says),
        _ => format!("Correct this. {}", item.says),
    });
    let missing = all
        .iter()
        .filter(|criterion| tenths(criterion).is_some_and(|mark| mark < rubric.scoring.weak))
        .flat_map(|criterion| {
            let items = distinct(criterion.items.iter().filter(|item| !item.met && !item.is_misconception()));
            let named = items
                .into_iter()
                .take(OF_ONE)
                .map(|item| format!("{}, missing: {}", title(criterion.criterion), item.says));
            named.collect::<Vec<_>>()
        });
    let mut improvements: Vec<String> = wrong.collect();
    improvements.extend(missing);
    improvements.truncate(NAMED);
    improvements
}

/// Whether an item could be of any question.
fn is_general(item: &Item) -> bool {
    ["explain.", "solve.", "speak."].iter().any(|prefix| item.id.starts_with(prefix))
}

/// Items with different sentences, those about this question's subject first.
fn distinct<'a>(items: impl Iterator<Item = &'a Item>) -> Vec<&'a Item> {
    let mut found: Vec<&Item> = Vec::new();
    for item in items {
        if found.iter().all(|other| other.says != item.says) {
            found.push(item);
        }
    }
    let general =
        |item: &&Item| ["explain.", "solve.", "speak."].iter().any(|prefix| item.id.starts_with(prefix));
    found.sort_by_key(general);
    found
}

/// All of it in sentences.
pub(super) fn detailed(
    interview_type: &str,
    overall: Option<f64>,
    criteria: &[CriterionReport],
    missing: &[NotAssessed],
    lists: (&[String], &[String]),
) -> String {
    let mut text = format!("Interview type: {interview_type}\n\nSummary:\n");
    // Writing to a string cannot go wrong.
    let _ = match overall {
        Some(overall) => {
            writeln!(text, "The overall score is {overall:.1} of 10, from what was said and executed.")
        }
        None => writeln!(text, "There is too little evidence for an overall score."),
    };
    for criterion in criteria {
        if let Some(score) = criterion.score {
            let _ = writeln!(text, "{}: {score:.1} of 10; {}.", title(criterion.criterion), criterion.reason);
        }
    }
    for one in missing {
        let _ = writeln!(text, "{}: not assessed; {}.", title(one.criterion), one.reason);
    }
    for (head, list) in [("Strengths", lists.0), ("Areas for improvement", lists.1)] {
        if !list.is_empty() {
            let _ = writeln!(text, "\n{head}:");
        }
        for (index, line) in list.iter().enumerate() {
            let _ = writeln!(text, "{}. {line}", index + 1);
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn tenths(criterion: &CriterionReport) -> Option<u32> {
    // Scores are 0 to 10.
    criterion.score.map(|score| libm::round(score * 10.0) as u32)
}
