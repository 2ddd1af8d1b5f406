//! How many sockets one client has.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use prepai_core::{Error, ErrorKind, Result};

use crate::http::guard::Client;

/// After what time somebody who was refused may ask again.
const RETRY: Duration = Duration::from_secs(5);

/// Counts the sockets of each client, so that none has the places of all.
#[derive(Debug)]
pub(crate) struct Crowd {
    most: usize,
    open: Arc<Mutex<HashMap<Client, usize>>>,
}

/// One of them; it counts until it is dropped.
#[derive(Debug)]
pub(crate) struct OneOf {
    client: Client,
    open: Arc<Mutex<HashMap<Client, usize>>>,
}

impl Crowd {
    /// At most `most` sockets of one client; 0 is no limit.
    pub(crate) fn new(most: usize) -> Self {
        Crowd { most: if most == 0 { usize::MAX } else { most }, open: Arc::default() }
    }

    /// One more.
    ///
    /// # Errors
    /// `rate_limited` when the client has as many as it may.
    pub(crate) fn enter(&self, client: Client) -> Result<OneOf> {
        let mut open = lock(&self.open);
        let own = open.entry(client.clone()).or_default();
        if *own >= self.most {
            let message = format!("you have {} sockets open: close some first", self.most);
            return Err(Error::new(ErrorKind::RateLimited, message).after(RETRY));
        }
        *own += 1;
        Ok(OneOf { client, open: Arc::clone(&self.open) })
    }
}

impl Drop for OneOf {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        if let Some(own) = open.get_mut(&self.client) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.client);
            }
        }
    }
}

fn lock(open: &Mutex<HashMap<Client, usize>>) -> MutexGuard<'_, HashMap<Client, usize>> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_its_own_places_and_is_forgotten_when_it_has_gone() {
        let crowd = Crowd::new(2);
        let client = |name: &str| Client::Owner(name.to_owned());
        let first = crowd.enter(client("ada")).unwrap();
        let _second = crowd.enter(client("ada")).unwrap();
        assert_eq!(crowd.enter(client("ada")).unwrap_err().kind(), ErrorKind::RateLimited);
        drop(crowd.enter(client("bob")).unwrap());
        drop(first);
        let _third = crowd.enter(client("ada")).unwrap();
        assert_eq!(lock(&crowd.open).len(), 1);
        let endless = Crowd::new(0);
        let many: Result<Vec<_>> = (0..5_000).map(|_| endless.enter(client("ada"))).collect();
        assert!(many.is_ok());
    }
}
