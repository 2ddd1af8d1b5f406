//! ONNX Runtime, looked at before the binding loads it: with a missing or an old library that would wait for ever.
#![expect(unsafe_code, reason = "a library is opened by its path")]

use std::ffi::{CStr, OsString, c_char, c_void};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use prepai_core::{Error, ErrorKind, Result};

/// The version of the interface that the binding asks for: that of ONNX Runtime 1.24.
const INTERFACE: u32 = ort::MINOR_VERSION;

/// The beginning of what `OrtGetApiBase` points to, which every version has.
#[repr(C)]
struct Base {
    get_api: unsafe extern "C" fn(u32) -> *const c_void,
    get_version: unsafe extern "C" fn() -> *const c_char,
}

/// Loads the library for the whole process, if none is loaded yet.
///
/// # Errors
/// `not_available` with the path and the reason: it cannot be opened, is no ONNX Runtime, or is too old.
pub(super) fn load(path: &Path) -> Result<()> {
    static LOADED: Mutex<bool> = Mutex::new(false);
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if !*loaded {
        look(path)?;
        let environment = ort::init_from(path).map_err(|error| unusable(path, &error.to_string()))?;
        environment.with_name("prepai").with_telemetry(false).commit();
        *loaded = true;
    }
    Ok(())
}

/// Opens the library and asks for its interface.
fn look(path: &Path) -> Result<()> {
    // A bare name is looked up by the system, as the binding does it too.
    let name: OsString = path.into();
    // SAFETY: initialisers of a library run when it is opened; that is what whoever configured this path wants.
    let library =
        unsafe { libloading::Library::new(&name) }.map_err(|error| unusable(path, &reason(&error)))?;
    // SAFETY: every ONNX Runtime exports this function with this type; another library has none of this name.
    let base = unsafe { library.get::<unsafe extern "C" fn() -> *const Base>(b"OrtGetApiBase\0") };
    let base = base.map_err(|_| unusable(path, "it is no ONNX Runtime: `OrtGetApiBase` is missing"))?;
    // SAFETY: it takes nothing and gives a pointer to static memory, or null.
    let Some(base) = (unsafe { base().as_ref() }) else {
        return Err(unusable(path, "`OrtGetApiBase` gives nothing"));
    };
    // SAFETY: as the header says, both give static memory; the version is text that ends with a zero.
    let (interface, version) = unsafe {
        let version = (base.get_version)();
        let text = if version.is_null() {
            String::new()
        } else {
            CStr::from_ptr(version).to_string_lossy().into_owned()
        };
        ((base.get_api)(INTERFACE), text)
    };
    if interface.is_null() {
        return Err(unusable(
            path,
            &format!("it is version {version}, and 1.{INTERFACE} or newer is needed"),
        ));
    }
    // It stays open: ONNX Runtime does not bear to be closed.
    std::mem::forget(library);
    Ok(())
}

/// What the system says, which is behind the error and not in it.
fn reason(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}

fn unusable(path: &Path, reason: &str) -> Error {
    let message = format!(
        "ONNX Runtime cannot be used ({reason}); fetch it with `prepai models pull onnxruntime`, or set `text_to_speech.piper.library` to a libonnxruntime of version 1.{INTERFACE} or newer"
    );
    Error::new(ErrorKind::NotAvailable, message).with("path", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_library_is_told_at_once() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), b"no library").unwrap();
        for path in [file.path(), Path::new("/nowhere/libonnxruntime.so"), Path::new("libc.so.6")] {
            let error = load(path).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::NotAvailable, "{path:?}");
            assert!(error.message().contains("prepai models pull onnxruntime"), "{error}");
        }
        assert!(load(Path::new("libc.so.6")).unwrap_err().message().contains("no ONNX Runtime"));
    }
}
