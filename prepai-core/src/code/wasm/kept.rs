//! The compiled module between two starts.
//!
//! Compiling takes some hundred milliseconds, reading what was compiled a few. The file is named by a hash of the module's text, of
//! this library's version and of what the engine says about itself and the machine, and it begins with a hash of the rest; it
//! lies in a folder that nobody but this user writes.

#![expect(unsafe_code, reason = "a compiled module is machine code, which the library cannot check")]

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use wasmtime::{Engine, Module};

use crate::code::cache;

/// Bytes of the hash at the beginning of the file.
const HASH: usize = 32;

/// The module, as it was kept or compiled now. What goes wrong with the file only costs the time.
///
/// # Errors
/// Those of compiling.
pub(super) fn module(engine: &Engine, text: &[u8], folder: Option<&Path>) -> wasmtime::Result<Module> {
    let file = cache::folder(folder).ok().map(|folder| place(engine, text, &folder));
    if let Some(module) = file.as_deref().and_then(|file| read(engine, file)) {
        return Ok(module);
    }
    let module = Module::new(engine, text)?;
    if let Some(file) = file
        && let Ok(code) = module.serialize()
    {
        write(&file, &code);
    }
    Ok(module)
}

fn place(engine: &Engine, text: &[u8], folder: &Path) -> PathBuf {
    let mut about = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut about);
    let hash = Sha256::new()
        .chain_update(env!("CARGO_PKG_VERSION"))
        .chain_update(about.finish().to_le_bytes())
        .chain_update(text)
        .finalize();
    let name: String = hash.iter().take(20).map(|byte| format!("{byte:02x}")).collect();
    folder.join(format!("module-{name}"))
}

fn read(engine: &Engine, file: &Path) -> Option<Module> {
    let bytes = fs::read(file).ok()?;
    let (hash, code) = bytes.split_at_checked(HASH)?;
    if Sha256::digest(code).as_slice() != hash {
        return None;
    }
    // SAFETY: the file lies in a folder that only this user can write, holds what `write` put there whole, and was made by an
    // engine of the same version and settings: its name says so, and the library checks it again.
    unsafe { Module::deserialize(engine, code) }.ok()
}

/// Writes it whole or not at all.
fn write(file: &Path, code: &[u8]) {
    let unfinished = file.with_extension(std::process::id().to_string());
    let bytes = [Sha256::digest(code).as_slice(), code].concat();
    if fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, file)).is_err() {
        let _ = fs::remove_file(&unfinished);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest module.
    const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

    fn kept(folder: &Path) -> PathBuf {
        let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let file = files.next().unwrap();
        assert_eq!(files.next(), None);
        file
    }

    #[test]
    fn a_compiled_module_is_read_again_and_a_damaged_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::default();
        module(&engine, EMPTY, Some(folder.path())).unwrap();
        let file = kept(folder.path());
        assert!(read(&engine, &file).is_some());
        let whole = fs::read(&file).unwrap();
        for damaged in [&whole[..whole.len() - 1], &whole[..10], &[&whole[..40], b"x", &whole[41..]].concat()]
        {
            fs::write(&file, damaged).unwrap();
            assert!(read(&engine, &file).is_none());
        }
        module(&engine, EMPTY, Some(folder.path())).unwrap();
        assert_eq!(fs::read(&file).unwrap(), whole, "it is made anew");
    }

    #[test]
    fn another_engine_has_another_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = wasmtime::Config::new();
        config.epoch_interruption(true);
        let other = Engine::new(&config).unwrap();
        assert_ne!(place(&Engine::default(), EMPTY, folder.path()), place(&other, EMPTY, folder.path()));
    }
}
