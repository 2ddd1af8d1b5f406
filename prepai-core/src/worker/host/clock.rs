//! Processor time and memory of another process.

#![expect(unsafe_code, reason = "no crate wraps the processor clock of another process")]

use std::time::Duration;

/// Processor time of a process with all its threads, or `None` when it is not there any more.
pub(super) fn cpu(pid: i32) -> Option<Duration> {
    let mut clock = 0;
    // SAFETY: the pointer is valid for a write.
    if unsafe { libc::clock_getcpuclockid(pid, &mut clock) } != 0 {
        return None;
    }
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is valid for a write; an unknown clock is an error.
    if unsafe { libc::clock_gettime(clock, &mut time) } != 0 {
        return None;
    }
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
}

/// Whether a process has ended, though perhaps nobody has taken leave of it yet.
pub(super) fn has_ended(pid: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in brackets may hold anything.
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
    matches!(state, None | Some('Z' | 'X'))
}

/// A figure of `/proc/PID/status` in bytes, such as `VmHWM` (the most resident memory) or `VmData`.
pub(super) fn status(pid: i32, field: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// Threads of a process.
pub(super) fn threads(pid: i32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("Threads:")?.trim().parse().ok())
}

/// Resident memory of a process in bytes.
pub(super) fn resident(pid: i32) -> Option<u64> {
    let told = std::fs::read_to_string(format!("/proc/{pid}/statm")).ok()?;
    let pages: u64 = told.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_figures_are_there() {
        let pid = i32::try_from(std::process::id()).unwrap();
        assert!(cpu(pid).is_some() && resident(pid).unwrap() > 0);
        assert!(status(pid, "VmHWM").unwrap() >= status(pid, "VmRSS").unwrap() / 2);
        assert_eq!(status(-1, "VmHWM"), None);
        assert!(threads(pid).unwrap() >= 1 && threads(-1).is_none());
    }

    #[test]
    fn a_process_has_ended_before_anybody_takes_leave_of_it() {
        let mut child =
            std::process::Command::new("cat").stdin(std::process::Stdio::piped()).spawn().unwrap();
        let pid = i32::try_from(child.id()).unwrap();
        assert!(!has_ended(pid));
        drop(child.stdin.take());
        while !has_ended(pid) {
            std::thread::yield_now();
        }
        child.wait().unwrap();
        assert!(has_ended(pid));
    }
}
