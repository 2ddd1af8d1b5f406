//! The rubric's own file.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{AsideCues, ItemSpec, QuestionCues, Scoring, Terms};
use crate::error::{Error, ErrorKind, Result};

const NAME: &str = "rubric.toml";

/// Items that the code looks for.
const NEEDED: [&str; 25] = [
    "explain.how",
    "explain.why",
    "explain.bounds",
    "explain.precise",
    "explain.more",
    "solve.approach",
    "solve.cost",
    "solve.alternative",
    "solve.edge",
    "solve.clarify",
    "speak.sentences",
    "speak.topic",
    "speak.connected",
    "speak.concrete",
    "star.situation",
    "star.task",
    "star.action",
    "star.detail",
    "star.result",
    "star.reflection",
    "code.tests",
    "code.short",
    "code.flat",
    "code.named",
    "code.documented",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    scoring: Scoring,
    recommendation: BTreeMap<String, u32>,
    item: Vec<Item>,
    cues: BTreeMap<String, Vec<String>>,
    questions: Questions,
    aside: Aside,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    id: String,
    says: String,
    weight: u32,
    cue: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Questions {
    intro: Vec<String>,
    behavioral: Vec<String>,
    solving: Vec<String>,
    coding: Vec<String>,
    closing: Vec<String>,
    follow_up: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Aside {
    declines: Vec<String>,
    mentions: Vec<String>,
    orders: Vec<String>,
    things: Vec<String>,
    plain: Vec<String>,
}

/// What the file says, with its terms ready to be looked up.
pub(super) struct Read {
    pub(super) version: String,
    pub(super) scoring: Scoring,
    pub(super) recommendations: Vec<(u32, String)>,
    pub(super) items: BTreeMap<String, ItemSpec>,
    pub(super) questions: QuestionCues,
    pub(super) aside: AsideCues,
}

pub(super) fn read(text: &str) -> Result<Read> {
    let file: File = parse(NAME, text)?;
    let mut items = BTreeMap::new();
    for item in file.item {
        let cues = match &item.cue {
            None => Terms::default(),
            Some(cue) => match file.cues.get(cue) {
                Some(terms) => Terms::new(terms),
                None => return Err(broken(NAME, &format!("item `{}`: there is no cue `{cue}`", item.id))),
            },
        };
        let spec = ItemSpec { id: item.id.clone(), says: item.says, weight: item.weight, cues };
        items.insert(item.id, spec);
    }
    if let Some(missing) = NEEDED.iter().find(|id| !items.contains_key(**id)) {
        return Err(broken(NAME, &format!("the item `{missing}` is missing")));
    }
    let mut recommendations: Vec<(u32, String)> =
        file.recommendation.into_iter().map(|(word, least)| (least, word)).collect();
    recommendations.sort_unstable_by(|a, b| b.cmp(a));
    let (questions, aside) = (file.questions, file.aside);
    Ok(Read {
        version: file.version,
        scoring: file.scoring,
        recommendations,
        items,
        questions: QuestionCues {
            intro: Terms::new(&questions.intro),
            behavioral: Terms::new(&questions.behavioral),
            solving: Terms::new(&questions.solving),
            coding: Terms::new(&questions.coding),
            closing: Terms::new(&questions.closing),
            follow_up: Terms::new(&questions.follow_up),
        },
        aside: AsideCues {
            declines: Terms::new(&aside.declines),
            mentions: Terms::new(&aside.mentions),
            orders: aside.orders,
            things: Terms::new(&aside.things),
            plain: Terms::new(&aside.plain),
        },
    })
}

/// Reads TOML; an error names file and line.
pub(super) fn parse<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map_or(1, |before| before.matches('\n').count() + 1);
        let message = format!("{name}:{line}: {}", error.message());
        Error::new(ErrorKind::InvalidContent, message).with("file", name).with("line", line)
    })
}

pub(super) fn broken(name: &str, why: &str) -> Error {
    Error::new(ErrorKind::InvalidContent, format!("{name}: {why}")).with("file", name)
}
