//! Pairs questions with answers.

use super::matching::Matcher;
use super::{Exchange, ExchangeKind, Known, lines};
use crate::evaluation::rubric::{QuestionCues, Rubric};
use crate::evaluation::text::{Token, is_content, words};
use crate::evaluation::{AskedQuestion, Input};
use crate::interview::{Library, PhaseKind};
use crate::session::ExchangeRole;

/// The longest words of an interviewer that can be a mere follow-up, in words of subject matter.
const FOLLOW_UP: usize = 4;

/// The exchanges of an interview, in the order of their questions.
pub(in crate::evaluation) fn exchanges(input: &Input, rubric: &Rubric, library: &Library) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    let mut current: Option<usize> = None;
    let mut spoken: Vec<Token> = Vec::new();
    let mut put = input.asked.iter().flatten().peekable();
    // Looking through the bank is only needed where nobody says which questions were put.
    let matcher = input.asked.is_none().then(|| Matcher::new(library));
    for (index, message) in input.messages.iter().enumerate() {
        while let Some(asked) = put.next_if(|asked| asked.from <= index) {
            current = Some(open_known(&mut exchanges, asked, &spoken, rubric, library));
        }
        match message.role {
            ExchangeRole::Assistant => {
                spoken = words(&message.content);
                if let Some(matcher) = &matcher {
                    let opened = exchange(index, &spoken, &message.content, matcher, rubric);
                    let goes_on = !opened.is_question || is_follow_up(&opened, rubric);
                    if current.is_none() || !goes_on {
                        current = Some(exchanges.len());
                        exchanges.push(opened);
                    }
                }
            }
            ExchangeRole::User => {
                let at = *current.get_or_insert_with(|| {
                    exchanges.push(plain(index, &spoken, ExchangeKind::Intro));
                    exchanges.len() - 1
                });
                if let Some(exchange) = exchanges.get_mut(at) {
                    exchange.lines.extend(lines::lines(index, &message.content, &rubric.aside));
                }
            }
        }
    }
    for asked in put {
        open_known(&mut exchanges, asked, &spoken, rubric, library);
    }
    exchanges
}

/// The exchange of a question that the log names; a follow-up belongs to its question.
fn open_known(
    exchanges: &mut Vec<Exchange>,
    asked: &AskedQuestion,
    spoken: &[Token],
    rubric: &Rubric,
    library: &Library,
) -> usize {
    if let Some(at) = exchanges.iter().position(|exchange| exchange.is_question && exchange.label == asked.id)
    {
        return at;
    }
    let bank = library.bank();
    let question = bank.question(&asked.id).cloned().map(Known::Question);
    let known = question.or_else(|| bank.exercise(&asked.id).cloned().map(Known::Exercise));
    let kind = known.as_ref().map_or_else(|| kind_of(spoken, &rubric.questions), kind_of_known);
    let mut exchange = plain(0, spoken, kind);
    if let Some(known) = &known {
        exchange.asked = words(text_of(known));
        exchange.echo = exchange.asked.iter().map(|token| token.stem.clone()).collect();
    }
    exchanges.push(Exchange { known, label: asked.id.clone(), is_question: true, ..exchange });
    exchanges.len() - 1
}

/// The exchange that an interviewer's words open.
fn exchange(index: usize, spoken: &[Token], text: &str, matcher: &Matcher, rubric: &Rubric) -> Exchange {
    let cues = &rubric.questions;
    let known = matcher.find(spoken).cloned();
    let kind = match &known {
        // An exercise that is only talked about is a problem like any other.
        Some(Known::Exercise(_)) if !cues.coding.among(spoken) => ExchangeKind::Solving,
        Some(known) => kind_of_known(known),
        None => kind_of(spoken, cues),
    };
    let is_question = known.is_some()
        || text.contains('?')
        || [&cues.behavioral, &cues.coding, &cues.intro].iter().any(|terms| terms.among(spoken))
        || IMPERATIVES.iter().any(|word| spoken.iter().any(|token| token.text == *word));
    let label = known.as_ref().map_or_else(|| format!("message-{index}"), |known| known.id().to_owned());
    Exchange { known, label, is_question, ..plain(index, spoken, kind) }
}

/// Words that ask without a question mark.
const IMPERATIVES: [&str; 11] = [
    "tell",
    "describe",
    "explain",
    "write",
    "design",
    "implement",
    "walk",
    "compare",
    "give",
    "imagine",
    "suppose",
];

fn plain(index: usize, spoken: &[Token], kind: ExchangeKind) -> Exchange {
    Exchange {
        kind,
        known: None,
        label: format!("message-{index}"),
        asked: spoken.to_vec(),
        echo: spoken.iter().map(|token| token.stem.clone()).collect(),
        is_question: false,
        lines: Vec::new(),
    }
}

fn is_follow_up(exchange: &Exchange, rubric: &Rubric) -> bool {
    let content = exchange.asked.iter().filter(|token| is_content(&token.text)).count();
    exchange.known.is_none() && content <= FOLLOW_UP && rubric.questions.follow_up.among(&exchange.asked)
}

/// What an unknown question asks for, by its words.
fn kind_of(spoken: &[Token], cues: &QuestionCues) -> ExchangeKind {
    // "Hello. Tell me about a time …" is no introduction: what asks for more comes first.
    [
        (&cues.coding, ExchangeKind::Coding),
        (&cues.closing, ExchangeKind::Closing),
        (&cues.intro, ExchangeKind::Intro),
        (&cues.behavioral, ExchangeKind::Behavioral),
        (&cues.solving, ExchangeKind::Solving),
    ]
    .into_iter()
    .find(|(terms, _)| terms.among(spoken))
    .map_or(ExchangeKind::Knowledge, |(_, kind)| kind)
}

fn kind_of_known(known: &Known) -> ExchangeKind {
    let Known::Question(question) = known else { return ExchangeKind::Coding };
    match question.phase {
        PhaseKind::Intro => ExchangeKind::Intro,
        PhaseKind::Experience => ExchangeKind::Experience,
        PhaseKind::Technical => ExchangeKind::Knowledge,
        PhaseKind::Design => ExchangeKind::Solving,
        PhaseKind::Coding => ExchangeKind::Coding,
        PhaseKind::Behavioral => ExchangeKind::Behavioral,
        PhaseKind::Questions | PhaseKind::Closing => ExchangeKind::Closing,
    }
}

fn text_of(known: &Known) -> &str {
    match known {
        Known::Question(question) => &question.text,
        Known::Exercise(exercise) => &exercise.text,
    }
}
