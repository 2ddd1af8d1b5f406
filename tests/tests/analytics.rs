//! Analytics: the recorded shapes, and the same answers from a store's counters as from a scan of its summaries.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::ops::Range;

use async_trait::async_trait;
use futures::executor::block_on;
use futures::stream::BoxStream;
use prepai_core::analytics::{aggregate, benchmarks_of, history, trends};
use prepai_core::clock::Timestamp;
use prepai_core::ids::SessionId;
use prepai_core::interview::Library;
use prepai_core::session::{
    Appended, Commit, FileInfo, Scores, SessionStore, SessionSummary, Status, StoredSummaries, SummaryQuery,
};
use prepai_core::storage::MemoryStore;
use prepai_core::{ErrorKind, Result};
use prepai_tests::recordings::recorded_body;
use prepai_tests::shape::{Allowed, differences};
use serde_json::{Value, json, to_value};

/// A store that keeps no counters.
#[derive(Debug)]
struct Uncounted(MemoryStore);

#[async_trait]
impl SessionStore for Uncounted {
    async fn append(&self, session: &SessionId, commit: Commit, summary: SessionSummary) -> Result<Appended> {
        self.0.append(session, commit, summary).await
    }
    fn commits(&self, session: &SessionId, from: u64) -> BoxStream<'static, Result<Commit>> {
        self.0.commits(session, from)
    }
    async fn summary(&self, session: &SessionId) -> Result<Option<SessionSummary>> {
        self.0.summary(session).await
    }
    fn summaries(&self, query: SummaryQuery) -> StoredSummaries {
        self.0.summaries(query)
    }
    async fn put_summary(&self, summary: SessionSummary) -> Result<()> {
        self.0.put_summary(summary).await
    }
    async fn put_file(
        &self,
        session: &SessionId,
        name: &str,
        content: BoxStream<'static, Result<Vec<u8>>>,
    ) -> Result<FileInfo> {
        self.0.put_file(session, name, content).await
    }
    fn get_file(
        &self,
        session: &SessionId,
        name: &str,
        range: Option<Range<u64>>,
    ) -> BoxStream<'static, Result<Vec<u8>>> {
        self.0.get_file(session, name, range)
    }
    async fn list_files(&self, session: &SessionId) -> Result<Vec<FileInfo>> {
        self.0.list_files(session).await
    }
    async fn remove_file(&self, session: &SessionId, name: &str) -> Result<()> {
        self.0.remove_file(session, name).await
    }

    async fn erase(&self, session: &SessionId) -> Result<()> {
        self.0.erase(session).await
    }
    async fn sweep(&self) -> Result<u64> {
        self.0.sweep().await
    }
    async fn ready(&self) -> Result<()> {
        self.0.ready().await
    }
}

fn day(day: i64) -> Timestamp {
    Timestamp::from_micros(1_790_000_000_000_000 + day * 86_400_000_000)
}

/// A completed interview of Google's kind; `overall` in tenths.
fn completed(index: i64, on: i64, overall: Option<u16>) -> SessionSummary {
    SessionSummary {
        commit: 1,
        status: Status::Completed,
        interview_type: "Google SDE".into(),
        kind: "google-sde".into(),
        candidate: "Ada Lovelace".into(),
        candidate_key: "ada lovelace".into(),
        created_at: day(on),
        completed_at: Some(day(on)),
        scores: Scores { overall, communication: overall, ..Scores::default() },
        recommendation: Some(if overall.is_some() { "HIRE" } else { "INSUFFICIENT_EVIDENCE" }.into()),
        ..SessionSummary::new(SessionId::new(format!("s{index}")).unwrap())
    }
}

fn put(store: &dyn SessionStore, summaries: &[SessionSummary]) {
    for summary in summaries {
        // A store keeps summaries only of sessions that it has.
        let commit = Commit { number: 1, write_id: "w".into(), bytes: b"x".to_vec() };
        block_on(store.append(&summary.session, commit, summary.clone())).unwrap();
    }
}

/// All four answers.
fn answers(store: &dyn SessionStore) -> [Value; 4] {
    let library = Library::embedded();
    [
        to_value(block_on(aggregate(store, None)).unwrap()).unwrap(),
        to_value(block_on(benchmarks_of(store, None, &library, "GOOGLE sde")).unwrap()).unwrap(),
        to_value(block_on(trends(store, None, day(40), 30)).unwrap()).unwrap(),
        to_value(block_on(history(store, None, " ada  LOVELACE")).unwrap()).unwrap(),
    ]
}

fn many() -> Vec<SessionSummary> {
    let scored = (0..35).map(|index| completed(index, index + 5, Some(40 + index as u16)));
    let unscored = SessionSummary { hints: 3, ..completed(90, 39, None) };
    let demo = SessionSummary { demo: true, hints: 9, ..completed(91, 39, Some(100)) };
    let active =
        SessionSummary { status: Status::Active, hints: 1, completed_at: None, ..completed(92, 39, None) };
    scored.chain([unscored, demo, active]).collect()
}

#[test]
fn counters_and_a_scan_give_the_same_numbers() {
    let (counted, uncounted) = (MemoryStore::new(), Uncounted(MemoryStore::new()));
    assert!(counted.totals().is_some() && uncounted.totals().is_none());
    put(&counted, &many());
    put(&uncounted, &many());
    let [all, benchmarks, trends, history] = answers(&counted);
    assert_eq!(answers(&uncounted), [all.clone(), benchmarks.clone(), trends.clone(), history.clone()]);
    let counts =
        json!([all.get("total_interviews"), all.get("completed_interviews"), all.get("scored_interviews")]);
    assert_eq!(counts, json!([37, 36, 35]), "demonstrations never count");
    assert_eq!(all.get("average_score"), Some(&json!(5.7)));
    let hints = json!([all.get("hints_given"), all.get("interviews_with_hints")]);
    assert_eq!(hints, json!([4, 2]), "of an interview that runs too");
    assert_eq!(benchmarks.pointer("/benchmarks/overall/p50"), Some(&json!(5.7)));
    assert_eq!(benchmarks.pointer("/benchmarks/technical/p50"), Some(&Value::Null));
    assert_eq!(benchmarks.get("interview_type"), Some(&json!("GOOGLE sde")));
    assert_eq!(trends.get("trend"), Some(&json!("improving")));
    assert_eq!(history.get("completed_interviews"), Some(&json!(36)));
    assert_eq!(history.get("latest_score"), Some(&json!(7.4)), "the last that is scored");
}

#[test]
fn the_recorded_shapes_hold() {
    let null = ["p25", "p50", "p75", "p90", "min", "max", "avg", "average_score", "score", "latest_score"];
    let allowed = Allowed { null: &null, keyed_by_data: &["interview_types", "recommendations"] };
    let names = ["69_aggregate", "71_benchmarks_case", "74_trends_default", "80_history"];
    for summaries in [vec![completed(0, 40, Some(51))], vec![completed(0, 40, None)], many()] {
        let store = MemoryStore::new();
        put(&store, &summaries);
        for (name, ours) in names.iter().zip(answers(&store)) {
            assert_eq!(differences(&recorded_body(name), &ours, &allowed), Vec::<String>::new(), "{name}");
        }
    }
    let empty = MemoryStore::new();
    let names = ["04_aggregate_empty_or_few", "73_benchmarks_none", "77_trends_neg", "81_history_none"];
    for (name, ours) in names.iter().zip(answers(&empty)) {
        assert_eq!(
            differences(&recorded_body(name), &ours, &Allowed::default()),
            Vec::<String>::new(),
            "{name}"
        );
    }
}

#[test]
fn few_scores_have_no_percentiles_and_say_why() {
    let store = MemoryStore::new();
    put(&store, &many().into_iter().take(29).collect::<Vec<_>>());
    let [_, benchmarks, ..] = answers(&store);
    let overall = benchmarks.pointer("/benchmarks/overall").unwrap();
    assert_eq!(overall.get("p50"), Some(&Value::Null));
    assert_eq!(overall.get("min"), Some(&json!(4.0)));
    assert_eq!(overall.get("reason"), Some(&json!("percentiles need at least 30 scores; there are 29")));
}

#[test]
fn a_window_of_no_days_is_empty_and_one_too_long_is_refused() {
    let store = MemoryStore::new();
    put(&store, &[completed(0, 40, Some(50)), completed(1, 39, Some(50))]);
    let days = |days| block_on(trends(&store, None, day(40), days));
    for none in [0, -5, i64::MIN] {
        assert!(!days(none).unwrap().has_data);
    }
    assert_eq!(days(1).unwrap().data.unwrap().data.len(), 1, "today alone");
    assert_eq!(days(2).unwrap().data.unwrap().data.len(), 2);
    assert_eq!(days(36_500).unwrap().data.unwrap().data.len(), 2);
    assert_eq!(days(36_501).unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[test]
fn active_interviews_are_no_history() {
    let store = MemoryStore::new();
    put(&store, &[SessionSummary { status: Status::Active, completed_at: None, ..completed(0, 1, None) }]);
    let history = block_on(history(&store, None, "Ada Lovelace")).unwrap();
    assert_eq!((history.has_history, history.total_interviews, history.completed_interviews), (false, 1, 0));
}
