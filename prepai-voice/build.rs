//! Gathers the data of espeak-ng that become part of the program: what was compiled beside the library, a subset of it.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "espeak")]
    espeak::gather()?;
    Ok(())
}

#[cfg(feature = "espeak")]
#[expect(unsafe_code, reason = "only the library itself knows where its data were compiled to")]
mod espeak {
    use std::collections::BTreeMap;
    use std::error::Error;
    use std::ffi::CStr;
    use std::fmt::Write;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::ptr;

    /// The languages that are spoken; all hundred would be ten times as many bytes.
    const LANGUAGES: [&str; 9] = ["de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv"];
    const SHARED: [&str; 4] = ["intonations", "phondata", "phonindex", "phontab"];

    /// Writes a table of files into the output folder.
    pub(crate) fn gather() -> Result<(), Box<dyn Error>> {
        let data = compiled()?;
        let mut files = BTreeMap::new();
        for name in SHARED {
            files.insert(name.to_owned(), data.join(name));
        }
        for language in LANGUAGES {
            let name = format!("{language}_dict");
            files.insert(name.clone(), data.join(name));
        }
        for path in files_of(&data.join("voices/!v"))? {
            files.insert(format!("voices/!v/{}", name_of(&path)), path);
        }
        for family in files_of(&data.join("lang"))? {
            // Most languages lie in the folder of their family.
            let inside = if family.is_dir() { files_of(&family)? } else { vec![family] };
            for path in inside {
                let name = name_of(&path);
                if LANGUAGES.contains(&name.split('-').next().unwrap_or_default()) {
                    let below = path.strip_prefix(&data)?.to_str().ok_or("a name that is not UTF-8")?;
                    files.insert(below.to_owned(), path.clone());
                }
            }
        }
        let output = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no output folder")?);
        let (mut table, mut digest) = (String::new(), 0xcbf2_9ce4_8422_2325_u64);
        for (place, (name, path)) in files.iter().enumerate() {
            let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            // FNV-1a: it names the folder of these data, nothing depends on more.
            for byte in name.bytes().chain(bytes.iter().copied()) {
                digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
            let copy = format!("espeak-{place}");
            fs::write(output.join(&copy), bytes)?;
            writeln!(table, "({name:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{copy}\"))),")?;
        }
        let table = format!(
            "pub(super) const DIGEST: &str = \"{digest:016x}\";\npub(super) const FILES: &[(&str, &[u8])] = &[\n{table}];\n"
        );
        fs::write(output.join("espeak_data.rs"), table)?;
        Ok(())
    }

    /// Where the library's own build put the compiled data.
    fn compiled() -> Result<PathBuf, Box<dyn Error>> {
        let mut path = ptr::null();
        // SAFETY: a null path asks for the default; the library then gives a pointer to its own static text.
        let path = unsafe {
            espeak_rs_sys::espeak_ng_InitializePath(ptr::null());
            espeak_rs_sys::espeak_Info(&raw mut path);
            if path.is_null() {
                return Err("espeak-ng does not say where its data are".into());
            }
            CStr::from_ptr(path)
        };
        let path = PathBuf::from(path.to_str()?);
        if path.join("phondata").is_file() {
            Ok(path)
        } else {
            Err(format!("no data in {}", path.display()).into())
        }
    }

    fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
        let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?)
    }

    fn name_of(path: &Path) -> String {
        path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}
