//! How the server answers while hostile programs run beside a good one.

use std::time::{Duration, Instant};

use prepai_core::Result;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::cli::bench::folder::{Bench, StoreKind};
use crate::cli::bench::server::{Child, Client};
use crate::cli::bench::wrong;
use crate::cli::quantiles::Quantiles;

/// Hostile programs, and how long one may run.
const HOSTILE: usize = 100;
const TIME: &str = "500ms";

/// What they do: compute for ever, print for ever, take memory, start processes.
const PROGRAMS: [(&str, &str); 6] = [
    ("python", "def solution(n):\n    while True:\n        pass\n"),
    ("javascript", "function solution(n) { for (;;); }"),
    ("python", "def solution(n):\n    while True:\n        print('x' * 65536)\n"),
    ("python", "def solution(n):\n    return [bytearray(1 << 24) for _ in range(1 << 10)]\n"),
    ("javascript", "function solution(n) { const all = []; for (;;) all.push(new Array(1 << 16).fill(1)); }"),
    ("python", "import os\n\ndef solution(n):\n    while True:\n        os.fork()\n"),
];

/// What was measured.
pub(super) struct Beside {
    /// `/health`, asked every five milliseconds until the last program has ended.
    pub(super) health: Quantiles,
    /// Whether the good program passed and no hostile one did.
    pub(super) right: bool,
    /// Time of all of them.
    pub(super) seconds: f64,
}

/// Runs them in a server of its own.
pub(super) async fn measure(bench: &Bench<'_>) -> Result<Beside> {
    let settings = [
        format!("code.limits.time={TIME}"),
        format!("code.limits.budget={TIME}"),
        format!("code.queue={}", 2 * HOSTILE),
    ];
    let (child, _) = Child::start(bench, StoreKind::Memory, bench.path(), &settings).await?;
    let address = child.address();
    let began = Instant::now();
    let mut jobs: JoinSet<Result<bool>> = JoinSet::new();
    for (language, source) in PROGRAMS.iter().cycle().take(HOSTILE) {
        jobs.spawn(async move { Ok(!passes(&mut Client::connect(address).await?, language, source).await?) });
    }
    let good = "def solution(n):\n    return n\n";
    jobs.spawn(async move { passes(&mut Client::connect(address).await?, "python", good).await });
    let mut client = Client::connect(address).await?;
    let mut times = Vec::new();
    let mut right = true;
    while !jobs.is_empty() {
        let asked = Instant::now();
        client.get("/health").await?;
        times.push(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
        while let Some(ended) = jobs.try_join_next() {
            right &= ended.map_err(|error| wrong("a client broke").caused_by(error))??;
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    child.stop().await?;
    Ok(Beside { health: Quantiles::of(times), right, seconds })
}

/// Whether a program passes; an answer that is none of a program is an error.
async fn passes(client: &mut Client, language: &str, source: &str) -> Result<bool> {
    let task = json!({
        "sessionId": "none", "code": source, "language": language, "testCases": [{"input": "1", "expected": "1"}],
    });
    let (status, answer) = client.post("/api/code/execute", "application/json", &task.to_string()).await?;
    let answer: Value = serde_json::from_slice(&answer).map_err(|error| wrong("no JSON").caused_by(error))?;
    match answer.get("allTestsPassed").and_then(Value::as_bool) {
        Some(passed) if status == 200 => Ok(passed),
        _ => Err(wrong("a program was not executed").with("status", status)),
    }
}
