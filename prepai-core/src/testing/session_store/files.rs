//! Cases about files.

use futures::stream;
use futures::{StreamExt, TryStreamExt};

use super::Subject;
use super::check::{Checked, ensure, ensure_eq};
use super::data::{content, filled, read};
use crate::error::{Error, ErrorKind};

pub(super) async fn ranges(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "ranges", 1).await?;
    let info = store.put_file(&session, "cv.txt", content(&[b"0123", b"", b"456789"])).await?;
    ensure_eq!((info.name.as_str(), info.size), ("cv.txt", 10), "what put_file says");
    ensure_eq!(read(&*store, &session, "cv.txt").await?, b"0123456789", "whole file");
    for (range, expected) in
        [(0..3, "012"), (3..4, "3"), (8..99, "89"), (10..11, ""), (50..60, ""), (4..4, "")]
    {
        let bytes = store.get_file(&session, "cv.txt", Some(range.clone())).try_concat().await?;
        ensure_eq!(bytes, expected.as_bytes(), "bytes {range:?}");
    }
    let (start, end) = (5, 2);
    let backwards = store.get_file(&session, "cv.txt", Some(start..end)).try_concat().await?;
    ensure_eq!(backwards, b"", "a range that ends before it begins");
    let missing = read(&*store, &session, "none.txt").await.map_err(|error| error.kind());
    ensure_eq!(missing, Err(ErrorKind::NotFound), "a file that does not exist");
    Ok(())
}

pub(super) async fn replaced(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "replaced", 1).await?;
    let (old, new) = (vec![b'o'; 700_000], vec![b'n'; 600_000]);
    store.put_file(&session, "cv.pdf", content(&[&old])).await?;
    let mut reader = store.get_file(&session, "cv.pdf", None);
    let mut begun = reader.try_next().await?.unwrap_or_default();
    store.put_file(&session, "cv.pdf", content(&[&new])).await?;
    ensure!(read(&*store, &session, "cv.pdf").await? == new, "the new file is not the one that was put");
    ensure_eq!(store.list_files(&session).await?.len(), 1, "files after one was replaced");
    // Who had begun reads the old file to its end, or is told; never a mixture.
    while let Some(piece) = reader.next().await {
        match piece {
            Ok(piece) => begun.extend(piece),
            Err(error) => {
                ensure!(error.is_retryable(), "a reader of a replaced file got {error:?}");
                begun.clone_from(&old);
            }
        }
    }
    ensure!(begun == old, "a reader got a mixture of the old and the new file");
    Ok(())
}

pub(super) async fn removed(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "removed", 1).await?;
    let other = filled(&*store, "removed-2", 1).await?;
    for session in [&session, &other] {
        for name in ["cv.txt", "CV.txt"] {
            store.put_file(session, name, content(&[&[b'x'; 600_000]])).await?;
        }
    }
    // Also twice, and where there never was one.
    for name in ["cv.txt", "cv.txt", "none.txt"] {
        store.remove_file(&session, name).await?;
    }
    let gone = read(&*store, &session, "cv.txt").await.map_err(|error| error.kind());
    ensure_eq!(gone, Err(ErrorKind::NotFound), "a file that was removed");
    let left: Vec<String> = store.list_files(&session).await?.into_iter().map(|info| info.name).collect();
    ensure_eq!(left, ["CV.txt"], "files after one was removed");
    ensure_eq!(store.list_files(&other).await?.len(), 2, "files of another session");
    let refused = store.remove_file(&session, "../cv.txt").await.map_err(|error| error.kind());
    ensure_eq!(refused.err(), Some(ErrorKind::InvalidInput), "a name that no file may have");
    store.put_file(&session, "cv.txt", content(&[b"again"])).await?;
    ensure_eq!(read(&*store, &session, "cv.txt").await?, b"again", "a file that was put again");
    Ok(())
}

pub(super) async fn names(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "names", 1).await?;
    let long = "x".repeat(129);
    let bad =
        ["", ".", "..", ".hidden", "a/b", "../x", "/etc/x", "a\\b", "a b", "żółć.pdf", "a\0b", long.as_str()];
    for name in bad {
        let refused = store.put_file(&session, name, content(&[b"x"])).await.map_err(|error| error.kind());
        ensure_eq!(refused.err(), Some(ErrorKind::InvalidInput), "put of {name:?}");
        let unread = read(&*store, &session, name).await.map_err(|error| error.kind());
        ensure!(
            matches!(unread, Err(ErrorKind::InvalidInput | ErrorKind::NotFound)),
            "get of {name:?} gave {unread:?}"
        );
    }
    ensure_eq!(store.list_files(&session).await?, vec![], "files after refused names");
    Ok(())
}

pub(super) async fn listed(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "listed", 1).await?;
    let other = filled(&*store, "listed-2", 1).await?;
    let longest = "Q".repeat(128);
    let names = ["CV.pdf", "Cv.pdf", "a.b.c", "a..b", "cv.pdf", "nul", "x-", "x_", longest.as_str()];
    for name in names {
        store.put_file(&session, name, content(&[name.as_bytes()])).await?;
    }
    store.put_file(&other, "other.txt", content(&[b"other"])).await?;
    let mut sorted = names.to_vec();
    sorted.sort_unstable();
    let found = store.list_files(&session).await?;
    let found_names: Vec<&str> = found.iter().map(|info| info.name.as_str()).collect();
    ensure_eq!(found_names, sorted, "names");
    for info in &found {
        ensure_eq!(info.size, info.name.len() as u64, "size of {}", info.name);
        ensure_eq!(
            read(&*store, &session, &info.name).await?,
            info.name.as_bytes(),
            "content of {}",
            info.name
        );
    }
    Ok(())
}

pub(super) async fn empty(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "empty", 1).await?;
    for (name, pieces) in [("none", vec![]), ("one", vec![&b""[..]])] {
        let info = store.put_file(&session, name, content(&pieces)).await?;
        ensure_eq!(info.size, 0, "size of an empty file");
        ensure_eq!(read(&*store, &session, name).await?, b"", "an empty file");
    }
    ensure_eq!(store.list_files(&session).await?.len(), 2, "empty files");
    Ok(())
}

pub(super) async fn large(Subject { store, scale }: Subject) -> Checked {
    let session = filled(&*store, "large", 1).await?;
    // A pattern whose period fits no piece, so that a piece in the wrong place shows.
    let byte = |at: usize| u8::try_from(at % 251).unwrap_or_default();
    let size = scale.file;
    let pieces = stream::iter((0..size).step_by(9_973))
        .map(move |from| Ok((from..size.min(from + 9_973)).map(byte).collect::<Vec<u8>>()));
    let info = store.put_file(&session, "recording.wav", pieces.boxed()).await?;
    ensure_eq!(info.size, size as u64, "size");
    let mut reader = store.get_file(&session, "recording.wav", None);
    let mut at = 0;
    while let Some(piece) = reader.try_next().await? {
        let whole = piece.iter().enumerate().all(|(n, found)| *found == byte(at + n));
        ensure!(whole, "the piece at {at} is not what was put");
        at += piece.len();
    }
    ensure_eq!(at, size, "bytes read");
    let (from, to) = (size / 2 - 70_000, size / 2 + 300_001);
    let middle = store.get_file(&session, "recording.wav", Some(from as u64..to as u64)).try_concat().await?;
    let expected: Vec<u8> = (from..to.min(size)).map(byte).collect();
    ensure!(middle == expected, "a range from the middle is not what was put");
    Ok(())
}

pub(super) async fn broken(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "broken", 1).await?;
    store.put_file(&session, "old.txt", content(&[b"old"])).await?;
    for name in ["new.txt", "old.txt"] {
        let gone = Err(Error::new(ErrorKind::Cancelled, "the sender went away"));
        let pieces = stream::iter([Ok(vec![b'x'; 400_000]), gone, Ok(vec![b'y'])]).boxed();
        let failed = store.put_file(&session, name, pieces).await.map_err(|error| error.kind());
        ensure_eq!(failed.err(), Some(ErrorKind::Cancelled), "put of a stream that breaks");
        // Neither does a put that is dropped in its middle.
        let never = content(&[&[b'z'; 400_000]]).chain(stream::pending()).boxed();
        let mut put = store.put_file(&session, name, never);
        for _ in 0..20 {
            let waited = futures::future::select(&mut put, Box::pin(super::data::give_way())).await;
            ensure!(matches!(waited, futures::future::Either::Right(_)), "an endless put ended");
        }
    }
    let files = store.list_files(&session).await?;
    let files: Vec<&str> = files.iter().map(|info| info.name.as_str()).collect();
    ensure_eq!(files, ["old.txt"], "files");
    ensure_eq!(read(&*store, &session, "old.txt").await?, b"old", "the file that was to be replaced");
    Ok(())
}
