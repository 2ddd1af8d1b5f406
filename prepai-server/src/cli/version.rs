//! What this program is: version, features, licence.

use std::sync::OnceLock;

/// `prepai --version`, behind the name.
pub(crate) fn long() -> &'static str {
    static LONG: OnceLock<String> = OnceLock::new();
    LONG.get_or_init(|| {
        let features = features();
        let features = if features.is_empty() { "none".to_owned() } else { features.join(", ") };
        let licence = licence(cfg!(feature = "voices"));
        format!("{}\nfeatures: {features}\nlicence: {licence}", env!("CARGO_PKG_VERSION"))
    })
}

/// Under what this build may be passed on.
const fn licence(voices: bool) -> &'static str {
    if voices {
        "GPL-3.0-or-later as a whole, for it contains espeak-ng (feature voices); PrepAI's own code is MIT"
    } else {
        "MIT, and so is all of this build (no feature under another licence is on)"
    }
}

/// The features of this build, for machines.
pub(crate) fn features() -> Vec<&'static str> {
    let all = [
        ("metrics", cfg!(feature = "metrics")),
        ("openai", cfg!(feature = "openai")),
        ("otel", cfg!(feature = "otel")),
        ("postgres", cfg!(feature = "postgres")),
        ("sandbox", cfg!(feature = "sandbox")),
        ("sqlite", cfg!(feature = "sqlite")),
        ("typescript", cfg!(feature = "typescript")),
        ("voices", cfg!(feature = "voices")),
        ("wasm", cfg!(feature = "wasm")),
        ("whisper", cfg!(feature = "whisper")),
    ];
    all.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_with_voices_says_under_which_licence_it_is() {
        assert!(licence(true).starts_with("GPL-3.0-or-later as a whole"));
        assert!(licence(false).starts_with("MIT"));
        assert_eq!(long().contains("GPL"), cfg!(feature = "voices"));
        assert!(features().iter().all(|feature| long().contains(feature)));
    }
}
