//! The launcher: starts processes, holds their leashes, and takes leave of them.
//!
//! It has one thread, does nothing for long, and trusts its orders; what it starts it does not trust.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};

use super::super::layer::{Layer, Probe};
use super::super::order::{Order, Report, Task};
use super::super::protocol::{CHANNEL, PROTOCOL};
use super::super::socket;
use super::child::{self, Start};
use super::confine::Layers;
use super::javascript::Prepared;
use super::{probe, sys};

/// A process that was started and not yet waited for.
#[derive(Debug)]
struct Running {
    pid: Pid,
    /// Readable when it has ended.
    pidfd: OwnedFd,
    /// `None` once the other end is closed and it was killed.
    leash: Option<OwnedFd>,
}

/// Carries out orders until the other end of standard input is closed, then ends everything that runs.
///
/// # Errors
/// When standard input is not a socket of ours.
pub(super) fn run(layers: Layers) -> io::Result<()> {
    let control = settle(layers)?;
    let probe = probe::look();
    let mut running = Vec::new();
    let served = serve(&control, &probe, layers, &mut running);
    for process in &running {
        end(process.pid);
    }
    served
}

/// Moves standard input to the place of the control socket and lets go of everything else.
fn settle(layers: Layers) -> io::Result<OwnedFd> {
    if !rustix::net::sockopt::socket_type(io::stdin())
        .is_ok_and(|kind| kind == rustix::net::SocketType::SEQPACKET)
    {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "standard input is no socket of prepai"));
    }
    // Without a terminal: its keys end the server, which ends us.
    let _ = rustix::process::setsid();
    sys::place(io::stdin().as_fd(), CHANNEL, true)?;
    let nothing = std::fs::OpenOptions::new().read(true).write(true).open("/dev/null")?;
    sys::place(nothing.as_fd(), 0, false)?;
    sys::place(nothing.as_fd(), 1, false)?;
    drop(nothing);
    if layers.has(Layer::Descriptors) {
        sys::close_range(3, CHANNEL.unsigned_abs() - 1)?;
        sys::close_range(CHANNEL.unsigned_abs() + 1, u32::MAX)?;
    }
    Ok(sys::take(CHANNEL))
}

fn serve(control: &OwnedFd, probe: &Probe, layers: Layers, running: &mut Vec<Running>) -> io::Result<()> {
    let mut engine = Prepared::none();
    loop {
        let (asked, told) = wait(control, running)?;
        for index in told.into_iter().rev() {
            if let Some(process) = running.get_mut(index) {
                process.leash = process.leash.take().filter(|leash| !is_closed(leash.as_fd()));
                if process.leash.is_none() {
                    end(process.pid);
                }
            }
        }
        running.retain(|process| !is_over(process));
        if !asked {
            continue;
        }
        match socket::receive::<Order>(control)? {
            None => return Ok(()),
            Some((Order::Hello { .. }, _)) => {
                let version = env!("CARGO_PKG_VERSION").to_owned();
                let ready = Report::Ready { protocol: PROTOCOL, version, probe: probe.clone() };
                socket::send(control, &ready, &[])?;
            }
            Some((Order::Launch { task, confinement }, descriptors)) => {
                let Ok([channel, leash, input, output, errors]) = <[OwnedFd; 5]>::try_from(descriptors)
                else {
                    continue;
                };
                let start = Start {
                    task: &task,
                    confinement: &confinement,
                    channel,
                    leash,
                    standard: [input, output, errors],
                };
                if task == Task::JavaScript {
                    engine.make();
                }
                match sys::fork() {
                    Ok(sys::Fork::Child) => child::become_it(start, &mut engine, probe, layers),
                    Ok(sys::Fork::Parent(pid)) => running.extend(hold(pid, start.leash)),
                    Err(error) => {
                        let message = format!("fork: {error}");
                        let _ = socket::send(&start.leash, &Report::Refused { message }, &[]);
                    }
                }
            }
        }
    }
}

/// Waits for an order, and for processes that ended or whose leash was let go (their indices).
fn wait(control: &OwnedFd, running: &[Running]) -> io::Result<(bool, Vec<usize>)> {
    let mut polled = vec![PollFd::new(control, PollFlags::IN)];
    for process in running {
        polled.push(PollFd::new(&process.pidfd, PollFlags::IN));
        // A leash carries nothing towards us: only that it is closed is news.
        let leash: &OwnedFd = process.leash.as_ref().unwrap_or(&process.pidfd);
        polled.push(PollFd::new(leash, PollFlags::IN));
    }
    match poll(&mut polled, None) {
        Err(rustix::io::Errno::INTR) => return Ok((false, Vec::new())),
        polled => polled?,
    };
    let news = |polled: &PollFd<'_>| !polled.revents().is_empty();
    let asked = polled.first().is_some_and(news);
    let rest = polled.get(1..).unwrap_or_default();
    let told = rest.chunks(2).enumerate().filter(|(_, pair)| pair.iter().any(news)).map(|(index, _)| index);
    Ok((asked, told.collect()))
}

fn is_closed(leash: BorrowedFd<'_>) -> bool {
    let mut polled = [PollFd::from_borrowed_fd(leash, PollFlags::IN)];
    let now = rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut polled, Some(&now)).is_ok_and(|ready| ready > 0)
}

/// A process that was just started; one that cannot be watched is ended, and no other with it.
fn hold(pid: Pid, leash: OwnedFd) -> Option<Running> {
    match pidfd_open(pid, PidfdFlags::empty()) {
        Ok(pidfd) => {
            let _ = socket::send(&leash, &Report::Launched { pid: pid.as_raw_nonzero().get() }, &[]);
            Some(Running { pid, pidfd, leash: Some(leash) })
        }
        Err(error) => {
            end(pid);
            while matches!(sys::wait(pid), Ok(None)) {
                std::thread::yield_now();
            }
            let message = format!("pidfd_open: {error}");
            let _ = socket::send(&leash, &Report::Refused { message }, &[]);
            None
        }
    }
}

/// Kills a process with everything that it started.
fn end(pid: Pid) {
    // The group is there as soon as the process has called `setsid`; before, only itself.
    let _ = kill_process_group(pid, Signal::KILL);
    let _ = rustix::process::kill_process(pid, Signal::KILL);
}

/// Whether a process has ended; its end is reported.
fn is_over(process: &Running) -> bool {
    let Ok(waited) = sys::wait(process.pid) else { return true };
    let Some(waited) = waited else { return false };
    // What it started goes with it; the group's id is not taken again while a member lives.
    let _ = kill_process_group(process.pid, Signal::KILL);
    if let Some(leash) = &process.leash {
        let sys::Waited { code, signal, cpu_us, memory } = waited;
        let _ = socket::send(leash, &Report::Exited { code, signal, cpu_us, memory }, &[]);
    }
    true
}
