//! Landlock: which files a process may open, and nothing of the network.

use std::io;
use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, LandlockStatus, PathBeneath, PathFd,
    Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetStatus, Scope,
};

use super::super::super::confinement::Confinement;

/// The version up to which we know what it restricts; an older kernel restricts what it can.
const KNOWN: ABI = ABI::V6;

/// The rules of a confinement, with the files that they name already looked up (as the user that we still are).
pub(crate) fn prepare(confinement: &Confinement) -> io::Result<RulesetCreated> {
    let created = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(KNOWN))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(KNOWN)))
        .and_then(|rules| rules.scope(Scope::from_all(KNOWN)))
        .and_then(Ruleset::create)
        .map_err(io::Error::other)?;
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let rules = confinement.read.iter().map(|path| (path.as_path(), read));
    let rules =
        rules.chain(confinement.execute.iter().map(|path| (path.as_path(), read | AccessFs::Execute)));
    let written = AccessFs::from_all(KNOWN) & !AccessFs::IoctlDev;
    let rules = rules.chain(confinement.write.iter().map(|path| (path.as_path(), written)));
    rules.into_iter().try_fold(created, |created, (path, access)| add(created, path, access))
}

fn add(created: RulesetCreated, path: &Path, access: BitFlags<AccessFs>) -> io::Result<RulesetCreated> {
    // What is not there needs no rule.
    let Ok(opened) = PathFd::new(path) else { return Ok(created) };
    let access = if path.is_dir() { access } else { access & AccessFs::from_file(KNOWN) };
    created.add_rule(PathBeneath::new(opened, access)).map_err(io::Error::other)
}

/// Puts the rules in force for this thread, for ever, and tells the kernel's version of Landlock.
pub(crate) fn restrict(rules: RulesetCreated) -> io::Result<u32> {
    let status = rules.restrict_self().map_err(io::Error::other)?;
    match status.landlock {
        LandlockStatus::Available { effective_abi, kernel_abi }
            if status.ruleset != RulesetStatus::NotEnforced =>
        {
            Ok(kernel_abi.unwrap_or(effective_abi as i32).unsigned_abs())
        }
        _ => Err(io::Error::new(io::ErrorKind::Unsupported, "not in this kernel")),
    }
}
