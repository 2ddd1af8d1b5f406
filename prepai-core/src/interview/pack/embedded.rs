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
    "questions/experience.toml",
    "questions/data-structures.toml",
    "questions/algorithms.toml",
    "questions/complexity.toml",
    "questions/concurrency.toml",
    "questions/databases.toml",
    "questions/caching.toml",
    "questions/networking.toml",
    "questions/operating-systems.toml",
    "questions/testing.toml",
    "questions/api-design.toml",
    "questions/security.toml",
    "questions/operations.toml",
    "questions/design.toml",
    "questions/design-infrastructure.toml",
    "questions/behavioral-people.toml",
    "questions/behavioral-work.toml",
    "questions/behavioral-leadership-principles.toml",
    "questions/coding-talk.toml",
    "questions/coding-craft.toml",
    "questions/cloud.toml",
    "questions/cloud-building.toml",
    "questions/aws-services.toml",
    "questions/aws-architecture.toml",
    "questions/aws-designs.toml",
    "questions/azure-services.toml",
    "questions/azure-architecture.toml",
    "questions/azure-designs.toml",
    "questions/gcp-services.toml",
    "questions/gcp-architecture.toml",
    "questions/gcp-designs.toml",
    "coding/arrays.toml",
    "coding/dynamic.toml",
    "coding/graphs.toml",
    "coding/machines.toml",
    "coding/runs.toml",
    "coding/search.toml",
    "coding/strings.toml",
];
