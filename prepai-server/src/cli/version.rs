//! What this program is: version, features, licence.

/// `prepai --version`, behind the name.
pub(crate) const LONG: &str = if cfg!(feature = "sqlite") {
    concat!(
        env!("CARGO_PKG_VERSION"),
        "\nfeatures: sqlite\nlicence: MIT, and so is all of this build (no feature under another licence is on)"
    )
} else {
    concat!(
        env!("CARGO_PKG_VERSION"),
        "\nfeatures: none\nlicence: MIT, and so is all of this build (no feature under another licence is on)"
    )
};

/// The features of this build, for machines.
pub(crate) fn features() -> Vec<&'static str> {
    [("sqlite", cfg!(feature = "sqlite"))].into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect()
}
