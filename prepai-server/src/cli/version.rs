//! What this program is: version, features, licence.

use std::sync::OnceLock;

/// `prepai --version`, behind the name.
pub(crate) fn long() -> &'static str {
    static LONG: OnceLock<String> = OnceLock::new();
    LONG.get_or_init(|| {
        let features = features();
        let features = if features.is_empty() { "none".to_owned() } else { features.join(", ") };
        format!(
            "{}\nfeatures: {features}\nlicence: MIT, and so is all of this build (no feature under another licence is on)",
            env!("CARGO_PKG_VERSION")
        )
    })
}

/// The features of this build, for machines.
pub(crate) fn features() -> Vec<&'static str> {
    let all = [
        ("otel", cfg!(feature = "otel")),
        ("postgres", cfg!(feature = "postgres")),
        ("sandbox", cfg!(feature = "sandbox")),
        ("sqlite", cfg!(feature = "sqlite")),
    ];
    all.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect()
}
