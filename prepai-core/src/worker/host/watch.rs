//! What a process that has ended died of.

use super::super::outcome::Ended;

/// What is known about the end of a process.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub(super) code: Option<i32>,
    pub(super) signal: Option<i32>,
    /// Whether it had used up its processor time.
    pub(super) cpu_spent: bool,
    /// The most resident memory and what it may have, in bytes.
    pub(super) memory: u64,
    pub(super) most: u64,
    /// Whether it had printed as much as it may.
    pub(super) output_full: bool,
}

/// The verdict on it.
pub(super) fn ended(end: End) -> Ended {
    let End { code, signal, cpu_spent, memory, most, output_full } = end;
    // It had more than it may have, whatever came then: a runtime that finds no memory prints all that it was doing.
    if memory > most && code != Some(0) {
        return Ended::MemoryLimit;
    }
    if output_full {
        return Ended::OutputLimit;
    }
    // An engine that gets no more memory often crashes; nine tenths of the limit are as good as all of it.
    let memory_full = memory >= most / 10 * 9;
    match (code, signal) {
        (Some(code), _) => Ended::Exited(code),
        (_, Some(libc::SIGXFSZ)) => Ended::OutputLimit,
        (_, Some(libc::SIGXCPU)) => Ended::TimeLimit,
        (_, Some(libc::SIGKILL)) if cpu_spent => Ended::TimeLimit,
        (
            _,
            Some(libc::SIGKILL | libc::SIGSEGV | libc::SIGBUS | libc::SIGABRT | libc::SIGTRAP | libc::SIGILL),
        ) if memory_full => Ended::MemoryLimit,
        (_, Some(signal)) => Ended::Crashed(named(signal)),
        (None, None) => Ended::Crashed("it ended".to_owned()),
    }
}

fn named(signal: i32) -> String {
    let name = match signal {
        libc::SIGSEGV => "segmentation fault: the stack overflowed, or memory was used that is not there",
        libc::SIGBUS => "bus error: memory was used that is not there",
        libc::SIGABRT => "aborted",
        libc::SIGFPE => "arithmetic error, such as a division by zero",
        libc::SIGILL => "illegal instruction",
        libc::SIGSYS => "a system call of another architecture",
        libc::SIGKILL => "killed",
        other => return format!("ended by signal {other}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: End = End {
        code: None,
        signal: None,
        cpu_spent: false,
        memory: 10 << 20,
        most: 256 << 20,
        output_full: false,
    };

    #[test]
    fn a_crash_with_all_the_memory_is_the_memory() {
        let crash = End { signal: Some(libc::SIGSEGV), ..END };
        assert!(matches!(ended(crash), Ended::Crashed(_)));
        assert_eq!(ended(End { memory: 255 << 20, ..crash }), Ended::MemoryLimit);
    }

    #[test]
    fn what_is_printed_about_the_lack_of_memory_is_no_flood() {
        let printed = End { code: Some(2), output_full: true, ..END };
        assert_eq!(ended(printed), Ended::OutputLimit);
        assert_eq!(ended(End { memory: 300 << 20, ..printed }), Ended::MemoryLimit);
        assert_eq!(ended(End { memory: 300 << 20, code: Some(0), ..END }), Ended::Exited(0));
    }

    #[test]
    fn limits_have_their_signals() {
        assert_eq!(ended(End { signal: Some(libc::SIGXCPU), ..END }), Ended::TimeLimit);
        assert_eq!(ended(End { signal: Some(libc::SIGKILL), cpu_spent: true, ..END }), Ended::TimeLimit);
        assert_eq!(ended(End { signal: Some(libc::SIGXFSZ), ..END }), Ended::OutputLimit);
        assert_eq!(ended(End { code: Some(3), ..END }), Ended::Exited(3));
        assert_eq!(ended(End { code: Some(0), output_full: true, ..END }), Ended::OutputLimit);
    }
}
