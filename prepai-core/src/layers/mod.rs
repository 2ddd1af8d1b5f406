//! Retry, timeout and trace around any backend.
//!
//! A [`Layer`] is written once and wraps every backend trait: [`Retry`] repeats what may be repeated, [`Timeout`] puts an
//! end to waiting, [`Trace`] says what happened and how long it took. [`Layers`] is the usual order, trace over retry over
//! timeout: each attempt has its own deadline, and what is traced is what the caller sees.
//!
//! ```
//! use std::sync::Arc;
//! use prepai_core::{agent::Agent, clock::SystemClock, layers::{Layer, Retry, RetryPolicy}};
//! fn patient(agent: Arc<dyn Agent>) -> Arc<dyn Agent> {
//!     Retry::new(RetryPolicy::default(), Arc::new(SystemClock::new())).agent(agent)
//! }
//! ```

mod operation;
mod retry;
mod stack;
mod timeout;
mod trace;
mod wrap;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::BoxStream;

pub use operation::Operation;
pub use retry::{Retry, RetryPolicy};
pub use stack::Layers;
pub use timeout::{Timeout, TimeoutPolicy};
pub use trace::Trace;
use wrap::Layered;

use crate::agent::Agent;
use crate::code::CodeExecutor;
use crate::document::TextExtractor;
use crate::error::Result;
use crate::session::SessionStore;
use crate::speech::{SpeechToText, TextToSpeech};
use crate::tool::{Tool, Tools};

/// Makes one attempt at a call; may be called again after an attempt that went wrong.
pub type Attempt<'a, T> = Box<dyn FnMut() -> BoxFuture<'a, Result<T>> + Send + 'a>;

/// Begins a stream; may be called again after one that went wrong before its first item.
pub type Begin<T> = Box<dyn FnMut() -> BoxStream<'static, Result<T>> + Send>;

/// Something that happens around every call of a backend.
///
/// An author writes what happens around one call and one stream; the wrappers of the traits are made from that. Clones
/// share what the layer counts.
pub trait Layer: fmt::Debug + Clone + Send + Sync + 'static {
    /// Around a call that can be made once only.
    fn call_once<'a, T: Send + 'a>(
        &self,
        operation: &'static Operation,
        call: BoxFuture<'a, Result<T>>,
    ) -> BoxFuture<'a, Result<T>>;

    /// Around a stream that can be begun once only.
    fn stream_once<T: Send + 'static>(
        &self,
        operation: &'static Operation,
        items: BoxStream<'static, Result<T>>,
    ) -> BoxStream<'static, Result<T>>;

    /// The same layer, where a call that works through much of its caller's may take so much longer.
    #[must_use]
    fn allow(&self, more: Duration) -> Self {
        let _ = more;
        self.clone()
    }

    /// Around a call that can be made again.
    fn call<'a, T: Send + 'a>(
        &self,
        operation: &'static Operation,
        mut attempt: Attempt<'a, T>,
    ) -> BoxFuture<'a, Result<T>> {
        self.call_once(operation, attempt())
    }

    /// Around a stream that can be begun again.
    fn stream<T: Send + 'static>(
        &self,
        operation: &'static Operation,
        mut begin: Begin<T>,
    ) -> BoxStream<'static, Result<T>> {
        self.stream_once(operation, begin())
    }

    /// Wraps an agent.
    fn agent(&self, inner: Arc<dyn Agent>) -> Arc<dyn Agent> {
        Layered::over(inner, self)
    }

    /// Wraps a store, with its counters.
    fn sessions(&self, inner: Arc<dyn SessionStore>) -> Arc<dyn SessionStore> {
        Layered::over(inner, self)
    }

    /// Wraps what listens, with its streaming half.
    fn speech_to_text(&self, inner: Arc<dyn SpeechToText>) -> Arc<dyn SpeechToText> {
        Layered::over(inner, self)
    }

    /// Wraps what speaks.
    fn text_to_speech(&self, inner: Arc<dyn TextToSpeech>) -> Arc<dyn TextToSpeech> {
        Layered::over(inner, self)
    }

    /// Wraps what executes code.
    fn code(&self, inner: Arc<dyn CodeExecutor>) -> Arc<dyn CodeExecutor> {
        Layered::over(inner, self)
    }

    /// Wraps what reads documents.
    fn documents(&self, inner: Arc<dyn TextExtractor>) -> Arc<dyn TextExtractor> {
        Layered::over(inner, self)
    }

    /// Wraps a tool.
    fn tool(&self, inner: Arc<dyn Tool>) -> Arc<dyn Tool> {
        Layered::over(inner, self)
    }

    /// Wraps every tool of a set.
    ///
    /// # Errors
    /// None that the set did not have: names stay as they are.
    fn tools(&self, inner: &Tools) -> Result<Tools> {
        let specs = inner.specs();
        let mut names = specs.iter().filter_map(|spec| inner.get(&spec.name));
        names.try_fold(Tools::none(), |tools, tool| tools.with(self.tool(Arc::clone(tool))))
    }
}
