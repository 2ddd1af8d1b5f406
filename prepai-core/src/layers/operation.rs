//! What a backend can be asked, by name.

/// A method of a backend trait, as layers see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Slot and method, such as `sessions.append`.
    pub name: &'static str,
    /// Whether it may be made again when nobody knows whether it was done (after a timeout).
    pub repeatable: bool,
    /// Whether it works through much (a whole store, a file) and so has a stream's total time instead of a call's.
    pub long: bool,
}

impl Operation {
    const fn new(name: &'static str) -> Self {
        Operation { name, repeatable: true, long: false }
    }

    const fn never_again(mut self) -> Self {
        self.repeatable = false;
        self
    }

    const fn long(mut self) -> Self {
        self.long = true;
        self
    }
}

/// A stateless agent: the request carries everything, so asking again is safe.
pub(super) static RESPOND: Operation = Operation::new("agent.respond");
/// A remote agent remembers: an unanswered request may have become a turn of its own.
pub(super) static RESPOND_REMOTE: Operation = Operation::new("agent.respond").never_again();
pub(super) static TRANSCRIBE: Operation = Operation::new("speech_to_text.transcribe");
/// A piece of sound that was perhaps taken must not be heard twice.
pub(super) static PUSH: Operation = Operation::new("speech_to_text.push").never_again();
pub(super) static FINISH: Operation = Operation::new("speech_to_text.finish").never_again();
pub(super) static SYNTHESIZE: Operation = Operation::new("text_to_speech.synthesize");
pub(super) static RUN: Operation = Operation::new("code.run");
pub(super) static EXTRACT: Operation = Operation::new("documents.extract");
/// A tool may have had its effect.
pub(super) static CALL: Operation = Operation::new("tool.call").never_again();
/// The write id makes the same commit the same, however often it comes.
pub(super) static APPEND: Operation = Operation::new("sessions.append");
pub(super) static COMMITS: Operation = Operation::new("sessions.commits");
pub(super) static SUMMARY: Operation = Operation::new("sessions.summary");
pub(super) static SUMMARIES: Operation = Operation::new("sessions.summaries");
pub(super) static PUT_SUMMARY: Operation = Operation::new("sessions.put_summary");
/// The content is a stream and can be read once.
pub(super) static PUT_FILE: Operation = Operation::new("sessions.put_file").never_again().long();
pub(super) static GET_FILE: Operation = Operation::new("sessions.get_file");
pub(super) static LIST_FILES: Operation = Operation::new("sessions.list_files");
pub(super) static REMOVE_FILE: Operation = Operation::new("sessions.remove_file");
pub(super) static ERASE: Operation = Operation::new("sessions.erase").long();
pub(super) static SWEEP: Operation = Operation::new("sessions.sweep").long();
pub(super) static READY: Operation = Operation::new("sessions.ready").long();
pub(super) static TOTALS_READ: Operation = Operation::new("totals.read");
pub(super) static TOTALS_COUNT: Operation = Operation::new("totals.count");
pub(super) static TOTALS_REBUILD: Operation = Operation::new("totals.rebuild").long();
