//! The files that come with this library.

/// What the pack is called.
pub(super) const NAME: &str = "prepai";

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// Names and texts, in the order in which they are read.
        pub(super) const FILES: &[(&str, &str)] =
            &[$(($path, include_str!(concat!("../../../data/", $path)))),*];
    };
}

files![
    "kinds/google-sde.toml",
    "kinds/amazon-sde.toml",
    "kinds/microsoft-sde.toml",
    "kinds/aws-sa.toml",
    "kinds/azure-sa.toml",
    "kinds/gcp-sa.toml",
    "kinds/behavioral.toml",
    "kinds/coding-round.toml",
    "kinds/general.toml",
    "questions/intro.toml",
    "coding/arrays.toml",
];
