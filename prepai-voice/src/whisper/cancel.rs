//! Stopping a run of the C++ library from outside.
#![expect(unsafe_code, reason = "whisper.cpp asks a C callback whether to go on")]

use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use whisper_rs::FullParams;

/// Says that nobody wants the result any more; clones say the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Stops the run, or keeps it from beginning.
    pub(super) fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Whether it is the same one.
    pub(super) fn is(&self, other: &Cancel) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Lets a run ask, between any two steps of its computation; `self` must outlive the run that `params` are for.
    pub(super) fn watch(&self, params: &mut FullParams<'_, '_>) {
        let flag: *const AtomicBool = Arc::as_ptr(&self.0);
        // SAFETY: the callback is a plain function that reads an atomic, on whatever thread; the flag lives as long as
        // `self`, which the caller (`Ear::run`) borrows for the whole run.
        unsafe {
            params.set_abort_callback(Some(is_cancelled));
            params.set_abort_callback_user_data(flag.cast_mut().cast());
        }
    }

    /// Cancels when it is dropped: held by the future of a run.
    pub(super) fn on_drop(&self) -> CancelOnDrop {
        CancelOnDrop(self.clone())
    }
}

/// See [`Cancel::on_drop`].
#[derive(Debug)]
pub(super) struct CancelOnDrop(Cancel);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

unsafe extern "C" fn is_cancelled(flag: *mut c_void) -> bool {
    // SAFETY: `flag` is what `watch` gave, alive for the whole run and only ever read through a shared reference.
    unsafe { &*flag.cast::<AtomicBool>() }.load(Ordering::Acquire)
}
