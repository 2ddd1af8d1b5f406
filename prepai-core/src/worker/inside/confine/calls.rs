//! Which system calls there are for what.

use libc::*;

/// Computing: memory, time, random numbers, signals to oneself, the end.
pub(super) const COMPUTE: &[c_long] = &[
    SYS_brk,
    SYS_clock_getres,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_exit,
    SYS_exit_group,
    SYS_futex,
    SYS_getcpu,
    SYS_getitimer,
    SYS_getrandom,
    SYS_getrusage,
    SYS_gettid,
    SYS_gettimeofday,
    SYS_madvise,
    SYS_membarrier,
    SYS_mincore,
    SYS_mprotect,
    SYS_mremap,
    SYS_munmap,
    SYS_nanosleep,
    SYS_restart_syscall,
    SYS_rseq,
    SYS_rt_sigaction,
    SYS_rt_sigpending,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_rt_sigsuspend,
    SYS_rt_sigtimedwait,
    SYS_sched_getaffinity,
    SYS_sched_yield,
    SYS_set_robust_list,
    SYS_set_tid_address,
    SYS_setitimer,
    SYS_sigaltstack,
    SYS_sysinfo,
    SYS_times,
    SYS_uname,
    SYS_getegid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getgroups,
    SYS_getresgid,
    SYS_getresuid,
    SYS_getpid,
    SYS_getppid,
    SYS_getuid,
    #[cfg(target_arch = "x86_64")]
    SYS_alarm,
    #[cfg(target_arch = "x86_64")]
    SYS_arch_prctl,
    #[cfg(target_arch = "x86_64")]
    SYS_getrlimit,
    #[cfg(target_arch = "x86_64")]
    SYS_pause,
    #[cfg(target_arch = "x86_64")]
    SYS_time,
];

/// Descriptors that the process already has, and pipes and events of its own.
pub(super) const OWN_FILES: &[c_long] = &[
    SYS_close,
    SYS_dup,
    SYS_dup3,
    SYS_epoll_create1,
    SYS_epoll_ctl,
    SYS_epoll_pwait,
    SYS_eventfd2,
    SYS_fadvise64,
    SYS_fstat,
    SYS_getsockname,
    SYS_getsockopt,
    SYS_lseek,
    SYS_pipe2,
    SYS_ppoll,
    SYS_pread64,
    SYS_preadv,
    SYS_pselect6,
    SYS_pwrite64,
    SYS_pwritev,
    SYS_read,
    SYS_readv,
    SYS_recvfrom,
    SYS_shutdown,
    SYS_write,
    SYS_writev,
    #[cfg(target_arch = "x86_64")]
    SYS_dup2,
    #[cfg(target_arch = "x86_64")]
    SYS_epoll_wait,
    #[cfg(target_arch = "x86_64")]
    SYS_pipe,
    #[cfg(target_arch = "x86_64")]
    SYS_poll,
    #[cfg(target_arch = "x86_64")]
    SYS_select,
];

/// Looking at files and folders, where Landlock decides about their content.
pub(super) const LOOK: &[c_long] = &[
    SYS_faccessat,
    SYS_faccessat2,
    SYS_fstatfs,
    SYS_getcwd,
    SYS_getdents64,
    SYS_newfstatat,
    SYS_readlinkat,
    SYS_statx,
    #[cfg(target_arch = "x86_64")]
    SYS_access,
    #[cfg(target_arch = "x86_64")]
    SYS_lstat,
    #[cfg(target_arch = "x86_64")]
    SYS_readlink,
    #[cfg(target_arch = "x86_64")]
    SYS_stat,
];

/// Engines with threads; `clone` and `tgkill` have conditions.
pub(super) const THREADS: &[c_long] = &[
    SYS_getpriority,
    SYS_sched_getparam,
    SYS_sched_getscheduler,
    SYS_sched_setaffinity,
    SYS_timer_create,
    SYS_timer_delete,
    SYS_timer_settime,
];

/// Compilers; `clone` has conditions, and where they write is Landlock's to say.
pub(super) const BUILD: &[c_long] = &[
    SYS_chdir,
    SYS_fchdir,
    SYS_fchmod,
    SYS_fchmodat,
    SYS_fdatasync,
    SYS_flock,
    SYS_fsync,
    SYS_ftruncate,
    SYS_getpgid,
    SYS_getpriority,
    SYS_linkat,
    SYS_mkdirat,
    SYS_openat,
    SYS_renameat,
    SYS_renameat2,
    SYS_sched_setaffinity,
    SYS_statfs,
    SYS_symlinkat,
    SYS_umask,
    SYS_unlinkat,
    SYS_utimensat,
    SYS_wait4,
    SYS_waitid,
    #[cfg(target_arch = "x86_64")]
    SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    SYS_creat,
    #[cfg(target_arch = "x86_64")]
    SYS_fork,
    #[cfg(target_arch = "x86_64")]
    SYS_getpgrp,
    #[cfg(target_arch = "x86_64")]
    SYS_link,
    #[cfg(target_arch = "x86_64")]
    SYS_mkdir,
    #[cfg(target_arch = "x86_64")]
    SYS_open,
    #[cfg(target_arch = "x86_64")]
    SYS_rename,
    #[cfg(target_arch = "x86_64")]
    SYS_rmdir,
    #[cfg(target_arch = "x86_64")]
    SYS_symlink,
    #[cfg(target_arch = "x86_64")]
    SYS_unlink,
    #[cfg(target_arch = "x86_64")]
    SYS_vfork,
];

/// Our own preloaded interpreters, before any candidate's program is there.
pub(super) const ZYGOTE: &[c_long] = &[
    SYS_kill,
    SYS_pidfd_open,
    SYS_prctl,
    SYS_recvmsg,
    SYS_seccomp,
    SYS_sendmsg,
    SYS_setrlimit,
    SYS_setsid,
    SYS_wait4,
];
