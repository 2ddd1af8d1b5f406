//! What leaves the folder of compiled programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::code::languages::TOOLCHAIN;

/// Bytes of everything that is kept; what was not used for longest goes first.
const MOST_KEPT: u64 = 512 << 20;
/// What is being made is left over from a crash after this time.
const UNFINISHED: Duration = Duration::from_secs(3_600);
/// A toolchain that nobody asked for in this time was updated since. One that is in use must never go: it would vanish under a
/// compiler that runs.
const TOOLCHAIN_UNUSED: Duration = Duration::from_secs(30 * 86_400);

/// Removes what was not used for longest while there is too much, and what crashed builds left.
pub(super) fn tidy(cache: &Path, used: &Path) {
    tidy_to(cache, used, MOST_KEPT);
}

fn tidy_to(cache: &Path, used: &Path, most: u64) {
    let Ok(entries) = fs::read_dir(cache) else { return };
    let mut all: Vec<(SystemTime, u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let modified = entry.metadata().ok()?.modified().ok()?;
            let size = fs::read_dir(entry.path()).ok()?.flatten();
            let size = size.filter_map(|file| Some(file.metadata().ok()?.len())).sum();
            Some((modified, size, entry.path()))
        })
        .collect();
    all.sort();
    let mut total: u64 = all.iter().map(|(_, size, _)| size).sum();
    for (modified, size, path) in all {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let unused = |least: Duration| modified.elapsed().is_ok_and(|age| age > least);
        let goes = if name.starts_with(TOOLCHAIN) {
            unused(TOOLCHAIN_UNUSED)
        } else {
            total > most || (name.starts_with("new-") && unused(UNFINISHED))
        };
        if goes && path != used {
            let _ = fs::remove_dir_all(&path);
            total = total.saturating_sub(size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unused_goes_and_a_toolchain_in_use_stays() {
        let cache = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        let lay = |name: &str, age: Duration| {
            let folder = cache.path().join(name);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("program"), [0; 100]).unwrap();
            fs::File::open(&folder).unwrap().set_modified(now.checked_sub(age).unwrap()).unwrap();
            folder
        };
        let (hour, day) = (Duration::from_secs(3_600), Duration::from_secs(86_400));
        let toolchain = lay("toolchain-a", day * 2);
        let updated = lay("toolchain-b", day * 31);
        let oldest = lay("a", day);
        let crashed = lay("new-b", hour * 2);
        let unfinished = lay("new-c", hour / 2);
        let used = lay("d", day);
        let young = lay("e", hour);
        tidy_to(cache.path(), &used, 550);
        let there =
            [&toolchain, &updated, &oldest, &crashed, &unfinished, &used, &young].map(|it| it.is_dir());
        assert_eq!(there, [true, false, false, false, true, true, true]);
    }
}
