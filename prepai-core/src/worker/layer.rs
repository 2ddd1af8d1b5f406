//! The layers of which a confinement is made, and how much of it there is on this machine.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One layer. Each holds something that no other does, and has a hostile program in the tests that gets through without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Nothing of our environment is passed on.
    Environment,
    /// No descriptor of ours is open.
    Descriptors,
    /// An unprivileged user where we are root; no new rights by starting programs.
    Privileges,
    /// Memory, processor time, size of files, stack, descriptors.
    Limits,
    /// Landlock: which files, no network, no signals outwards.
    Files,
    /// seccomp: which system calls.
    Filter,
    /// Wall time, resident memory and output are watched from outside.
    Watchdog,
    /// A process ends with whoever started it.
    Death,
}

impl Layer {
    /// Every layer.
    pub const ALL: [Layer; 8] = [
        Layer::Environment,
        Layer::Descriptors,
        Layer::Privileges,
        Layer::Limits,
        Layer::Files,
        Layer::Filter,
        Layer::Watchdog,
        Layer::Death,
    ];

    /// Its name, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Layer::Environment => "environment",
            Layer::Descriptors => "descriptors",
            Layer::Privileges => "privileges",
            Layer::Limits => "limits",
            Layer::Files => "files",
            Layer::Filter => "filter",
            Layer::Watchdog => "watchdog",
            Layer::Death => "death",
        }
    }
}

/// What the kernel grants, tried out once when a worker starts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// Whether a system call filter can be installed.
    pub filter: bool,
    /// Landlock's version, 0 where there is none.
    pub landlock: u32,
    /// Whether limits can be set.
    pub limits: bool,
    /// Whether we are root, and jobs run as another user.
    pub other_user: bool,
    /// Whether processes can be held by descriptors.
    pub pidfd: bool,
    /// What was refused, in the kernel's words.
    #[serde(default)]
    pub refused: Vec<String>,
}

/// How much confinement there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Isolation {
    /// Limits of the process only: nothing keeps a program from files and network.
    Limits,
    /// A system call filter as well: no network, no processes, no signals; files only where Landlock is, else none.
    Filter,
    /// Landlock as well.
    Full,
}

impl Isolation {
    /// What a machine has.
    pub fn of(probe: &Probe) -> Isolation {
        match (probe.filter, probe.landlock > 0) {
            (true, true) => Isolation::Full,
            (true, false) => Isolation::Filter,
            (false, _) => Isolation::Limits,
        }
    }

    /// Its name, as in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Isolation::Limits => "limits",
            Isolation::Filter => "filter",
            Isolation::Full => "full",
        }
    }
}

impl Probe {
    /// The isolation in words, as every execution reports it: `process, seccomp, landlock 7, rlimits, other user`.
    pub fn shown(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("process")?;
        if self.filter {
            f.write_str(", seccomp")?;
        }
        if self.landlock > 0 {
            write!(f, ", landlock {}", self.landlock)?;
        }
        if self.limits {
            f.write_str(", rlimits")?;
        }
        if self.other_user {
            f.write_str(", other user")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn isolation_is_what_really_runs() {
        let probe = Probe { filter: true, landlock: 7, limits: true, ..Probe::default() };
        assert_eq!(Isolation::of(&probe), Isolation::Full);
        assert_eq!(probe.shown(), "process, seccomp, landlock 7, rlimits");
        let without = Probe { filter: false, ..probe };
        assert_eq!(Isolation::of(&without), Isolation::Limits);
        assert!(Isolation::Limits < Isolation::Filter && Isolation::Filter < Isolation::Full);
    }
}
