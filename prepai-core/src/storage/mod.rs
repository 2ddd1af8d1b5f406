//! Where sessions are kept: in memory, in files, in SQLite, in PostgreSQL.
//!
//! Every store implements [`SessionStore`](crate::session::SessionStore) and passes
//! the suite `testing::session_store`. Work that blocks runs on a few threads of the store itself, never on the
//! caller's executor, and no store needs an async runtime.

mod check;
pub mod files;
mod lock;
pub mod memory;
mod pages;
#[cfg(feature = "postgres")]
pub mod postgres;
mod probe;
mod shelf;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod threads;

pub use check::check_file_name;
pub use files::FileStore;
pub use memory::MemoryStore;
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
pub use probe::{SyncTimes, probe};
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;
