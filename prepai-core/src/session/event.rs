//! One event: when, who, and what happened.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::body::*;
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};

/// Who made an event happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The person who is interviewed.
    Candidate,
    /// The agent.
    Interviewer,
    /// The rules of this library.
    System,
    /// A tool.
    Tool,
    /// The candidate's program (playback reports).
    Client,
}

/// When and in which turn an event happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The wall clock.
    pub at: Timestamp,
    /// Monotonic microseconds since the session began; does not count the time in which no conversation was open.
    pub offset_us: u64,
    /// The turn, from 1; 0 outside of turns.
    pub turn: u32,
    /// Who.
    pub actor: Actor,
}

/// An event of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When and who.
    pub meta: Meta,
    /// What.
    pub body: Body,
}

macro_rules! bodies {
    ($($(#[doc = $doc:literal])* $variant:ident($type:ty) = $name:literal v $version:literal;)*) => {
        /// What happened. Unknown types are kept as they are and skipped by the fold.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Body {
            $($(#[doc = $doc])* $variant($type),)*
            /// A type of another version of this library.
            Unknown {
                /// Its name.
                name: String,
                /// Its version.
                version: u32,
                /// Its fields.
                fields: Map<String, Value>,
            },
        }

        impl Body {
            /// Names and newest versions of all event types of this build.
            pub const TYPES: &'static [(&'static str, u32)] = &[$(($name, $version)),*];

            /// The event type's name.
            pub fn name(&self) -> &str {
                match self {
                    $(Body::$variant(_) => $name,)*
                    Body::Unknown { name, .. } => name,
                }
            }

            /// The event type's version.
            pub fn version(&self) -> u32 {
                match self {
                    $(Body::$variant(_) => $version,)*
                    Body::Unknown { version, .. } => *version,
                }
            }

            /// Its fields as JSON, without type and moment.
            pub(crate) fn to_value(&self) -> serde_json::Result<Value> {
                match self {
                    $(Body::$variant(body) => serde_json::to_value(body),)*
                    Body::Unknown { fields, .. } => Ok(Value::Object(fields.clone())),
                }
            }

            fn read(name: String, version: u32, fields: Map<String, Value>) -> Result<Body> {
                match name.as_str() {
                    $($name => {
                        known_version($name, version, $version)?;
                        let body: $type = serde_json::from_value(Value::Object(fields)).map_err(|error| {
                            Error::new(ErrorKind::Corrupt, format!(concat!("event `", $name, "`: {}"), error))
                        })?;
                        Ok(Body::$variant(body))
                    })*
                    _ => Ok(Body::Unknown { name, version, fields }),
                }
            }
        }
    };
}

bodies! {
    /// The first event: who, which interview, under which content.
    Created(Box<Created>) = "created" v 1;
    /// A conversation was opened on this log; older ones stop.
    Attached(AttachedBody) = "attached" v 1;
    /// The candidate's words: they open a turn.
    Said(Said) = "said" v 1;
    /// A turn that opens without words.
    Prompted(Cause) = "prompted" v 1;
    /// What the agent answered in one round, before any rule: an input of replay.
    Generated(Generated) = "generated" v 1;
    /// What a tool answered: an input of replay.
    ToolReturned(ToolReturned) = "tool_returned" v 1;
    /// A phase began.
    PhaseEntered(PhaseEntered) = "phase_entered" v 1;
    /// A question of the bank was put.
    QuestionAsked(QuestionAsked) = "question_asked" v 1;
    /// A coding exercise was put.
    CodingQuestion(CodingQuestion) = "coding_question" v 1;
    /// The reply that was released; ends a typed turn.
    Replied(Replied) = "replied" v 1;
    /// What was really played of a spoken reply; ends a spoken turn.
    Heard(HeardBody) = "heard" v 1;
    /// A turn that was broken off; ends it.
    Interrupted(Interrupted) = "interrupted" v 1;
    /// Code came in.
    CodeSubmitted(CodeSubmitted) = "code_submitted" v 1;
    /// We executed code.
    CodeExecuted(CodeExecuted) = "code_executed" v 1;
    /// A document came in.
    CvUploaded(CvUploaded) = "cv_uploaded" v 1;
    /// A CV was understood, or corrected by hand.
    CvAnalyzed(CvAnalyzed) = "cv_analyzed" v 1;
    /// A step of the hint ladder was given.
    HintGiven(HintGiven) = "hint_given" v 1;
    /// The interviewer said something that is no part of a reply: while it thought, or to cut in.
    Interjected(Interjected) = "interjected" v 1;
    /// The interview is over.
    Ended(EndReason) = "ended" v 1;
    /// It was scored.
    Reported(Reported) = "reported" v 1;
    /// Everything was deleted: the last event of an erased session.
    Erased(ErasedBody) = "erased" v 1;
}

/// No fields: a tombstone has no personal data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedBody {}

fn known_version(name: &'static str, found: u32, newest: u32) -> Result<()> {
    if found >= 1 && found <= newest {
        return Ok(());
    }
    let remedy =
        format!("event `{name}` has version {found} and this build reads up to {newest}: use a newer prepai");
    Err(Error::new(ErrorKind::Unsupported, remedy).with("event", name).with("version", found))
}

impl Event {
    /// One line of JSON, without the line feed.
    ///
    /// # Errors
    /// `internal` when a value has no JSON form (a float that is not finite).
    pub fn to_line(&self) -> Result<String> {
        let unwritable = |error: serde_json::Error| Error::new(ErrorKind::Internal, error.to_string());
        let mut line = Map::new();
        line.insert("type".into(), self.body.name().into());
        line.insert("v".into(), self.body.version().into());
        if let Value::Object(meta) = serde_json::to_value(self.meta).map_err(unwritable)? {
            line.extend(meta);
        }
        if let Value::Object(fields) = self.body.to_value().map_err(unwritable)? {
            line.extend(fields);
        }
        serde_json::to_string(&line).map_err(unwritable)
    }

    /// Reads one line.
    ///
    /// # Errors
    /// `corrupt` when it is not an event, `unsupported` when a known type has a newer version.
    pub fn from_line(line: &str) -> Result<Event> {
        let corrupt = |why: String| Error::new(ErrorKind::Corrupt, why);
        let mut fields: Map<String, Value> =
            serde_json::from_str(line).map_err(|error| corrupt(format!("not an event: {error}")))?;
        // `shift_remove` keeps the order of an unknown event's fields, so that a copy of it stays the same.
        let mut take = |key: &str| fields.shift_remove(key);
        let (name, version) = (take("type"), take("v"));
        let meta = [take("at"), take("offset_us"), take("turn"), take("actor")];
        let Some(Value::String(name)) = name else { return Err(corrupt("an event without type".into())) };
        let version = version.and_then(|v| v.as_u64()).and_then(|v| u32::try_from(v).ok());
        let Some(version) = version else { return Err(corrupt(format!("event `{name}` without version"))) };
        let meta: Map<String, Value> = ["at", "offset_us", "turn", "actor"]
            .into_iter()
            .zip(meta)
            .filter_map(|(key, value)| Some((key.to_owned(), value?)))
            .collect();
        let meta = serde_json::from_value(Value::Object(meta))
            .map_err(|error| corrupt(format!("event `{name}`: {error}")))?;
        Ok(Event { meta, body: Body::read(name, version, fields)? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const UNKNOWN: &str = r#"{"type":"dream","v":7,"at":"2026-11-22T09:57:07.000001Z","offset_us":5,"turn":2,"actor":"system","z":1,"a":[{"b":null}]}"#;

    #[test]
    fn unknown_types_are_kept_as_they_are() {
        let event = Event::from_line(UNKNOWN).unwrap();
        assert_eq!((event.body.name(), event.body.version()), ("dream", 7));
        assert_eq!(event.to_line().unwrap(), UNKNOWN);
    }

    #[test]
    fn newer_versions_of_known_types_are_refused_with_the_remedy() {
        let line = UNKNOWN.replace("dream", "said");
        let error = Event::from_line(&line).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.message().contains("`said` has version 7"), "{error}");
    }

    #[test]
    fn a_known_type_without_its_fields_is_corrupt() {
        let line = UNKNOWN.replace("dream", "said").replace(":7,", ":1,");
        assert_eq!(Event::from_line(&line).unwrap_err().kind(), ErrorKind::Corrupt);
    }

    proptest! {
        #[test]
        fn no_line_panics(line in any::<String>()) {
            let _ = Event::from_line(&line);
        }

        #[test]
        fn no_damaged_line_panics(at in any::<prop::sample::Index>(), with in any::<char>()) {
            let mut letters: Vec<char> = UNKNOWN.replace("dream", "said").chars().collect();
            let place = at.index(letters.len());
            letters[place] = with;
            let _ = Event::from_line(&letters.into_iter().collect::<String>());
        }
    }
}
