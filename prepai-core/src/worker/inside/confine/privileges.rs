//! Rights: another user where we are root, none that a program could bring.

use std::io;

use rustix::process::{Gid, Signal, Uid};
use rustix::thread::{set_no_new_privs, set_thread_groups, set_thread_res_gid, set_thread_res_uid};

/// The user `nobody`, who owns nothing.
const NOBODY: u32 = 65534;

/// Becomes `nobody` if this is root, and gives up what starting a program could give.
pub(crate) fn drop_rights() -> io::Result<()> {
    if rustix::process::geteuid().is_root() {
        let (gid, uid) = (Gid::from_raw(NOBODY), Uid::from_raw(NOBODY));
        set_thread_groups(&[])?;
        set_thread_res_gid(gid, gid, gid)?;
        set_thread_res_uid(uid, uid, uid)?;
    }
    Ok(())
}

/// Starting a program brings no new rights; what filters need.
pub(crate) fn no_new_rights() -> io::Result<()> {
    Ok(set_no_new_privs(true)?)
}

/// Ends with the parent; `parent` is who it was before.
pub(crate) fn end_with_parent(parent: Option<rustix::process::Pid>) -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    if rustix::process::getppid() != parent {
        return Err(io::Error::other("the launcher has gone"));
    }
    Ok(())
}
