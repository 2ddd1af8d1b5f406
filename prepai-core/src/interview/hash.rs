//! Hashes of content, so that a session can say under which content it ran.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

/// SHA-256 over a value's JSON, fields in the order of their declaration, in hex.
pub(super) fn of(value: &(impl Serialize + ?Sized)) -> String {
    // Content is strings, finite numbers and lists, which always serialise.
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a string cannot go wrong.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_sha_256_of_the_json() {
        let expected = "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945";
        assert_eq!(super::of(&Vec::<u8>::new()), expected);
    }
}
