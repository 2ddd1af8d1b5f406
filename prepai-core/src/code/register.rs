//! The executors by their names in the configuration.

use super::limits::SETTINGS;
use crate::registry::Registry;

/// Registers what this build has, the default first: `auto` where there is a choice, `sandbox`, `wasm`.
pub(crate) fn register(registry: &mut Registry) {
    registry.add_settings(SETTINGS);
    #[cfg(all(feature = "sandbox", target_os = "linux", feature = "wasm"))]
    registry.add_code("auto", |context| {
        let native = super::sandbox::SandboxExecutor::new(super::sandbox::Options::read(context.config)?);
        let wasm = super::wasm::WasmExecutor::new(super::wasm::WasmOptions::read(context.config)?);
        Ok(std::sync::Arc::new(super::AutoExecutor::new(native, wasm)))
    });
    #[cfg(all(feature = "sandbox", target_os = "linux"))]
    super::sandbox::register(registry);
    #[cfg(feature = "wasm")]
    registry.add_code(super::wasm::NAME, |context| {
        let options = super::wasm::WasmOptions::read(context.config)?;
        Ok(std::sync::Arc::new(super::wasm::WasmExecutor::new(options)))
    });
}
