//! Fetching: what was begun goes on, and only what is whole and right gets its name.

mod part;
mod request;
mod unpack;

use std::fs;
use std::path::Path;
use std::time::Duration;

use prepai_core::config::Config;
use prepai_core::net::{Http, HttpOptions};
use prepai_core::{Error, ErrorKind, Result};

use super::digest::{Verdict, verify, verify_download};
use super::folder::MIRROR;
use super::{Folder, Item, Remote};
use part::Part;
use request::{Answer, ask};

/// How often a cut connection is taken up again without getting any further.
const ATTEMPTS: u32 = 4;

/// Fetches files into a folder.
#[derive(Debug, Clone)]
pub struct Puller {
    folder: Folder,
    http: Http,
    mirror: Option<String>,
    pause: Duration,
}

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Its name.
    pub file: &'a str,
    /// Bytes that are here.
    pub done: u64,
    /// Bytes that it has; 0 when nobody knows.
    pub total: u64,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulled {
    /// It was here, and it is right as far as one can tell.
    AlreadyThere,
    /// It was fetched and compared with what is published.
    Verified,
    /// It was fetched, and nothing is published to compare it with.
    NoChecksum,
}

impl Puller {
    /// Fetches into `folder`, from the publishers or from a mirror.
    ///
    /// # Errors
    /// Those of [`Http::new`]; `invalid_input` for a mirror that is no address.
    pub fn new(folder: Folder, mirror: Option<String>, options: &HttpOptions) -> Result<Puller> {
        let http = Http::new(options)?;
        let mirror = mirror.map(|mirror| mirror.trim_end_matches('/').to_owned());
        if let Some(mirror) = &mirror {
            let tried = http.request(prepai_core::net::reqwest::Method::GET, mirror);
            let _ = tried.map_err(|error| error.with("setting", MIRROR))?;
        }
        Ok(Puller { folder, http, mirror, pause: Duration::from_secs(1) })
    }

    /// As the settings `models.folder` and `models.mirror` say.
    ///
    /// # Errors
    /// As [`Puller::new`].
    pub fn configured(config: &Config) -> Result<Puller> {
        let mirror = config.text(MIRROR).filter(|mirror| !mirror.is_empty()).map(str::to_owned);
        Puller::new(Folder::of(config), mirror, &HttpOptions::default())
    }

    /// Waits this long, times the number of attempts, before a cut connection is taken up again.
    #[must_use]
    pub fn pausing(self, pause: Duration) -> Puller {
        Puller { pause, ..self }
    }

    /// Fetches all files of an item; dropping the future keeps what has come for the next time.
    ///
    /// # Errors
    /// `corrupt` when what came is not what was published, or more than that (nothing is kept), `unavailable` when the connection is cut again
    /// and again or the disk is full (what came is kept), `conflict` when another process is at it, and what the server says.
    pub async fn pull(
        &self,
        item: &Item,
        on: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<Vec<(String, Pulled)>> {
        fs::create_dir_all(self.folder.path()).map_err(|error| self.written(error))?;
        let mut pulled = Vec::new();
        for remote in &item.files {
            let outcome = self.file(remote, on).await;
            let outcome = outcome.map_err(|error| {
                // The name says what for, the address who was asked.
                error.with("file", &remote.name).with("address", self.url(remote)).during("models.pull")
            })?;
            pulled.push((remote.name.clone(), outcome));
        }
        Ok(pulled)
    }

    async fn file(&self, remote: &Remote, on: &mut (dyn FnMut(Progress<'_>) + Send)) -> Result<Pulled> {
        let path = self.folder.file(remote);
        match verified(&path, remote).await? {
            Verdict::Matches { .. } | Verdict::NoChecksum => return Ok(Pulled::AlreadyThere),
            // Damaged: fetched anew, and replaced when the new one is whole.
            Verdict::Differs { .. } | Verdict::Missing => {}
        }
        let url = self.url(remote);
        let mut part = Part::open(&self.folder.part(remote), &url)?;
        let mut failures = 0;
        // Only what was never reached before is progress: a server may send the beginning again and again.
        let mut farthest = part.length();
        loop {
            match self.continued(&mut part, remote, &url, on).await {
                Ok(()) => break,
                Err(error) if error.kind() == ErrorKind::Corrupt => {
                    part.discard();
                    return Err(error);
                }
                Err(error) if !error.is_retryable() => return Err(error),
                Err(error) => {
                    failures = if part.length() > farthest { 1 } else { failures + 1 };
                    farthest = farthest.max(part.length());
                    if failures >= ATTEMPTS {
                        return Err(match part.length() {
                            0 => error,
                            kept => {
                                error.with("kept", format!("{kept} bytes; the next pull goes on from there"))
                            }
                        });
                    }
                    let wait = error.retry_after().unwrap_or(self.pause * failures);
                    tokio::time::sleep(wait).await;
                }
            }
        }
        self.finish(part, remote, &path).await
    }

    fn url(&self, remote: &Remote) -> String {
        let name = remote.url.rsplit('/').next().unwrap_or(&remote.name);
        self.mirror.as_ref().map_or_else(|| remote.url.clone(), |mirror| format!("{mirror}/{name}"))
    }

    /// One connection: from where we are to the end.
    async fn continued(
        &self,
        part: &mut Part,
        remote: &Remote,
        url: &str,
        on: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<()> {
        let Answer { mut response, total, version } = match ask(&self.http, url, part).await? {
            Some(answer) => answer,
            // The server has nothing beyond what is here.
            None => return Ok(()),
        };
        part.is_version(version)?;
        let published = if remote.exact { remote.bytes } else { 0 };
        let shown = total.unwrap_or(published);
        on(Progress { file: &remote.name, done: part.length(), total: shown });
        let most = most(remote, total);
        if total.is_some_and(|total| total > most) {
            return Err(too_long(most));
        }
        while let Some(bytes) = response.chunk().await.map_err(Http::broken)? {
            if part.length() + bytes.len() as u64 > most {
                return Err(too_long(most));
            }
            part.write(&bytes).map_err(|error| self.written(error))?;
            on(Progress { file: &remote.name, done: part.length(), total: shown });
        }
        match total {
            Some(total) if part.length() < total => {
                Err(Error::new(ErrorKind::Unavailable, "the connection was cut off").with("of", total))
            }
            _ => Ok(()),
        }
    }

    /// Compares, unpacks, and gives it its name.
    async fn finish(&self, part: Part, remote: &Remote, path: &Path) -> Result<Pulled> {
        part.sync().map_err(|error| self.written(error))?;
        let verdict = {
            let (path, remote) = (part.path().to_owned(), remote.clone());
            blocking(move || verify_download(&path, &remote)).await?
        };
        let pulled = match verdict {
            Verdict::Matches { .. } => Pulled::Verified,
            Verdict::NoChecksum | Verdict::Missing => Pulled::NoChecksum,
            Verdict::Differs { algorithm, expected, found } => {
                part.discard();
                let message = "what came is not what was published; nothing of it was kept: try again, or another mirror";
                return Err(Error::new(ErrorKind::Corrupt, message)
                    .with("digest", algorithm)
                    .with("expected", expected)
                    .with("found", found));
            }
        };
        if let Some(member) = remote.unpack.clone() {
            let (archive, target) = (part.path().to_owned(), path.to_owned());
            let unpacked = blocking(move || unpack::unpack(&archive, &member, &target)).await;
            // After an error of the disk the archive is as good as before.
            if !unpacked.as_ref().is_err_and(|error| error.kind() != ErrorKind::Corrupt) {
                part.discard();
            }
            unpacked?;
        } else {
            part.becomes(path).map_err(|error| self.written(error))?;
        }
        Ok(pulled)
    }

    /// An error of the disk, with what helps.
    fn written(&self, error: std::io::Error) -> Error {
        let full =
            matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded);
        let error = Error::from(error).with("folder", self.folder.path().display()).retry(false);
        match full {
            true => error.with("remedy", "free some space and pull again: it goes on from here"),
            false => error,
        }
    }
}

/// The most bytes that may come: what the server says, and what is published; twice that where it is known only about.
fn most(remote: &Remote, total: Option<u64>) -> u64 {
    let published = match (remote.bytes, remote.exact) {
        (0, _) => u64::MAX,
        (bytes, true) => bytes,
        (bytes, false) => bytes.saturating_mul(2),
    };
    total.map_or(published, |total| total.min(published))
}

fn too_long(most: u64) -> Error {
    let message = "more comes than was published; nothing of it was kept: try again, or another mirror";
    Error::new(ErrorKind::Corrupt, message).with("most", most)
}

async fn verified(path: &Path, remote: &Remote) -> Result<Verdict> {
    let (path, remote) = (path.to_owned(), remote.clone());
    blocking(move || verify(&path, &remote)).await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::new(ErrorKind::Interrupted, "the work was broken off").caused_by(error))?
}
