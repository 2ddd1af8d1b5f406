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

/// Clients that are remembered of one span of time; with more, those of the span before are forgotten early.
const REMEMBERED: usize = 100_000;

/// What a client had left, and when.
type Buckets = HashMap<Client, (f64, Instant)>;

/// Buckets that fill with time, one a client. A bucket that nobody takes from for `fill` is full, as that of a client who was
/// never here: so what was not touched in one span of that length is forgotten as a whole, and no request walks over others' buckets.
#[derive(Debug)]
pub struct Rates {
    per_second: f64,
    burst: f64,
    clients: Mutex<Generations>,
}

/// Those of this span of time, and those of the one before that did not come again.
#[derive(Debug, Default)]
struct Generations {
    young: Buckets,
    old: Buckets,
    since: Option<Instant>,
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
        let forgotten = clients.turn(now, self.fill());
        let known = clients.old.remove(&client);
        let (left, since) = clients.young.entry(client).or_insert(known.unwrap_or((self.burst, now)));
        *left = self.filled(*left, *since, now);
        *since = now;
        let wait = (*left < 1.0).then(|| Duration::from_secs_f64((1.0 - *left) / self.per_second));
        if wait.is_none() {
            *left -= 1.0;
        }
        // Many take a while to be forgotten, and nobody waits for it with the lock.
        drop(clients);
        drop(forgotten);
        wait.map_or(Ok(()), Err)
    }

    /// How long an empty bucket takes until it is full.
    fn fill(&self) -> Duration {
        Duration::from_secs_f64(self.burst / self.per_second)
    }

    fn filled(&self, left: f64, since: Instant, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(since).as_secs_f64();
        (left + passed * self.per_second).min(self.burst)
    }
}

impl Generations {
    /// Begins a new span when this one is over or has too many; gives those that are forgotten.
    fn turn(&mut self, now: Instant, span: Duration) -> Buckets {
        let since = *self.since.get_or_insert(now);
        if now.saturating_duration_since(since) < span && self.young.len() < REMEMBERED {
            return Buckets::new();
        }
        self.since = Some(now);
        std::mem::replace(&mut self.old, std::mem::take(&mut self.young))
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
    fn without_a_limit_everything_passes() {
        assert!((0..10_000).all(|_| Rates::new(0).pay(client(1), Instant::now()).is_ok()));
    }

    #[test]
    fn clients_whose_buckets_are_full_are_forgotten_and_no_others() {
        let rates = Rates::new(1);
        let start = Instant::now();
        let at = |tenths: u64| start + Duration::from_millis(tenths * 100);
        // Empties its bucket at 9 s, in the first span, and comes again in the one after.
        assert_eq!((0..20).filter(|_| rates.pay(client(1), at(90)).is_ok()).count(), 10);
        let come = |number: u64| {
            let _ = rates.pay(Client::Owner(number.to_string()), at(90 + number / 10));
        };
        (0..1_500).for_each(come);
        assert!(rates.pay(client(1), at(95)).is_err());
        assert!(rates.pay(client(1), at(101)).is_ok());
        assert!(rates.pay(client(1), at(101)).is_err());
        // Of ten in a tenth of a second those of two spans are left at the most.
        for number in 1_500..10_000 {
            come(number);
            let clients = rates.clients.lock().unwrap();
            assert!(clients.young.len() + clients.old.len() <= 2_002, "{number}");
        }
    }

    #[test]
    fn more_clients_than_are_remembered_are_each_looked_at_once() {
        let rates = Rates::new(1);
        let start = Instant::now();
        for number in 0..u32::try_from(REMEMBERED).unwrap() * 5 / 2 {
            assert!(rates.pay(Client::Address(IpAddr::from(number.to_be_bytes())), start).is_ok());
        }
        let clients = rates.clients.lock().unwrap();
        assert_eq!((clients.young.len(), clients.old.len()), (REMEMBERED / 2, REMEMBERED));
    }
}
