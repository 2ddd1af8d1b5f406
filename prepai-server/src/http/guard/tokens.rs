//! Bearer tokens, known by their hashes.

use std::fmt;

use prepai_core::{Error, Result};
use sha2::{Digest, Sha256};
use subtle::{ConditionallySelectable, ConstantTimeEq};

use super::Caller;

/// The tokens that are let in: `owner:hash`, the hash being SHA-256 in hex.
///
/// Tokens are random (`prepai token` makes them with 256 bits), so a plain hash cannot be searched backwards and a slow
/// one would only slow every request.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tokens(Vec<(String, [u8; 32])>);

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(owner, _)| owner)).finish()
    }
}

impl Tokens {
    /// Reads lines `owner:hash`.
    ///
    /// # Errors
    /// `invalid_input` for a line that is none; it names the owner and never what stands behind the colon.
    pub fn read<S: AsRef<str>>(lines: &[S]) -> Result<Self> {
        let mut tokens = Vec::new();
        for line in lines {
            let (owner, hash) = line.as_ref().split_once(':').unwrap_or(("", ""));
            let (owner, hash) = (owner.trim(), hash.trim());
            let named = (1..=128).contains(&owner.len()) && !owner.chars().any(char::is_control);
            let hash = named.then(|| unhex(hash)).flatten().ok_or_else(|| {
                let remedy = "must be OWNER:HASH, the hash being the 64 hexadecimal digits that `prepai token OWNER` prints";
                Error::invalid("server.tokens", remedy).with("owner", owner)
            })?;
            tokens.push((owner.to_owned(), hash));
        }
        Ok(Tokens(tokens))
    }

    /// The line of a token.
    pub fn line(owner: &str, token: &str) -> String {
        let digits: String = hash(token).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{owner}:{digits}")
    }

    /// Whether anybody can come in without one.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whose token it is. Takes the same time for every token, right or wrong.
    pub fn authenticate(&self, token: &str) -> Option<Caller> {
        let asked = hash(token);
        let mut found = u64::MAX;
        for (place, (_, known)) in (0_u64..).zip(&self.0) {
            found.conditional_assign(&place, known.ct_eq(&asked));
        }
        let (owner, _) = self.0.get(usize::try_from(found).ok()?)?;
        Some(Caller { owner: Some(owner.clone()) })
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u32> = text.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .filter_map(|pair| {
            pair.iter().try_fold(0, |byte, digit| u8::try_from(byte * 16 + digit).ok().map(u32::from))
        })
        .filter_map(|byte| u8::try_from(byte).ok())
        .collect();
    (digits.len() == 64).then(|| bytes.try_into().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_owner() {
        let tokens = Tokens::read(&[Tokens::line("ada", "one"), Tokens::line("bob", "two")]).unwrap();
        let owner = |token| tokens.authenticate(token).and_then(|caller| caller.owner);
        assert_eq!(owner("one").as_deref(), Some("ada"));
        assert_eq!(owner("two").as_deref(), Some("bob"));
        assert_eq!(owner("three"), None);
        assert_eq!(owner(""), None);
        assert_eq!(Tokens::default().authenticate(""), None);
    }

    #[test]
    fn a_line_that_is_none_is_refused_without_being_shown() {
        for line in ["", "ada", "ada:", "ada:secret-token", ":00", "ada:zz"] {
            let error = Tokens::read(&[line]).unwrap_err();
            assert!(error.message().starts_with("server.tokens: "), "{error}");
            assert!(!format!("{error:?}").contains("secret"), "{error:?}");
        }
        assert!(!format!("{:?}", Tokens::read(&[Tokens::line("ada", "x")]).unwrap()).contains("2d71"));
    }
}
