//! The calls into espeak-ng.
#![expect(unsafe_code, reason = "espeak-ng is a C library")]

use std::cell::RefCell;
use std::ffi::{CStr, CString, c_int, c_short, c_void};
use std::path::{Path, PathBuf};
use std::{ptr, slice};

use espeak_rs_sys as sys;
use prepai_core::{Error, ErrorKind, Result};

use crate::espeak::folder;
use crate::espeak::names::Voice;
use crate::espeak::speaking::{Begun, Speaking};

/// How many milliseconds of sound come at once; the library does not make them shorter.
const PIECE: c_int = 60;

thread_local! {
    /// What the thread that owns the library speaks now; the callback has no other way to know.
    static CURRENT: RefCell<Option<Speaking>> = const { RefCell::new(None) };
}

/// The opened library. It is neither `Send` nor `Sync`: it stays with the thread that opened it, which is one.
#[derive(Debug)]
pub(super) struct Library {
    rate: u32,
    cache: Option<PathBuf>,
    _not_send: std::marker::PhantomData<*const ()>,
}

impl Library {
    /// Unpacks the data and opens the library.
    pub(super) fn open(cache: Option<PathBuf>) -> Result<Self> {
        let folder = folder::ready(cache.as_deref())?;
        let rate = initialize(&folder)?;
        Ok(Library { rate, cache, _not_send: std::marker::PhantomData })
    }

    /// Samples per second.
    pub(super) fn rate(&self) -> u32 {
        self.rate
    }

    /// Speaks a text to its end, or until nobody listens.
    pub(super) fn speak(&mut self, text: &str, voice: &Voice, words: i32, speaking: Speaking) -> Result<()> {
        self.choose(voice)?;
        let text = CString::new(text).map_err(|error| internal("the text has a zero").caused_by(error))?;
        CURRENT.set(Some(speaking));
        // SAFETY: the library is open and this is its thread. The text ends with a zero and outlives the call, which
        // returns when everything was spoken; the callback is the one of `initialize`.
        let spoken = unsafe {
            sys::espeak_SetParameter(sys::espeak_PARAMETER_espeakRATE, words, 0);
            sys::espeak_Synth(
                text.as_ptr().cast::<c_void>(),
                text.as_bytes_with_nul().len(),
                0,
                sys::espeak_POSITION_TYPE_POS_CHARACTER,
                0,
                sys::espeakCHARS_UTF8 | sys::espeakENDPAUSE,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        CURRENT.set(None);
        if spoken == sys::espeak_ERROR_EE_OK { Ok(()) } else { Err(internal("espeak-ng does not speak")) }
    }

    /// The sounds of a text.
    pub(super) fn phonemes(&mut self, text: &str, voice: &Voice) -> Result<String> {
        self.choose(voice)?;
        let text = CString::new(text).map_err(|error| internal("the text has a zero").caused_by(error))?;
        let mut rest = text.as_ptr().cast::<c_void>();
        let mut clauses = Vec::new();
        while !rest.is_null() {
            // SAFETY: `rest` points into `text`, which outlives the loop, and is moved forward or set to null. What
            // comes back is text in the library's own buffer, which is copied before the next call.
            let clause = unsafe {
                let clause = sys::espeak_TextToPhonemes(
                    &raw mut rest,
                    sys::espeakCHARS_UTF8 as c_int,
                    sys::espeakINITIALIZE_PHONEME_IPA as c_int,
                );
                if clause.is_null() {
                    String::new()
                } else {
                    CStr::from_ptr(clause).to_string_lossy().into_owned()
                }
            };
            let clause = without_languages(&clause);
            if !clause.trim().is_empty() {
                clauses.push(clause.trim().to_owned());
            }
        }
        Ok(clauses.join(" "))
    }

    /// Takes a voice; where its files went away they are written again.
    fn choose(&mut self, voice: &Voice) -> Result<()> {
        if set(voice)? {
            return Ok(());
        }
        initialize(&folder::ready(self.cache.as_deref())?)?;
        if set(voice)? { Ok(()) } else { Err(internal("espeak-ng does not know a voice of its own")) }
    }
}

fn initialize(folder: &Path) -> Result<u32> {
    let unusable = || internal("the path of the voice's data cannot be used").with("path", folder.display());
    let path = CString::new(folder.to_str().ok_or_else(unusable)?).map_err(|_| unusable())?;
    // SAFETY: this is the only thread that calls the library. The path is copied; the callback lives for ever.
    let rate = unsafe {
        let rate = sys::espeak_Initialize(
            sys::espeak_AUDIO_OUTPUT_AUDIO_OUTPUT_SYNCHRONOUS,
            PIECE,
            path.as_ptr(),
            // Otherwise it ends the process when something is missing.
            sys::espeakINITIALIZE_DONT_EXIT as c_int,
        );
        sys::espeak_SetSynthCallback(Some(callback));
        rate
    };
    u32::try_from(rate).ok().filter(|rate| *rate > 0).ok_or_else(|| {
        internal("espeak-ng does not take its own data").with("path", folder.display()).with("code", rate)
    })
}

fn set(voice: &Voice) -> Result<bool> {
    let name =
        CString::new(voice.0.as_str()).map_err(|error| internal("a voice has a zero").caused_by(error))?;
    // SAFETY: the library is open, this is its thread, and the name ends with a zero.
    Ok(unsafe { sys::espeak_SetVoiceByName(name.as_ptr()) } == sys::espeak_ERROR_EE_OK)
}

/// Called by the library, within `espeak_Synth` and on the same thread, with sound and what begins in it; 1 stops.
unsafe extern "C" fn callback(wave: *mut c_short, samples: c_int, events: *mut sys::espeak_EVENT) -> c_int {
    let samples: &[i16] = match usize::try_from(samples) {
        // SAFETY: the library gives so many samples, which nobody else touches during the call.
        Ok(count) if !wave.is_null() && count > 0 => unsafe { slice::from_raw_parts(wave, count) },
        _ => &[],
    };
    let mut words = Vec::new();
    let mut event = events;
    // SAFETY: the events are an array that ends with one of the type 0; each is read before the next is looked at.
    while let Some(found) = unsafe { event.as_ref() } {
        if found.type_ == sys::espeak_EVENT_TYPE_espeakEVENT_LIST_TERMINATED {
            break;
        }
        if found.type_ == sys::espeak_EVENT_TYPE_espeakEVENT_WORD {
            words.push(Begun { position: found.text_position, length: found.length, sample: found.sample });
        }
        // SAFETY: this was not the last one.
        event = unsafe { event.add(1) };
    }
    let goes_on =
        CURRENT.with_borrow_mut(|current| current.as_mut().is_some_and(|now| now.take(samples, words)));
    c_int::from(!goes_on)
}

/// Phonemes without the marks of other languages, such as `(en)`.
fn without_languages(phonemes: &str) -> String {
    let mut inside = false;
    let outside = |letter: &char| {
        let keep = !inside && *letter != '(';
        inside = (inside || *letter == '(') && *letter != ')';
        keep
    };
    phonemes.chars().filter(outside).collect()
}

fn internal(message: &str) -> Error {
    Error::new(ErrorKind::Internal, message)
}

#[cfg(test)]
mod tests {
    use super::without_languages;

    #[test]
    fn marks_of_languages_are_no_sounds() {
        assert_eq!(without_languages("(en)hˈaʊs(de) ʊnt"), "hˈaʊs ʊnt");
    }
}
