//! What the kernel grants, tried out in a process that ends right after.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::process::{PidfdFlags, pidfd_open};

use super::super::confinement::{Confinement, Profile};
use super::super::layer::Probe;
use super::super::socket;
use super::confine::filter::{Allowed, Filter};
use super::confine::{files, limits, privileges};
use super::sys;

/// Tries out every layer. What goes wrong is part of the answer.
pub(super) fn look() -> Probe {
    let mut probe = tried().unwrap_or_else(|error| Probe {
        refused: vec![format!("nothing could be tried out: {error}")],
        ..Probe::default()
    });
    if !sys::is_alone() {
        probe
            .refused
            .push("this program has threads before it is a worker: call dispatch() first".to_owned());
        probe.filter = false;
    }
    probe
}

/// Lets a child confine itself and tell how far it came.
fn tried() -> io::Result<Probe> {
    let (ours, theirs): (OwnedFd, OwnedFd) = socket::packets()?;
    match sys::fork()? {
        sys::Fork::Child => {
            // Written, not sent: the filter that is in force now allows no more.
            let told = serde_json::to_vec(&confined()).unwrap_or_default();
            let _ = rustix::io::write(&theirs, &told);
            sys::exit(0)
        }
        sys::Fork::Parent(pid) => {
            drop(theirs);
            let pidfd = pidfd_open(pid, PidfdFlags::empty()).is_ok();
            let received = socket::receive::<Probe>(&ours)?;
            while sys::wait(pid)?.is_none() {
                std::thread::yield_now();
            }
            let (mut probe, _) = received.ok_or_else(|| {
                io::Error::other("the kernel ended the process that tried it: its filter forbids ours")
            })?;
            probe.pidfd = pidfd;
            if !pidfd {
                probe.refused.push("pidfd_open".to_owned());
            }
            Ok(probe)
        }
    }
}

fn confined() -> Probe {
    let mut probe = Probe::default();
    let mut refused = Vec::new();
    let tried = |refused: &mut Vec<String>, what: &str, tried: io::Result<()>| {
        tried.map_err(|error| refused.push(format!("{what}: {error}"))).is_ok()
    };
    let confinement = Confinement::program(1 << 30, Duration::from_secs(5));
    probe.limits = tried(&mut refused, "rlimits", limits::set(&confinement));
    // Where we are root without the right to become somebody else, jobs stay what we are.
    probe.other_user = rustix::process::geteuid().is_root()
        && tried(&mut refused, "another user", privileges::drop_rights());
    if tried(&mut refused, "no_new_privs", privileges::no_new_rights()) {
        match files::prepare(&confinement).and_then(files::restrict) {
            Ok(version) => probe.landlock = version,
            Err(error) => refused.push(format!("landlock: {error}")),
        }
        let allowed = Allowed { profile: Profile::Single, files: false, execute: false };
        probe.filter =
            tried(&mut refused, "seccomp", Filter::new(allowed).and_then(|filter| filter.install()));
    }
    probe.refused = refused;
    probe
}
