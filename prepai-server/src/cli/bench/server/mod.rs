//! The server as a process of its own, measured from outside over loopback.

mod child;
mod http;
mod together;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use prepai_core::Result;
use serde_json::json;
use tokio::task::JoinSet;

pub(super) use self::child::Child;
pub(super) use self::http::Client;
use super::folder::{Bench, StoreKind};
use super::socket::Socket;
use super::target::{Measured, Target};
use super::wrong;
use crate::cli::quantiles::Quantiles;

/// Clients that ask at once, each on a connection of its own.
const CLIENTS: usize = 64;

/// How long each kind of request is repeated.
const WHILE: Duration = Duration::from_secs(5);

/// Sockets that hold a conversation, and sockets that are silent.
const TALKING: usize = 500;
const SILENT: usize = 10_000;

/// Starts that are timed.
const STARTS: usize = 5;

/// Measures the server over SQLite.
pub(super) async fn measure(bench: &Bench<'_>, seeded: u64) -> Result<Measured> {
    let mut measured = Measured::default();
    let kind = bench.stores(&[StoreKind::Sqlite]).first().copied().unwrap_or(StoreKind::Sqlite);
    let folder = super::analytics::seeded(bench, kind, seeded).await?;

    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let (child, ready) = Child::start(bench, kind, &folder, &[]).await?;
        starts.push(ready);
        child.stop().await?;
    }
    let starts = Quantiles::of(starts);

    let (child, _) = Child::start(bench, kind, &folder, &[]).await?;
    let address = child.address();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let idle = child.resident_mb()?;
    let analytics = beside_analytics(address).await?;
    let created = rate(address, Request::Create).await?;
    let id = Client::connect(address).await?.create().await?;
    let got = rate(address, Request::Get(id)).await?;
    let together = together::measure(address).await?;
    child.stop().await?;

    // A process that has nothing behind it, for its memory.
    let (child, _) = Child::start(bench, kind, &folder, &[]).await?;
    let address = child.address();
    let conversations = conversations(address, &child).await?;
    let (held, health) = silent(address).await?;
    child.stop().await?;

    measured.figure(
        kind.to_string(),
        json!({
            "sessions": seeded, "ready_after_start": starts, "idle_mb": idle, "health_beside_analytics": analytics.0,
            "analytics_per_s": analytics.1, "created_per_s": created, "got_per_s": got,
            "greeting_one_by_one": conversations.one_by_one, "greeting_all_at_once": conversations.at_once,
            "mb_per_conversation": conversations.mb_each, "silent_sockets_held": held, "health_beside_them": health,
            "together": together,
        }),
    );
    let name = |what: &str| format!("{kind}: {what}");
    measured.targets = vec![
        Target::at_most(name("ready after start, p50 in ms"), 300.0, starts.p50_ms),
        Target::at_most(name("idle server in MB"), 40.0, idle),
        Target::at_least(name("sessions created a second"), 3_000.0, created),
        Target::at_least(name("sessions read a second"), 10_000.0, got),
        Target::at_most(name("health beside analytics, p99 in ms"), 20.0, analytics.0.p99_ms),
        Target::at_most(
            name("greeting with 500 connections, p99 in ms"),
            50.0,
            conversations.one_by_one.p99_ms,
        ),
        Target::at_most(name("memory of a conversation in MB"), 0.5, conversations.mb_each),
        Target::at_least(name("silent sockets held"), SILENT as f64, held as f64),
        Target::exactly(name("writes of 40 that were kept"), 40, together.writes),
        Target::exactly(name("answers of 20 that were kept"), 20, together.answers),
    ];
    Ok(measured)
}

#[derive(Clone)]
enum Request {
    Create,
    Get(String),
}

/// Requests a second of all clients together.
async fn rate(address: SocketAddr, request: Request) -> Result<f64> {
    let mut tasks: JoinSet<Result<u64>> = JoinSet::new();
    let began = Instant::now();
    for _ in 0..CLIENTS {
        let request = request.clone();
        tasks.spawn(async move {
            let mut client = Client::connect(address).await?;
            let mut done = 0_u64;
            while began.elapsed() < WHILE {
                match &request {
                    Request::Create => drop(client.create().await?),
                    Request::Get(id) => client.get(&format!("/api/sessions/{id}")).await.map(drop)?,
                }
                done += 1;
            }
            Ok(done)
        });
    }
    let mut done = 0;
    while let Some(task) = tasks.join_next().await {
        done += joined(task)??;
    }
    Ok((done as f64 / began.elapsed().as_secs_f64()).round())
}

/// How long `/health` takes while eight clients ask for statistics without a pause, and how many they get a second.
async fn beside_analytics(address: SocketAddr) -> Result<(Quantiles, f64)> {
    const ASKED: [&str; 4] = [
        "/api/analytics/aggregate",
        "/api/analytics/benchmarks/google-sde",
        "/api/analytics/trends?days=365",
        "/api/analytics/candidate/Candidate%20Number%201/history",
    ];
    let stop = Arc::new(AtomicBool::new(false));
    let answers = Arc::new(AtomicUsize::new(0));
    let mut tasks: JoinSet<Result<()>> = JoinSet::new();
    for number in 0..8_usize {
        let (stop, answers) = (Arc::clone(&stop), Arc::clone(&answers));
        tasks.spawn(async move {
            let mut client = Client::connect(address).await?;
            while !stop.load(Ordering::Relaxed) {
                client.get(ASKED.get(number % ASKED.len()).copied().unwrap_or("/health")).await?;
                answers.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        });
    }
    let began = Instant::now();
    let times = health(address, WHILE).await?;
    stop.store(true, Ordering::Relaxed);
    while let Some(task) = tasks.join_next().await {
        joined(task)??;
    }
    let per_second = answers.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64();
    Ok((times, per_second.round()))
}

/// How long `/health` takes, asked every five milliseconds.
async fn health(address: SocketAddr, time: Duration) -> Result<Quantiles> {
    let mut client = Client::connect(address).await?;
    let began = Instant::now();
    let mut times = Vec::new();
    while began.elapsed() < time {
        let asked = Instant::now();
        client.get("/health").await?;
        times.push(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(Quantiles::of(times))
}

struct Conversations {
    one_by_one: Quantiles,
    at_once: Quantiles,
    mb_each: f64,
}

/// Opens sockets of protocol 2, has half of them greeted one by one, and the other half at once.
async fn conversations(address: SocketAddr, child: &Child) -> Result<Conversations> {
    let mut client = Client::connect(address).await?;
    client.get("/health").await?;
    let before = child.resident_mb()?;
    let mut sockets = Vec::new();
    for _ in 0..TALKING {
        let id = client.create().await?;
        let mut socket = Socket::connect(address, &id).await?;
        socket.say(r#"{"type":"hello","protocol":2}"#).await?;
        socket.until("state").await?;
        sockets.push(socket);
    }
    let rest = sockets.split_off(TALKING / 2);
    let mut times = Vec::new();
    for socket in &mut sockets {
        times.push(greeted(socket).await?);
    }
    let mut tasks: JoinSet<Result<(Duration, Socket)>> = JoinSet::new();
    for mut socket in rest {
        tasks.spawn(async move { greeted(&mut socket).await.map(|time| (time, socket)) });
    }
    let mut together = Vec::new();
    while let Some(task) = tasks.join_next().await {
        let (time, socket) = joined(task)??;
        together.push(time);
        sockets.push(socket);
    }
    let mb_each = ((child.resident_mb()? - before) / TALKING as f64 * 1000.0).round() / 1000.0;
    Ok(Conversations { one_by_one: Quantiles::of(times), at_once: Quantiles::of(together), mb_each })
}

async fn greeted(socket: &mut Socket) -> Result<Duration> {
    let began = Instant::now();
    socket.say(r#"{"type":"interview_ready"}"#).await?;
    socket.until("assistant_complete").await?;
    Ok(began.elapsed())
}

/// Sockets that say nothing, and how long `/health` takes beside them.
async fn silent(address: SocketAddr) -> Result<(usize, Quantiles)> {
    let id = Client::connect(address).await?.create().await?;
    let mut sockets = Vec::with_capacity(SILENT);
    for _ in 0..SILENT {
        match Socket::connect(address, &id).await {
            Ok(socket) => sockets.push(socket),
            Err(_) => break,
        }
    }
    let times = health(address, Duration::from_secs(2)).await?;
    let mut held = 0;
    for socket in &mut sockets {
        held += usize::from(socket.is_open());
    }
    Ok((held, times))
}

fn joined<T>(task: std::result::Result<T, tokio::task::JoinError>) -> Result<T> {
    task.map_err(|error| wrong("a client broke").caused_by(error))
}
