//! Limits of a process.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::super::super::confinement::{Confinement, Profile};

/// Sets the limits of a confinement on this process; they can never be raised again.
pub(crate) fn set(confinement: &Confinement) -> io::Result<()> {
    let memory = confinement.memory;
    // The kernel counts whole seconds; the watchdog is there for the rest.
    let cpu = confinement.cpu.as_secs() + u64::from(confinement.cpu.subsec_nanos() > 0) + 1;
    limit(Resource::Core, 0)?;
    limit(Resource::Data, memory)?;
    limit(Resource::Stack, confinement.stack)?;
    limit(Resource::Fsize, confinement.file)?;
    limit(Resource::Nofile, confinement.descriptors)?;
    limit(Resource::Memlock, 0)?;
    limit(Resource::Msgqueue, 0)?;
    limit(Resource::Rtprio, 0)?;
    limit(Resource::Sigpending, 256)?;
    if confinement.profile != Profile::Zygote {
        limit(Resource::Cpu, cpu)?;
    }
    if let Some(bytes) = confinement.address_space {
        limit(Resource::As, bytes)?;
    }
    Ok(())
}

/// Sets both limits, the hard one too, to a value or to what is already allowed if that is less.
fn limit(resource: Resource, value: u64) -> io::Result<()> {
    let most = getrlimit(resource).maximum;
    let value = most.map_or(value, |most| most.min(value));
    Ok(setrlimit(resource, Rlimit { current: Some(value), maximum: Some(value) })?)
}
