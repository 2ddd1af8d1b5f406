//! Cases about summaries.

use super::Subject;
use super::check::{Checked, ensure_eq};
use super::data::{append, filled, ids, moment, summary};
use crate::ids::SessionId;
use crate::session::{
    Appended, Mode, Scores, SessionStore, SessionSummary, Status, SummaryFilter, SummaryQuery,
};

fn everything() -> SummaryQuery {
    SummaryQuery {
        filter: SummaryFilter { demo: true, ..SummaryFilter::default() },
        ..SummaryQuery::default()
    }
}

async fn put(store: &dyn SessionStore, id: &str, change: impl FnOnce(&mut SessionSummary)) -> Checked {
    let session = SessionId::new(id)?;
    let mut summary = summary(&session, 1);
    change(&mut summary);
    store.put_summary(summary).await?;
    Ok(())
}

pub(super) async fn kept(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "kept", 3).await?;
    ensure_eq!(store.summary(&session).await?, Some(summary(&session, 3)), "summary after commit 3");
    append(&*store, &session, 2, "other").await?;
    ensure_eq!(store.summary(&session).await?, Some(summary(&session, 3)), "summary after a conflict");
    // Every field comes back, at its limits too.
    let whole = SessionSummary {
        commit: 4,
        status: Status::Completed,
        candidate: "王小明 \u{1F600} 'quoted' \\".into(),
        candidate_id: None,
        owner: None,
        tenant: None,
        mode: Mode::Real,
        demo: true,
        completed_at: Some(moment(9)),
        duration_s: 1 << 40,
        turns: u32::MAX,
        messages: u32::MAX,
        submissions: u32::MAX,
        hints: u32::MAX,
        has_cv: true,
        phase: None,
        scores: Scores { overall: Some(100), technical: Some(0), ..Scores::default() },
        recommendation: Some("hire".into()),
        ..summary(&session, 4)
    };
    let commit = super::data::commit(4, "w");
    ensure_eq!(store.append(&session, commit, whole.clone()).await?, Appended::Done, "commit 4");
    ensure_eq!(store.summary(&session).await?, Some(whole), "summary with every field");
    Ok(())
}

pub(super) async fn order(Subject { store, .. }: Subject) -> Checked {
    for (id, at) in [("b", 5), ("a", 5), ("old", 1), ("C", 5), ("new", 9)] {
        put(&*store, id, |summary| summary.created_at = moment(at)).await?;
    }
    ensure_eq!(ids(&*store, everything()).await?, ["new", "b", "a", "C", "old"], "order");
    // An update moves nothing: the order is by creation.
    put(&*store, "old", |summary| {
        summary.created_at = moment(1);
        summary.commit = 7;
        summary.updated_at = moment(99);
    })
    .await?;
    ensure_eq!(ids(&*store, everything()).await?, ["new", "b", "a", "C", "old"], "order after an update");
    for limit in 0..=6 {
        let expected: Vec<&str> = ["new", "b", "a", "C", "old"].into_iter().take(limit).collect();
        let query = SummaryQuery { limit: Some(limit), ..everything() };
        ensure_eq!(ids(&*store, query).await?, expected, "first {limit}");
    }
    Ok(())
}

pub(super) async fn filters(Subject { store, .. }: Subject) -> Checked {
    let kinds = ["technical", "behavioral"];
    let mut all = Vec::new();
    for n in 0..48_usize {
        let session = SessionId::new(format!("s-{n:02}"))?;
        let summary = SessionSummary {
            status: if n % 2 == 0 { Status::Active } else { Status::Completed },
            kind: kinds.get(n / 2 % 2).copied().unwrap_or_default().into(),
            owner: (n / 4 % 3 != 0).then(|| format!("owner-{}", n / 4 % 3)),
            candidate_key: format!("candidate {}", n / 12 % 2),
            demo: n >= 24,
            created_at: moment((n as u64 * 7) % 48),
            ..summary(&session, 1)
        };
        store.put_summary(summary.clone()).await?;
        all.push(summary);
    }
    all.sort_by_key(|summary| (std::cmp::Reverse(summary.created_at), summary.session.clone()));
    let word = |word: &str| Some(word.to_owned());
    for status in [None, Some(Status::Active), Some(Status::Completed), Some(Status::Erased)] {
        for kind in [None, word("technical"), word("no such kind")] {
            for candidate_key in [None, word("candidate 1"), word("Candidate 1")] {
                for owner in [None, word("owner-1")] {
                    for demo in [false, true] {
                        let (kind, candidate_key, owner) =
                            (kind.clone(), candidate_key.clone(), owner.clone());
                        let filter = SummaryFilter { status, kind, candidate_key, owner, demo };
                        let expected: Vec<String> = all
                            .iter()
                            .filter(|summary| filter.matches(summary))
                            .map(|summary| summary.session.to_string())
                            .collect();
                        let query = SummaryQuery { filter: filter.clone(), ..SummaryQuery::default() };
                        ensure_eq!(ids(&*store, query).await?, expected, "{filter:?}");
                    }
                }
            }
        }
    }
    Ok(())
}

pub(super) async fn pages(Subject { store, .. }: Subject) -> Checked {
    for n in 0..20 {
        put(&*store, &format!("s-{n:02}"), |summary| summary.created_at = moment(100 + n / 4)).await?;
    }
    let expected = ids(&*store, everything()).await?;
    let (mut seen, mut after) = (Vec::new(), None);
    for page in 0..7 {
        let query = SummaryQuery { after: after.clone(), limit: Some(3), ..everything() };
        let batch = ids(&*store, query).await?;
        let Some(last) = batch.last() else { break };
        let last = SessionId::new(last)?;
        after = store.summary(&last).await?.map(|summary| (summary.created_at, summary.session));
        seen.extend(batch);
        // Newer sessions, and one of the very moment at which the page ended, shift nothing.
        put(&*store, &format!("new-{page}"), |summary| summary.created_at = moment(1000 + page)).await?;
        let moment = after.as_ref().map(|(moment, _)| *moment).unwrap_or_default();
        put(&*store, &format!("z-{page}"), |summary| summary.created_at = moment).await?;
    }
    ensure_eq!(seen, expected, "all pages");
    // More than one batch of any store.
    for n in 0..1_203 {
        put(&*store, &format!("many-{n}"), |summary| summary.kind = "many".into()).await?;
    }
    let filter = SummaryFilter { kind: Some("many".into()), ..SummaryFilter::default() };
    let query = SummaryQuery { filter, ..SummaryQuery::default() };
    let mut many = ids(&*store, query.clone()).await?;
    ensure_eq!(many.len(), 1_203, "a list of many batches");
    ensure_eq!(many.first().map(String::as_str), Some("many-999"), "the first of many");
    many.dedup();
    ensure_eq!(many.len(), 1_203, "a list of many batches without repetition");
    let limited = ids(&*store, SummaryQuery { limit: Some(777), ..query }).await?;
    ensure_eq!(limited, many.into_iter().take(777).collect::<Vec<_>>(), "777 of many");
    Ok(())
}

pub(super) async fn guard(Subject { store, .. }: Subject) -> Checked {
    let session = filled(&*store, "guard", 5).await?;
    let with_turns = |commit, turns| SessionSummary { turns, ..summary(&session, commit) };
    for commit in [1, 4, 5] {
        store.put_summary(with_turns(commit, 77)).await?;
        ensure_eq!(
            store.summary(&session).await?,
            Some(summary(&session, 5)),
            "summary after {commit} came late"
        );
    }
    store.put_summary(with_turns(9, 9)).await?;
    ensure_eq!(store.summary(&session).await?, Some(with_turns(9, 9)), "a newer summary");
    ensure_eq!(append(&*store, &session, 6, "w").await?, Appended::Done, "commit 6");
    ensure_eq!(store.summary(&session).await?, Some(with_turns(9, 9)), "a summary ahead of an append");
    Ok(())
}
