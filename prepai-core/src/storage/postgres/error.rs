//! What PostgreSQL says, as an error of ours.

use tokio_postgres::error::SqlState;

use crate::error::{Error, ErrorKind};

/// Maps an error of PostgreSQL to a kind and a sentence with the remedy.
pub(super) fn sql(error: tokio_postgres::Error) -> Error {
    let state = error.code();
    let class = state.and_then(|state| state.code().get(..2)).unwrap_or_default().to_owned();
    let (kind, message) = match (state, class.as_str()) {
        (None, _) => (
            ErrorKind::Unavailable,
            "PostgreSQL does not answer: is it running where `sessions.postgres.url` says?",
        ),
        (Some(&SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION), _) => {
            (ErrorKind::Unavailable, "PostgreSQL refuses the user or the password of `sessions.postgres.url`")
        }
        (Some(&SqlState::INVALID_CATALOG_NAME), _) => (
            ErrorKind::Unavailable,
            "the database of `sessions.postgres.url` does not exist: create it with `createdb`",
        ),
        (Some(&SqlState::INSUFFICIENT_PRIVILEGE | &SqlState::READ_ONLY_SQL_TRANSACTION), _) => {
            (ErrorKind::Unavailable, "the user of `sessions.postgres.url` may not write to this database")
        }
        (Some(&SqlState::DISK_FULL), _) => {
            (ErrorKind::Unavailable, "the disk of PostgreSQL is full: make room, nothing was lost")
        }
        (Some(&SqlState::QUERY_CANCELED), _) => (ErrorKind::Timeout, "PostgreSQL took too long"),
        (Some(&SqlState::LOCK_NOT_AVAILABLE), _) => {
            (ErrorKind::Busy, "another writer holds PostgreSQL for too long; try again")
        }
        (Some(&SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT), _) => {
            (ErrorKind::Unavailable, "PostgreSQL was left waiting and gave the connection up; try again")
        }
        (Some(&SqlState::TOO_MANY_CONNECTIONS), _) => {
            (ErrorKind::Busy, "PostgreSQL has all the connections that it takes")
        }
        // Shutdown, crash, restart; deadlocks and serialisation; resources.
        (Some(_), "08" | "57" | "40" | "53") => {
            (ErrorKind::Unavailable, "PostgreSQL cannot answer now; try again")
        }
        (Some(_), _) => (ErrorKind::Internal, "PostgreSQL did not do as asked"),
    };
    // Neither the address nor the password is part of what the driver says.
    Error::new(kind, message).with("postgres", &error).caused_by(error).during("storage.postgres")
}
