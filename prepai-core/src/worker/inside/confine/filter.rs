//! System call filters.
//!
//! An allow-list: what is not named is `EPERM`, calls of another architecture's interface kill the process. A second
//! filter makes `clone3` unknown (`ENOSYS`), because its flags lie in memory where a filter cannot look; libraries then use
//! `clone`.

use std::collections::BTreeMap;
use std::io;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Length, SeccompCmpOp as Op, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch,
};

use super::super::super::confinement::Profile;
use super::calls;

/// A filter as the kernel takes it, in the order in which its programs are installed.
pub(crate) struct Filter(Vec<BpfProgram>);

/// What a filter allows beside its profile.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowed {
    /// Which profile.
    pub(crate) profile: Profile,
    /// Opening files for reading; which ones is Landlock's to say, so only where it is in force.
    pub(crate) files: bool,
    /// Becoming a program, which is how a confined process starts.
    pub(crate) execute: bool,
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

impl Filter {
    /// Compiles a filter for this machine.
    pub(crate) fn new(allowed: Allowed) -> io::Result<Filter> {
        let target = TargetArch::try_from(std::env::consts::ARCH).map_err(io::Error::other)?;
        let make = |rules: Rules, otherwise, then| -> io::Result<BpfProgram> {
            let filter = SeccompFilter::new(rules, otherwise, then, target).map_err(io::Error::other)?;
            filter.try_into().map_err(io::Error::other)
        };
        let unknown = Rules::from([(libc::SYS_clone3, Vec::new())]);
        let unknown = make(unknown, SeccompAction::Allow, SeccompAction::Errno(libc::ENOSYS as u32))?;
        let eperm = SeccompAction::Errno(libc::EPERM as u32);
        // Of two filters that give an error number, the younger's counts: this one must let through what the other answers.
        let mut known = rules(allowed)?;
        known.insert(libc::SYS_clone3, Vec::new());
        let listed = make(known, eperm, SeccompAction::Allow)?;
        Ok(Filter(vec![unknown, listed]))
    }

    /// Compiles what narrows the profile [`Profile::Zygote`], which is in force already, to [`Profile::Single`]: a short list of
    /// what is denied, because the kernel looks through a filter once for every call there is when it is installed.
    pub(crate) fn narrowing(files: bool) -> io::Result<Filter> {
        let mut rules = Rules::new();
        let mut never = |calls: &[i64]| rules.extend(calls.iter().map(|call| (*call, Vec::new())));
        never(calls::ZYGOTE);
        never(&[libc::SYS_clone, libc::SYS_execve]);
        if !files {
            never(calls::LOOK);
            never(&[libc::SYS_openat]);
        }
        let changing = SeccompCondition::new(2, Length::Qword, Op::Ne, 0).map_err(io::Error::other)?;
        let changing = SeccompRule::new(vec![changing]).map_err(io::Error::other)?;
        rules.insert(libc::SYS_prlimit64, vec![changing]);
        let target = TargetArch::try_from(std::env::consts::ARCH).map_err(io::Error::other)?;
        let eperm = SeccompAction::Errno(libc::EPERM as u32);
        let filter =
            SeccompFilter::new(rules, SeccompAction::Allow, eperm, target).map_err(io::Error::other)?;
        Ok(Filter(vec![filter.try_into().map_err(io::Error::other)?]))
    }

    /// Puts it in force for this thread, for ever.
    pub(crate) fn install(&self) -> io::Result<()> {
        self.0.iter().try_for_each(|program| seccompiler::apply_filter(program).map_err(io::Error::other))
    }

    /// The programs as bytes, eight an instruction, for a process in another language to install.
    pub(crate) fn bytes(&self) -> Vec<Vec<u8>> {
        let one = |program: &BpfProgram| {
            let mut bytes = Vec::with_capacity(program.len() * 8);
            for instruction in program {
                bytes.extend(instruction.code.to_ne_bytes());
                bytes.extend([instruction.jt, instruction.jf]);
                bytes.extend(instruction.k.to_ne_bytes());
            }
            bytes
        };
        self.0.iter().map(one).collect()
    }
}

/// Everything that is allowed, with conditions on arguments.
fn rules(allowed: Allowed) -> io::Result<Rules> {
    let Allowed { profile, files, execute } = allowed;
    let mut rules = Rules::new();
    let mut plain = |calls: &[i64]| rules.extend(calls.iter().map(|call| (*call, Vec::new())));
    plain(calls::COMPUTE);
    plain(calls::OWN_FILES);
    let zygote = profile == Profile::Zygote;
    if files {
        plain(calls::LOOK);
    }
    if execute || profile == Profile::Build {
        plain(&[libc::SYS_execve]);
    }
    match profile {
        Profile::Single => {}
        Profile::Threads => plain(calls::THREADS),
        Profile::Build => plain(calls::BUILD),
        Profile::Zygote => plain(calls::ZYGOTE),
    }
    let mut ruled = |call: i64, conditions: Vec<Vec<SeccompCondition>>| -> io::Result<()> {
        let made: Result<Vec<_>, _> = conditions.into_iter().map(SeccompRule::new).collect();
        rules.insert(call, made.map_err(io::Error::other)?);
        Ok(())
    };
    // Shared memory does not count towards RLIMIT_DATA, so there is only private memory.
    let mut maps = vec![vec![masked(3, MAP_TYPE, libc::MAP_PRIVATE as u64)?]];
    let file = || masked(3, MAP_TYPE | libc::MAP_ANONYMOUS as u64, libc::MAP_SHARED as u64);
    match profile {
        // A JVM maps its own library so: a file, to read; what is opened to read can never become writable.
        Profile::Threads => maps.push(vec![file()?, masked(2, libc::PROT_WRITE as u64, 0)?]),
        // Linkers write their output so.
        Profile::Build => maps.push(vec![file()?]),
        Profile::Single | Profile::Zygote => {}
    }
    ruled(libc::SYS_mmap, maps)?;
    // Only the own limits, and only to look: another process's limits are a hold on it.
    let own = if zygote { vec![equal(0, 0)?] } else { vec![equal(0, 0)?, null(2)?] };
    ruled(libc::SYS_prlimit64, vec![own])?;
    let controls =
        [libc::F_GETFD, libc::F_SETFD, libc::F_GETFL, libc::F_SETFL, libc::F_DUPFD, libc::F_DUPFD_CLOEXEC];
    ruled(libc::SYS_fcntl, any(1, &controls.map(|control| control as u64))?)?;
    // Nothing that a terminal or a device understands.
    ruled(libc::SYS_ioctl, any(1, &[libc::FIOCLEX, libc::FIONCLEX, libc::FIONBIO, libc::FIONREAD])?)?;
    let names = [libc::PR_SET_NAME, libc::PR_GET_NAME, libc::PR_GET_NO_NEW_PRIVS].map(|option| option as u64);
    if !zygote {
        ruled(libc::SYS_prctl, any(0, &names)?)?;
    }
    // Event loops talk to themselves through a pair of streams, compilers with what they start through one of packets; no
    // address can be named.
    let pair = |kind: i32| -> io::Result<Vec<SeccompCondition>> {
        Ok(vec![equal(0, libc::AF_UNIX as u64)?, masked(1, 0xf, kind as u64)?])
    };
    let mut pairs = vec![pair(libc::SOCK_STREAM)?];
    if profile == Profile::Build {
        pairs.push(pair(libc::SOCK_SEQPACKET)?);
    }
    ruled(libc::SYS_socketpair, pairs)?;
    ruled(libc::SYS_sendto, vec![vec![null(4)?]])?;
    match profile {
        Profile::Build => {}
        _ if files => ruled(libc::SYS_openat, vec![vec![masked(2, WRITING, 0)?]])?,
        _ => {}
    }
    match profile {
        Profile::Single => {}
        Profile::Threads => {
            let thread = (libc::CLONE_THREAD | libc::CLONE_VM | libc::CLONE_SIGHAND) as u64;
            ruled(libc::SYS_clone, vec![vec![masked(0, thread | NAMESPACES, thread)?]])?;
            let pid = u64::from(std::process::id());
            ruled(libc::SYS_tgkill, vec![vec![equal(0, pid)?]])?;
        }
        Profile::Build => ruled(libc::SYS_clone, vec![vec![masked(0, NAMESPACES, 0)?]])?,
        Profile::Zygote => {
            let shared = NAMESPACES | (libc::CLONE_VM | libc::CLONE_THREAD | libc::CLONE_PARENT) as u64;
            ruled(libc::SYS_clone, vec![vec![masked(0, shared, 0)?]])?;
        }
    }
    Ok(rules)
}

const MAP_TYPE: u64 = 0x0f;
const WRITING: u64 = (libc::O_WRONLY | libc::O_RDWR | libc::O_CREAT | libc::O_TRUNC | libc::O_APPEND) as u64
    | (libc::O_TMPFILE & !libc::O_DIRECTORY) as u64;
const NAMESPACES: u64 = (libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET
    | libc::CLONE_PTRACE
    | libc::CLONE_UNTRACED) as u64;

fn equal(argument: u8, value: u64) -> io::Result<SeccompCondition> {
    SeccompCondition::new(argument, Length::Dword, Op::Eq, value).map_err(io::Error::other)
}

fn null(argument: u8) -> io::Result<SeccompCondition> {
    SeccompCondition::new(argument, Length::Qword, Op::Eq, 0).map_err(io::Error::other)
}

fn masked(argument: u8, mask: u64, value: u64) -> io::Result<SeccompCondition> {
    SeccompCondition::new(argument, Length::Dword, Op::MaskedEq(mask), value).map_err(io::Error::other)
}

fn any(argument: u8, values: &[u64]) -> io::Result<Vec<Vec<SeccompCondition>>> {
    values.iter().map(|value| Ok(vec![equal(argument, *value)?])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Profile; 4] = [Profile::Single, Profile::Threads, Profile::Build, Profile::Zygote];

    #[test]
    fn every_filter_fits_into_the_kernel() {
        for profile in ALL {
            let filter = Filter::new(Allowed { profile, files: true, execute: true }).unwrap();
            for program in filter.bytes() {
                assert!(program.len() % 8 == 0 && program.len() / 8 < 4096, "{profile:?}");
            }
        }
    }

    #[test]
    fn narrowing_denies_everything_that_a_program_may_not_and_an_interpreter_may() {
        let keys = |profile, execute| {
            rules(Allowed { profile, files: true, execute })
                .unwrap()
                .into_keys()
                .collect::<std::collections::BTreeSet<_>>()
        };
        let more = &keys(Profile::Zygote, true) - &keys(Profile::Single, false);
        let denied: std::collections::BTreeSet<i64> =
            calls::ZYGOTE.iter().copied().chain([libc::SYS_clone, libc::SYS_execve]).collect();
        assert!(more.is_subset(&denied), "{:?}", &more - &denied);
        assert!(Filter::narrowing(true).unwrap().bytes().concat().len() < 1024);
    }

    #[test]
    fn nothing_that_reaches_out_is_allowed() {
        let never = [
            libc::SYS_socket,
            libc::SYS_connect,
            libc::SYS_bind,
            libc::SYS_ptrace,
            libc::SYS_io_uring_setup,
            libc::SYS_bpf,
            libc::SYS_mount,
            libc::SYS_unshare,
            libc::SYS_setns,
            libc::SYS_memfd_create,
            libc::SYS_shmget,
            libc::SYS_userfaultfd,
            libc::SYS_perf_event_open,
            libc::SYS_keyctl,
            libc::SYS_process_vm_readv,
            libc::SYS_process_vm_writev,
            libc::SYS_open_by_handle_at,
            libc::SYS_pidfd_getfd,
            libc::SYS_setrlimit,
            libc::SYS_clone3,
        ];
        for profile in [Profile::Single, Profile::Threads] {
            let rules = rules(Allowed { profile, files: true, execute: true }).unwrap();
            for call in never {
                assert!(!rules.contains_key(&call), "{call} in {profile:?}");
            }
            assert!(!rules.contains_key(&libc::SYS_kill) && !rules.contains_key(&libc::SYS_sendmsg));
        }
    }

    #[test]
    fn without_landlock_nothing_is_opened() {
        let rules = rules(Allowed { profile: Profile::Single, files: false, execute: false }).unwrap();
        assert!(!rules.contains_key(&libc::SYS_openat) && !rules.contains_key(&libc::SYS_execve));
    }
}
