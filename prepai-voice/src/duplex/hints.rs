//! What helps a transcription of this interview: its own words.

use prepai_core::session::Session;
use prepai_core::speech::Hints;
use serde_json::Value;

/// Words beyond these do not fit into a prompt.
const MOST: usize = 60;

/// The language, and names and technologies that are likely: of the candidate, the CV, the open exercise.
pub(super) fn hints(session: &Session) -> Hints {
    let mut vocabulary: Vec<String> = Vec::new();
    let mut add = |word: &str| {
        let word = word.trim();
        let known = vocabulary.iter().any(|known| known.eq_ignore_ascii_case(word));
        if !word.is_empty() && !known && vocabulary.len() < MOST {
            vocabulary.push(word.to_owned());
        }
    };
    session.created.candidate.name.split_whitespace().for_each(&mut add);
    if let Some(question) = &session.coding {
        add(&question.language);
    }
    for analysis in session.cvs.iter().filter_map(|cv| cv.analysis.as_ref()) {
        for field in ["technologies", "skills"] {
            let words = analysis.get(field).and_then(Value::as_array).into_iter().flatten();
            words.filter_map(Value::as_str).for_each(&mut add);
        }
    }
    Hints { language: Some(session.created.language.clone()), vocabulary }
}
