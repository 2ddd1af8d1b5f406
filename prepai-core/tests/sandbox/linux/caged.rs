//! The same where a container runs us: nobody's user, the calls that Docker's default profile leaves, perhaps no Landlock.
//!
//! The profile (moby, `profiles/seccomp/default_linux.go`) allows a list of calls by name. This filter denies what is not on that list, as the profile does it: with EPERM, and
//! with ENOSYS for `clone3`, so that libraries fall back to `clone`, whose flags can be looked at.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Arc;

use futures::executor::block_on;
use libtest_mimic::Trial;
use prepai_core::ErrorKind;
use prepai_core::code::CodeExecutor as _;
use prepai_core::code::sandbox::{Options, SandboxExecutor};
use prepai_core::worker::Isolation;
use rustix::process::{Gid, Uid};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Length, SeccompCmpOp as Op, SeccompCondition as Condition,
    SeccompFilter, SeccompRule,
};

use super::rig::{Outcome, ensure, executor, program};

/// The argument that makes this program run its tests so.
pub(super) const CAGED: &str = "--caged";
const NO_LANDLOCK: &str = "without-landlock";
const NOBODY: u32 = 65534;

/// Runs everything again in the cage.
pub(super) fn trials() -> Vec<Trial> {
    [("with_landlock", "landlock"), ("without_landlock", NO_LANDLOCK)]
        .into_iter()
        .map(|(name, how)| Trial::test(format!("caged::everything_holds_{name}"), move || again(how)))
        .collect()
}

fn again(how: &str) -> Outcome {
    let mut command = Command::new(std::env::current_exe()?);
    let told = command.args([CAGED, how, "--test-threads", "2"]).stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&told.stdout);
    let failed = || format!("{said}\n{}", String::from_utf8_lossy(&told.stderr));
    ensure(told.status.success(), failed)?;
    // A cage in which nothing ran would hold everything.
    let passed = said.matches("... ok").count();
    ensure(passed > 100, || format!("only {passed} tests ran:\n{said}"))
}

/// Enters the cage for ever; this process has one thread.
pub(super) fn enter(how: &str) {
    if rustix::process::geteuid().is_root() {
        let (gid, uid) = (Gid::from_raw(NOBODY), Uid::from_raw(NOBODY));
        set_thread_groups(&[]).unwrap();
        set_thread_res_gid(gid, gid, gid).unwrap();
        set_thread_res_uid(uid, uid, uid).unwrap();
        // A change of user hides a process from itself; a program that was started so is not hidden.
        rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::Dumpable).unwrap();
    }
    for filter in filters(how) {
        seccompiler::apply_filter(&filter).unwrap();
    }
}

/// What is only tested in the cage.
pub(super) fn inside(how: &str) -> Vec<Trial> {
    let landlock = how != NO_LANDLOCK;
    vec![Trial::test("inside::the_isolation_is_the_one_that_runs_python_and_javascript", move || {
        reported(landlock)
    })]
}

fn reported(landlock: bool) -> Outcome {
    let executor = executor();
    let probe = executor.probe()?;
    let expected = if landlock { Isolation::Full } else { Isolation::Filter };
    ensure(Isolation::of(&probe) == expected && !probe.other_user, || format!("{probe:?}"))?;
    let good = || program("javascript", "function solution(x) { return x; }", &[("1", "1")]);
    let ran = block_on(executor.run(good()))?;
    ensure(ran.all_passed() && ran.isolation == probe.shown(), || format!("{ran:#?}"))?;
    ensure(ran.isolation.contains("landlock") == landlock, || ran.isolation.clone())?;
    let strict =
        Arc::new(SandboxExecutor::new(Options { min_isolation: Isolation::Full, ..Options::default() }));
    match block_on(strict.run(good())) {
        Ok(ran) => ensure(landlock && ran.all_passed(), || format!("less was not refused: {ran:#?}")),
        Err(error) => ensure(!landlock && error.kind() == ErrorKind::NotAvailable, || format!("{error:?}")),
    }?;
    // A compiler reads whatever its source includes, so there is none where no file is out of reach.
    let compiled = executor.languages().iter().any(|language| language.id == "cpp");
    ensure(landlock || !compiled, || "C++ is there without Landlock".to_owned())
}

fn filters(how: &str) -> Vec<BpfProgram> {
    let mut unknown: Vec<i64> = vec![libc::SYS_clone3];
    if how == NO_LANDLOCK {
        unknown.extend([
            libc::SYS_landlock_create_ruleset,
            libc::SYS_landlock_add_rule,
            libc::SYS_landlock_restrict_self,
        ]);
    }
    let mut denied: BTreeMap<i64, Vec<SeccompRule>> = DENIED.iter().map(|call| (*call, Vec::new())).collect();
    let bit = |flag: libc::c_int| {
        let flag = u64::from(flag.cast_unsigned());
        rule(Condition::new(0, Length::Qword, Op::MaskedEq(flag), flag))
    };
    denied.insert(libc::SYS_clone, NAMESPACES.iter().map(|flag| bit(*flag)).collect());
    let vsock = u64::from(libc::AF_VSOCK.cast_unsigned());
    denied.insert(libc::SYS_socket, vec![rule(Condition::new(0, Length::Dword, Op::Eq, vsock))]);
    let unknown = unknown.into_iter().map(|call| (call, Vec::new())).collect();
    vec![filter(unknown, libc::ENOSYS), filter(denied, libc::EPERM)]
}

fn rule(condition: Result<Condition, seccompiler::BackendError>) -> SeccompRule {
    SeccompRule::new(vec![condition.unwrap()]).unwrap()
}

fn filter(rules: BTreeMap<i64, Vec<SeccompRule>>, error: libc::c_int) -> BpfProgram {
    let target = std::env::consts::ARCH.try_into().unwrap();
    let denied = SeccompAction::Errno(error.cast_unsigned());
    SeccompFilter::new(rules, SeccompAction::Allow, denied, target).unwrap().try_into().unwrap()
}

const NAMESPACES: [libc::c_int; 7] = [
    libc::CLONE_NEWNS,
    libc::CLONE_NEWCGROUP,
    libc::CLONE_NEWUTS,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWNET,
];

/// What the profile leaves out for whoever has no capability.
const DENIED: &[i64] = &[
    libc::SYS_acct,
    libc::SYS_add_key,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_clock_settime,
    libc::SYS_delete_module,
    libc::SYS_fanotify_init,
    libc::SYS_finit_module,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fsopen,
    libc::SYS_fspick,
    libc::SYS_get_mempolicy,
    libc::SYS_init_module,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_uring_setup,
    libc::SYS_kcmp,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_lookup_dcookie,
    libc::SYS_mbind,
    libc::SYS_migrate_pages,
    libc::SYS_mount,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_move_pages,
    libc::SYS_nfsservctl,
    libc::SYS_open_by_handle_at,
    libc::SYS_open_tree,
    libc::SYS_perf_event_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pivot_root,
    libc::SYS_quotactl,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_set_mempolicy,
    libc::SYS_setdomainname,
    libc::SYS_sethostname,
    libc::SYS_setns,
    libc::SYS_settimeofday,
    libc::SYS_swapoff,
    libc::SYS_swapon,
    libc::SYS_syslog,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
    libc::SYS_vhangup,
];
