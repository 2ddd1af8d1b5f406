//! Whether a file is what its publisher says.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use md5::Md5;
use prepai_core::{Error, Result};
use serde::Serialize;
use serde::de::IgnoredAny;
use sha1::Sha1;
use sha2::Sha256;
use sha2::digest::Digest;

use super::Remote;

/// What a comparison came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It is what was published.
    Matches {
        /// By which digest.
        algorithm: &'static str,
    },
    /// It is something else.
    Differs {
        /// By which digest.
        algorithm: &'static str,
        /// What was published.
        expected: String,
        /// What is there.
        found: String,
    },
    /// Nobody has published a digest that we know of.
    NoChecksum,
    /// It is not there.
    Missing,
}

/// Compares a file with what is published of it, by the best digest that there is; a description without one has to be JSON, which
/// the page of a network that asks for a login is not. Reads all of it.
///
/// # Errors
/// What the operating system says.
pub fn verify(path: &Path, remote: &Remote) -> Result<Verdict> {
    // What was unpacked has a digest of its own; that of the archive says nothing about it.
    let published = match &remote.unpack {
        Some(member) => Published { sha256: member.sha256.as_deref(), sha1: None, md5: None, json: false },
        None => Published::of(remote),
    };
    compare(path, published)
}

/// Compares what came over the line, which may be an archive.
pub(super) fn verify_download(path: &Path, remote: &Remote) -> Result<Verdict> {
    compare(path, Published::of(remote))
}

#[derive(Debug, Clone, Copy)]
struct Published<'a> {
    sha256: Option<&'a str>,
    sha1: Option<&'a str>,
    md5: Option<&'a str>,
    /// Whether it has to be an object in JSON.
    json: bool,
}

impl<'a> Published<'a> {
    fn of(remote: &'a Remote) -> Published<'a> {
        Published {
            sha256: remote.sha256.as_deref(),
            sha1: remote.sha1.as_deref(),
            md5: remote.md5.as_deref(),
            json: remote.unpack.is_none() && remote.name.ends_with(".json"),
        }
    }
}

fn compare(path: &Path, published: Published<'_>) -> Result<Verdict> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Verdict::Missing),
        Err(error) => return Err(Error::from(error).with("path", path.display())),
    };
    let (algorithm, expected, found) = match published {
        Published { sha256: Some(expected), .. } => ("sha256", expected, digest::<Sha256>(&mut file)),
        Published { sha1: Some(expected), .. } => ("sha1", expected, digest::<Sha1>(&mut file)),
        Published { md5: Some(expected), .. } => ("md5", expected, digest::<Md5>(&mut file)),
        Published { json: true, .. } if !is_object(&mut file) => {
            let (expected, found) = ("a description in JSON".to_owned(), "something else".to_owned());
            return Ok(Verdict::Differs { algorithm: "json", expected, found });
        }
        _ => return Ok(Verdict::NoChecksum),
    };
    let found = found.map_err(|error| error.with("path", path.display()))?;
    Ok(match found.eq_ignore_ascii_case(expected) {
        true => Verdict::Matches { algorithm },
        false => Verdict::Differs { algorithm, expected: expected.to_owned(), found },
    })
}

fn is_object(file: &mut File) -> bool {
    serde_json::from_reader::<_, BTreeMap<String, IgnoredAny>>(BufReader::new(file)).is_ok()
}

fn digest<D: Digest>(file: &mut File) -> Result<String> {
    let mut digest = D::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            length => digest.update(buffer.get(..length).unwrap_or_default()),
        }
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(sha256: Option<&str>, sha1: Option<&str>, md5: Option<&str>) -> Remote {
        let owned = |digest: Option<&str>| digest.map(str::to_owned);
        Remote {
            name: "x".to_owned(),
            url: "http://x".to_owned(),
            bytes: 3,
            exact: true,
            sha256: owned(sha256),
            sha1: owned(sha1),
            md5: owned(md5),
            unpack: None,
        }
    }

    #[test]
    fn the_best_published_digest_decides() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "abc").unwrap();
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d";
        let md5 = "900150983cd24fb0d6963f7d28e17f72";
        let of = |remote: Remote| verify(file.path(), &remote).unwrap();
        assert_eq!(of(remote(Some(sha256), None, None)), Verdict::Matches { algorithm: "sha256" });
        assert_eq!(of(remote(None, Some(sha1), None)), Verdict::Matches { algorithm: "sha1" });
        assert_eq!(of(remote(None, None, Some(md5))), Verdict::Matches { algorithm: "md5" });
        assert!(matches!(of(remote(Some(&"0".repeat(64)), Some(sha1), None)), Verdict::Differs { .. }));
        assert_eq!(of(remote(None, None, None)), Verdict::NoChecksum);
        let description = || Remote { name: "x.onnx.json".to_owned(), ..remote(None, None, None) };
        assert!(matches!(of(description()), Verdict::Differs { algorithm: "json", .. }));
        std::fs::write(file.path(), r#"{"audio": {"sample_rate": 22050}}"#).unwrap();
        assert_eq!(of(description()), Verdict::NoChecksum);
        assert_eq!(verify(Path::new("no/such"), &remote(None, None, None)).unwrap(), Verdict::Missing);
    }
}
