//! The guest of Rust programs: a crate that is compiled once per machine. Each program has a few lines that read its
//! arguments from `Call` and put its result there.

mod nodes;
mod types;
mod value;

use std::cell::RefCell;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::FromRawFd;
use std::panic;

pub use nodes::{ListNode, TreeNode};
use types::LONGEST;
pub use types::{Get, Out, Put};
use value::Reader;
pub use value::Value;

const CHANNEL: i32 = 200;

/// One call: arguments in, the result and the arguments afterwards out.
#[derive(Debug)]
pub struct Call {
    args: Vec<Value>,
    value: Out,
    after: Vec<String>,
}

impl Call {
    /// How many arguments the function takes.
    pub fn takes(&self, wanted: usize) -> Result<(), String> {
        if self.args.len() == wanted {
            return Ok(());
        }
        Err(format!("the function takes {wanted} arguments, the test has {}", self.args.len()))
    }

    /// An argument.
    pub fn get<T: Get>(&self, at: usize) -> Result<T, String> {
        let value = self.args.get(at).unwrap_or(&Value::Null);
        T::get(value).map_err(|wrong| format!("argument {} {wrong}", at + 1))
    }

    /// The result.
    pub fn put<T: Put + ?Sized>(&mut self, result: &T) {
        result.put(&mut self.value);
    }

    /// An argument after the call.
    pub fn after<T: Put + ?Sized>(&mut self, argument: &T) {
        let mut out = Out::default();
        argument.put(&mut out);
        self.after.push(out.0);
    }

    /// An argument that the function has consumed.
    pub fn consumed(&mut self) {
        self.after.push("{\"$\":\"undefined\"}".to_owned());
    }
}

thread_local! {
    static PANIC: RefCell<(String, u32)> = const { RefCell::new((String::new(), 0)) };
}

fn fault(kind: &str, message: &str, line: u32, source: &str, functions: &[(u32, &str)]) -> String {
    let mut out = Out::default();
    out.push(",\"fault\":{\"kind\":");
    out.text(kind);
    out.push(",\"message\":");
    out.text(&message.chars().take(4000).collect::<String>());
    out.push(",\"trace\":[");
    if line > 0 {
        let function = functions.iter().rev().find(|(first, _)| *first <= line).map_or("", |(_, name)| name);
        out.push(&format!("{{\"line\":{line},\"function\":"));
        out.text(function);
        out.push(",\"text\":");
        let text = source.lines().nth(line as usize - 1).unwrap_or_default().trim();
        out.text(&text.chars().take(200).collect::<String>());
        out.push("}");
    }
    out.push("]}");
    out.0
}

/// Answers until the channel is closed.
pub fn serve(entry: Option<fn(&mut Call) -> Result<(), String>>, description: &str, functions: &[(u32, &str)]) {
    // SAFETY: the descriptor is there for this, and nobody else holds it.
    let mut channel = unsafe { File::from_raw_fd(CHANNEL) };
    let mut source = String::new();
    panic::set_hook(Box::new(|info| {
        let place = info.location().filter(|place| place.file().ends_with("solution.rs")).map_or(0, |place| place.line());
        let payload = info.payload();
        let words = payload.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        PANIC.with(|panic| *panic.borrow_mut() = (words, place));
    }));
    loop {
        let mut header = [0; 4];
        if channel.read_exact(&mut header).is_err() {
            return;
        }
        let mut bytes = vec![0; u32::from_le_bytes(header) as usize];
        if channel.read_exact(&mut bytes).is_err() {
            return;
        }
        let message = Reader { bytes: &bytes, at: 0 }.value();
        let answer = if matches!(message.field("t"), Some(Value::Text(kind)) if kind == "load") {
            if let Some(Value::Text(text)) = message.field("source") {
                source.clone_from(text);
            }
            format!("{{\"t\":\"loaded\",\"functions\":{description}}}")
        } else {
            let id = match message.field("id") {
                Some(Value::Number(id)) => id.clone(),
                _ => "0".to_owned(),
            };
            let args = match message.field("args") {
                Some(Value::List(args)) => args.clone(),
                _ => Vec::new(),
            };
            let in_place = matches!(message.field("in_place"), Some(Value::Bool(true)));
            let body = run(entry, args, in_place, &source, functions);
            format!("{{\"t\":\"done\",\"id\":{id}{body}}}")
        };
        let _ = std::io::stdout().flush();
        let mut frame = (answer.len() as u32).to_le_bytes().to_vec();
        frame.extend_from_slice(answer.as_bytes());
        if channel.write_all(&frame).is_err() {
            return;
        }
    }
}

fn run(
    entry: Option<fn(&mut Call) -> Result<(), String>>,
    args: Vec<Value>,
    in_place: bool,
    source: &str,
    functions: &[(u32, &str)],
) -> String {
    let Some(entry) = entry else { return fault("TypeError", "there is no such function", 0, source, functions) };
    let mut call = Call { args, value: Out::default(), after: Vec::new() };
    match panic::catch_unwind(panic::AssertUnwindSafe(|| entry(&mut call))) {
        Ok(Ok(())) if call.value.0.len() > LONGEST => ",\"too_large\":true".to_owned(),
        Ok(Ok(())) => {
            let after = if in_place { format!(",\"args\":[{}]", call.after.join(",")) } else { String::new() };
            format!(",\"value\":{}{after}", call.value.0)
        }
        Ok(Err(words)) => fault("TypeError", &words, 0, source, functions),
        Err(_) => PANIC.with(|panic| {
            let (words, line) = &*panic.borrow();
            fault("panic", words, *line, source, functions)
        }),
    }
}
