//! How much one client may ask for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prepai_core::{Error, ErrorKind};

use super::Client;
use crate::http::{App, Failure};

/// Clients that are remembered; beyond, those that have their whole allowance are forgotten.
const REMEMBERED: usize = 10_000;

/// Buckets that fill with time, one a client.
#[derive(Debug)]
pub struct Rates {
    per_second: f64,
    burst: f64,
    clients: Mutex<HashMap<Client, (f64, Instant)>>,
}

impl Rates {
    /// `per_second` requests in the long run, ten seconds' worth at once; 0 is no limit.
    pub fn new(per_second: u32) -> Self {
        let per_second = f64::from(per_second);
        Rates { per_second, burst: per_second * 10.0, clients: Mutex::default() }
    }

    /// Pays for a request, or says how long to wait.
    fn pay(&self, client: Client, now: Instant) -> Result<(), Duration> {
        if self.per_second == 0.0 {
            return Ok(());
        }
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= REMEMBERED {
            let full = self.burst;
            clients.retain(|_, (left, since)| self.filled(*left, *since, now) < full);
        }
        let (left, since) = clients.entry(client).or_insert((self.burst, now));
        *left = self.filled(*left, *since, now);
        *since = now;
        if *left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - *left) / self.per_second));
        }
        *left -= 1.0;
        Ok(())
    }

    fn filled(&self, left: f64, since: Instant, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(since).as_secs_f64();
        (left + passed * self.per_second).min(self.burst)
    }
}

/// Answers 429 to a client that asks for too much.
pub(in crate::http) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match charge(&app, &request) {
        Some(refused) => refused,
        None => next.run(request).await,
    }
}

/// Lets the client of a request pay for it, and gives the answer when it cannot; whether the server lives may be asked at
/// any time, and this machine may ask anything as often as it likes, unless it shows a token: then its owner pays. Before
/// the door has looked at the token the address pays.
pub(super) fn charge(app: &App, request: &Request) -> Option<Response> {
    let path = request.uri().path();
    let exempt = path.starts_with("/health") || path.starts_with("/readyz");
    let client = Client::of(request.extensions()).filter(|_| !exempt)?;
    let wait = app.rates.pay(client, Instant::now()).err()?;
    let message = "too many requests; wait for the time in Retry-After";
    Some(Failure::from(Error::new(ErrorKind::RateLimited, message).after(wait)).into_response())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn client(last: u8) -> Client {
        Client::Address(IpAddr::from([127, 0, 0, last]))
    }

    #[test]
    fn a_client_pays_for_itself_alone_and_its_bucket_fills() {
        let rates = Rates::new(10);
        let start = Instant::now();
        assert_eq!((0..200).filter(|_| rates.pay(client(1), start).is_ok()).count(), 100);
        let wait = rates.pay(client(1), start).unwrap_err();
        assert!(wait <= Duration::from_millis(100), "{wait:?}");
        assert!(rates.pay(client(2), start).is_ok());
        assert!(rates.pay(client(1), start + Duration::from_millis(150)).is_ok());
        assert!(rates.pay(client(1), start + Duration::from_millis(150)).is_err());
    }

    #[test]
    fn without_a_limit_everything_passes_and_old_clients_are_forgotten() {
        assert!((0..10_000).all(|_| Rates::new(0).pay(client(1), Instant::now()).is_ok()));
        let rates = Rates::new(1);
        let start = Instant::now();
        for number in 0..REMEMBERED + 10 {
            let owner = Client::Owner(number.to_string());
            let _ = rates.pay(owner, start + Duration::from_secs(number as u64 / 100));
        }
        assert!(rates.clients.lock().unwrap().len() < REMEMBERED);
    }
}
