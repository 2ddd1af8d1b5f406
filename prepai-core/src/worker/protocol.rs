//! What a guest is told and what it answers.
//!
//! A *guest* is the piece of ours that runs beside the candidate's program, in the same process and in its language. Both
//! directions are [frames](super::frame) of JSON on the descriptor [`CHANNEL`]. The order is: [`ToGuest::Load`], answered by
//! [`FromGuest::Loaded`] or [`FromGuest::Failed`]; then [`ToGuest::Case`], each answered by one [`FromGuest::Done`] that
//! repeats its `id`. The end of the stream ends the guest. Nothing that a guest says is trusted beyond being the candidate's
//! answer: it is never told what is expected, and an answer with another `id` ends the job.
//!
//! # Values
//! Arguments and results are JSON. `null`, booleans, finite numbers, strings and lists stand for themselves; whatever JSON
//! lacks is an object with the key `$`:
//!
//! | value | as |
//! |---|---|
//! | NaN and infinities | `{"$":"float","v":"nan"}`, `"inf"`, `"-inf"` |
//! | whole numbers outside ±2^53 | `{"$":"int","v":"123…"}` |
//! | tuple | `{"$":"tuple","v":[…]}` |
//! | set | `{"$":"set","v":[…]}` |
//! | every dict, object or map | `{"$":"map","v":[[key,value],…]}` |
//! | bytes | `{"$":"bytes","v":"base64"}` |
//! | JavaScript's undefined, nothing returned in C++ or Java | `{"$":"undefined"}` |
//! | linked list | `{"$":"list_node","v":[…]}` |
//! | tree, in level order with nulls | `{"$":"tree_node","v":[…]}` |
//! | anything else | `{"$":"other","v":"type and text, cut"}` |
//! | a value inside itself | `{"$":"cycle"}` |
//! | deeper than [`MAX_DEPTH`] levels of JSON | `{"$":"cut"}` |

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of this protocol; both sides must have the same.
pub const PROTOCOL: u32 = 1;

/// The descriptor of the channel in a guest's process. Descriptors of ours lie at 200 and above, where a program that
/// counts from 0 does not meet them.
pub const CHANNEL: i32 = 200;

/// A result nested deeper (in levels of JSON, a tagged value counts two) is cut there by the guest.
pub const MAX_DEPTH: usize = 100;

/// Bytes of an encoded result (and of an encoded argument list) at most.
pub const MAX_VALUE: usize = 1 << 20;

/// What a guest is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum ToGuest {
    /// Take this program, and say what it has.
    Load(Load),
    /// Run one test.
    Case(Case),
}

/// A program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// The source; empty where it was compiled before.
    pub source: String,
    /// What is run.
    pub entry: Entry,
}

/// What of a program is run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A function is called with arguments.
    Function(Target),
    /// The whole program runs with standard input, anew for each test.
    Program,
}

/// A function.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Target {
    /// The class whose method it is; a new instance is made for each test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Its name.
    pub name: String,
}

/// One test; expected values are not part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// What the answer must repeat: random, so that no answer can be prepared.
    pub id: u64,
    /// Which function; that of [`Load`] when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// The arguments in order, as [values](self#values).
    #[serde(default)]
    pub args: Vec<Value>,
    /// Whether the arguments are wanted back as they are after the call.
    #[serde(default)]
    pub in_place: bool,
    /// Standard input.
    #[serde(default)]
    pub stdin: String,
}

/// What a guest answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum FromGuest {
    /// It has the program.
    Loaded(Description),
    /// The program does not load.
    Failed(Failed),
    /// A test is over.
    Done(Done),
}

/// What a program has, as its guest sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// The functions that can be called, in the order of the source: the program's own, then methods of `Solution`, then
    /// methods of other classes.
    #[serde(default)]
    pub functions: Vec<Signature>,
}

impl Description {
    /// The signature of a function.
    pub fn find(&self, target: &Target) -> Option<&Signature> {
        self.functions.iter().find(|signature| signature.target == *target)
    }
}

/// A function with its parameters, without `self`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The function.
    #[serde(flatten)]
    pub target: Target,
    /// Its parameters in order; those with a default value too.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// How many of them must be given.
    #[serde(default)]
    pub required: usize,
    /// Whether it takes any number beyond them (`*args`, `...rest`).
    #[serde(default)]
    pub variadic: bool,
}

impl Signature {
    /// How many arguments it takes, when that is one number.
    pub fn arity(&self) -> Option<usize> {
        (!self.variadic && self.required == self.parameters.len()).then_some(self.required)
    }

    /// Whether it can be called with so many arguments.
    pub fn takes(&self, arguments: usize) -> bool {
        arguments >= self.required && (self.variadic || arguments <= self.parameters.len())
    }
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type as it is written, if it is.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub annotation: Option<String>,
}

/// Why a program does not load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// What kind of failure it is.
    pub what: LoadFailure,
    /// What the language says.
    pub fault: Fault,
}

/// Kinds of failure before any test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadFailure {
    /// It is not a program of its language.
    Syntax,
    /// The function is not there.
    NotFound,
    /// Its top level raised an exception.
    Raised,
    /// The memory did not suffice.
    Memory,
}

/// The end of a test as the guest tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// [`Case::id`].
    pub id: u64,
    /// The result, a [value](self#values); absent when the function raised an exception.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub value: Option<Value>,
    /// The arguments afterwards, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub args: Option<Vec<Value>>,
    /// The exception.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// The result was longer than [`MAX_VALUE`] and is left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub too_large: bool,
    /// The exception said that memory did not suffice.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub out_of_memory: bool,
}

/// `"value": null` is a result; a missing `value` is none.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// An exception, or what a compiler says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The class, such as `ZeroDivisionError`.
    pub kind: String,
    /// Its message, cut by the guest at a few thousand characters.
    pub message: String,
    /// The candidate's own lines, outermost call first; at most some dozens.
    #[serde(default)]
    pub trace: Vec<Line>,
}

/// A line of the candidate's program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// From 1.
    pub line: u32,
    /// The function that it stands in.
    #[serde(default)]
    pub function: String,
    /// The line itself, without indentation.
    #[serde(default)]
    pub text: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn null_is_a_result() {
        let done: FromGuest = serde_json::from_value(json!({"t": "done", "id": 7, "value": null})).unwrap();
        assert!(matches!(done, FromGuest::Done(Done { value: Some(Value::Null), .. })));
        let done: FromGuest = serde_json::from_value(json!({"t": "done", "id": 7})).unwrap();
        assert!(matches!(done, FromGuest::Done(Done { value: None, .. })));
    }

    #[test]
    fn a_message_names_its_kind() {
        let target = Target { class: None, name: "solution".into() };
        let load = ToGuest::Load(Load { source: "x".into(), entry: Entry::Function(target) });
        assert_eq!(
            serde_json::to_value(load).unwrap(),
            json!({"t": "load", "source": "x", "entry": {"function": {"name": "solution"}}})
        );
        let load = ToGuest::Load(Load { source: String::new(), entry: Entry::Program });
        assert_eq!(
            serde_json::to_value(load).unwrap(),
            json!({"t": "load", "source": "", "entry": "program"})
        );
    }

    #[test]
    fn defaults_widen_the_arity() {
        let parameter = |name: &str| Parameter { name: name.into(), annotation: None };
        let mut signature = Signature {
            target: Target { class: None, name: "f".into() },
            parameters: vec![parameter("a"), parameter("b")],
            required: 2,
            variadic: false,
        };
        assert_eq!(signature.arity(), Some(2));
        signature.required = 1;
        assert!(
            signature.arity().is_none() && signature.takes(1) && signature.takes(2) && !signature.takes(3)
        );
        signature.variadic = true;
        assert!(signature.takes(9) && !signature.takes(0));
    }
}
