//! The few system calls that no crate wraps safely.

#![expect(unsafe_code, reason = "fork, execve, wait4 and close_range have no safe wrapper")]

use std::ffi::{CString, c_char};
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::ptr;

use rustix::process::Pid;

/// What `fork` gives to whom.
pub(super) enum Fork {
    /// This is the new process.
    Child,
    /// This is the old one.
    Parent(Pid),
}

/// Makes a copy of this process, which must have one thread.
pub(super) fn fork() -> io::Result<Fork> {
    // SAFETY: the launcher never starts a thread, so the child's only thread holds no lock that another one owned.
    let pid = unsafe { libc::fork() };
    match Pid::from_raw(pid) {
        Some(pid) => Ok(Fork::Parent(pid)),
        None if pid == 0 => Ok(Fork::Child),
        None => Err(io::Error::last_os_error()),
    }
}

/// Ends this process at once, without destructors.
pub(super) fn exit(code: i32) -> ! {
    // SAFETY: `_exit` has no precondition.
    unsafe { libc::_exit(code) }
}

/// Becomes another program; returns only with an error.
pub(super) fn execute(argv: &[CString], env: &[CString]) -> io::Error {
    let pointers = |strings: &[CString]| -> Vec<*const c_char> {
        strings.iter().map(|string| string.as_ptr()).chain([ptr::null()]).collect()
    };
    let (arguments, environment) = (pointers(argv), pointers(env));
    let Some(program) = argv.first() else {
        return io::Error::new(io::ErrorKind::InvalidInput, "no program");
    };
    // SAFETY: both arrays end with a null pointer, and every string lives until the call returns.
    unsafe { libc::execve(program.as_ptr(), arguments.as_ptr(), environment.as_ptr()) };
    io::Error::last_os_error()
}

/// How a process ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waited {
    /// The exit code, if it ended itself.
    pub(super) code: Option<i32>,
    /// The signal that ended it.
    pub(super) signal: Option<i32>,
    /// Processor time in microseconds.
    pub(super) cpu_us: u64,
    /// The most resident memory, in bytes.
    pub(super) memory: u64,
}

/// Takes leave of a child if it has ended.
pub(super) fn wait(pid: Pid) -> io::Result<Option<Waited>> {
    let mut status = 0;
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: both pointers are valid for writes, and the pid names one child.
    let waited =
        unsafe { libc::wait4(pid.as_raw_nonzero().get(), &mut status, libc::WNOHANG, usage.as_mut_ptr()) };
    if waited == 0 {
        return Ok(None);
    }
    if waited < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: all zeroes is a valid `rusage`, and `wait4` has filled it in.
    let usage = unsafe { usage.assume_init() };
    let micros = |time: libc::timeval| {
        time.tv_sec.max(0).unsigned_abs() * 1_000_000 + time.tv_usec.max(0).unsigned_abs()
    };
    Ok(Some(Waited {
        code: libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status)),
        signal: libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status)),
        cpu_us: micros(usage.ru_utime) + micros(usage.ru_stime),
        memory: usage.ru_maxrss.max(0).unsigned_abs() * 1024,
    }))
}

/// Closes every descriptor from `first` to `last`.
pub(super) fn close_range(first: u32, last: u32) -> io::Result<()> {
    // SAFETY: the caller owns no object whose descriptor lies in the range and is used afterwards.
    let closed = unsafe { libc::syscall(libc::SYS_close_range, first, last, 0) };
    if closed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Above every number that has a meaning of its own.
const ABOVE: RawFd = 300;

/// Moves a descriptor out of the way of our fixed numbers.
pub(super) fn lift(descriptor: OwnedFd) -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(&descriptor, ABOVE)?)
}

/// Puts a copy of `from` at the number `to`, whatever was there, and closes it on exec if asked for.
pub(super) fn place(from: BorrowedFd<'_>, to: RawFd, close_on_exec: bool) -> io::Result<()> {
    use std::os::fd::AsRawFd as _;
    let flags = if close_on_exec { libc::O_CLOEXEC } else { 0 };
    if from.as_raw_fd() == to {
        let flag = if close_on_exec { libc::FD_CLOEXEC } else { 0 };
        // SAFETY: the descriptor is open, as it is borrowed.
        let set = unsafe { libc::fcntl(to, libc::F_SETFD, flag) };
        return if set < 0 { Err(io::Error::last_os_error()) } else { Ok(()) };
    }
    // SAFETY: what is replaced at `to` is one of our fixed numbers, which no object owns.
    let placed = unsafe { libc::dup3(from.as_raw_fd(), to, flags) };
    if placed < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Takes over the descriptor with a fixed number.
pub(super) fn take(number: RawFd) -> OwnedFd {
    // SAFETY: called once for each of our fixed numbers, right after it was placed.
    unsafe { OwnedFd::from_raw_fd(number) }
}

/// A descriptor that is open for the whole life of the process.
pub(super) fn fixed(number: RawFd) -> BorrowedFd<'static> {
    // SAFETY: our fixed numbers are placed at the start and never closed by us.
    unsafe { BorrowedFd::borrow_raw(number) }
}

/// Whether this process has one thread.
pub(super) fn is_alone() -> bool {
    std::fs::read_dir("/proc/self/task").map_or(true, |tasks| tasks.count() == 1)
}
