//! Where data go when nobody says so.

use std::path::PathBuf;

use super::Sources;

/// The platform's folder for data of programs, from what the environment says: `$XDG_DATA_HOME/prepai`, on macOS
/// `~/Library/Application Support/prepai`, on Windows `%LOCALAPPDATA%\prepai`, else `~/.local/share/prepai`; without any
/// of them `prepai-data` in the current folder.
pub(super) fn default_data(sources: &Sources) -> PathBuf {
    // A relative path there is to be ignored (XDG Base Directory Specification 0.8).
    let absolute = |name: &str| sources.env(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || {
        let below = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" };
        absolute("HOME").map(|home| home.join(below))
    };
    let local = || if cfg!(windows) { absolute("LOCALAPPDATA") } else { None };
    let base = absolute("XDG_DATA_HOME").or_else(local).or_else(home);
    base.map_or_else(|| PathBuf::from("prepai-data"), |base| base.join("prepai"))
}
