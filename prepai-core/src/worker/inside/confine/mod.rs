//! Confining this process, for ever.

mod calls;
pub(crate) mod files;
pub(crate) mod filter;
pub(crate) mod limits;
pub(crate) mod privileges;

use std::io;

use self::filter::{Allowed, Filter};
use super::super::confinement::{Confinement, Profile};
use super::super::layer::{Layer, Probe};

/// How nice a process is that gives way.
const BACKGROUND: i32 = 10;

/// Which layers are put on; all that the kernel has but one that a test leaves out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Layers {
    /// The one that is left out.
    pub(crate) without: Option<Layer>,
}

impl Layers {
    /// Whether a layer is put on.
    pub(crate) fn has(self, layer: Layer) -> bool {
        self.without != Some(layer)
    }
}

/// Puts every layer on, the filter last. `execute` says whether a program is to be started afterwards.
///
/// # Errors
/// Whatever the kernel refuses of what it granted to the probe: the process must not go on.
pub(crate) fn confine(
    confinement: &Confinement,
    execute: bool,
    probe: &Probe,
    layers: Layers,
) -> io::Result<()> {
    let parent = rustix::process::getppid();
    let named = |what: &'static str| move |error: io::Error| io::Error::other(format!("{what}: {error}"));
    let landlock = probe.landlock > 0 && layers.has(Layer::Files);
    let rules = if landlock { Some(files::prepare(confinement).map_err(named("landlock"))?) } else { None };
    if confinement.background {
        rustix::process::nice(BACKGROUND).map_err(|error| named("nice")(error.into()))?;
    }
    if layers.has(Layer::Limits) {
        limits::set(confinement).map_err(named("limits"))?;
    }
    if probe.other_user && layers.has(Layer::Privileges) {
        privileges::drop_rights().map_err(named("user"))?;
    }
    if layers.has(Layer::Death) {
        // After the change of user, which resets it.
        privileges::end_with_parent(parent).map_err(named("parent"))?;
    }
    if probe.filter || rules.is_some() {
        privileges::no_new_rights().map_err(named("no_new_privs"))?;
    }
    if let Some(rules) = rules {
        files::restrict(rules).map_err(named("landlock"))?;
    }
    if probe.filter && layers.has(Layer::Filter) {
        let allowed = Allowed {
            profile: confinement.profile,
            // An interpreter of ours has to load; what it forks for a program may open nothing.
            files: landlock || layers.without == Some(Layer::Files) || confinement.profile == Profile::Zygote,
            execute,
        };
        Filter::new(allowed).and_then(|filter| filter.install()).map_err(named("seccomp"))?;
    }
    Ok(())
}
