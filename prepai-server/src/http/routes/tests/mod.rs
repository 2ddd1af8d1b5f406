//! Every path, through the router, on the memory store.

mod analytics;
mod code;
mod files;
mod interviews;
mod server;
mod sessions;
