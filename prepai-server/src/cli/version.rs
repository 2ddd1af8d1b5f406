//! What this program is: version, features, licence.

/// The features of a build, as a text that is part of the program.
macro_rules! long {
    ($features:literal) => {
        concat!(
            env!("CARGO_PKG_VERSION"),
            "\nfeatures: ",
            $features,
            "\nlicence: MIT, and so is all of this build (no feature under another licence is on)"
        )
    };
}

/// `prepai --version`, behind the name.
pub(crate) const LONG: &str = match (cfg!(feature = "postgres"), cfg!(feature = "sqlite")) {
    (true, true) => long!("postgres, sqlite"),
    (true, false) => long!("postgres"),
    (false, true) => long!("sqlite"),
    (false, false) => long!("none"),
};

/// The features of this build, for machines.
pub(crate) fn features() -> Vec<&'static str> {
    let all = [("postgres", cfg!(feature = "postgres")), ("sqlite", cfg!(feature = "sqlite"))];
    all.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect()
}
