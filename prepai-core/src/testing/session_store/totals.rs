//! Cases about counters.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::TryStreamExt;

use super::Subject;
use super::check::{Checked, Stop, ensure_eq};
use super::data::{Random, commit, moment, summary, terminal};
use crate::ids::SessionId;
use crate::session::{
    Appended, Scores, SessionStore, SessionSummary, Status, SummaryFilter, SummaryQuery, Totals, tally,
};

fn totals(store: &dyn SessionStore) -> Result<Arc<dyn Totals>, Stop> {
    store.totals().ok_or_else(|| Stop::Skipped("the store keeps no counters".into()))
}

async fn scanned(store: &dyn SessionStore) -> Result<BTreeMap<String, i64>, Stop> {
    let filter = SummaryFilter { demo: true, ..SummaryFilter::default() };
    let query = SummaryQuery { filter, ..SummaryQuery::default() };
    let batches: Vec<Vec<SessionSummary>> = store.summaries(query).try_collect().await?;
    let mut sums = BTreeMap::new();
    for (key, count) in batches.iter().flatten().flat_map(tally) {
        *sums.entry(key).or_insert(0) += count;
    }
    sums.retain(|_, count| *count != 0);
    Ok(sums)
}

pub(super) async fn scan(Subject { store, .. }: Subject) -> Checked {
    let totals = totals(&*store)?;
    let mut random = Random::new(2026);
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    for step in 0..400 {
        let id = format!("s-{}", random.below(25));
        let session = SessionId::new(&id)?;
        let number = last.get(&id).copied().unwrap_or(0) + 1;
        let mut summary = changed(&mut random, &session, number);
        let appended = match random.below(10) {
            0 => terminal(&*store, &session, number).await?,
            1 => {
                summary.commit = random.below(number + 3);
                store.put_summary(summary).await?;
                continue;
            }
            2 if number > 1 => {
                // A taken number changes nothing.
                summary.commit = 1;
                store.append(&session, commit(1, "other"), summary).await?;
                continue;
            }
            3 if number > 1 && terminal(&*store, &session, number).await? != Appended::Erased => {
                store.erase(&session).await?;
                Appended::Done
            }
            _ => store.append(&session, commit(number, "w"), summary).await?,
        };
        if appended == Appended::Done {
            last.insert(id, number);
        }
        if step % 40 == 39 {
            ensure_eq!(totals.read("").await?, scanned(&*store).await?, "counters after {step} steps");
        }
    }
    ensure_eq!(totals.rebuild().await?, 0, "counters that a rebuild found wrong");
    ensure_eq!(totals.read("").await?, scanned(&*store).await?, "counters after a rebuild");
    Ok(())
}

fn changed(random: &mut Random, session: &SessionId, commit: u64) -> SessionSummary {
    let score = |random: &mut Random| {
        let tenths = random.below(103);
        u16::try_from(tenths).ok().filter(|tenths| *tenths <= 100)
    };
    let completed = random.below(2) == 1;
    SessionSummary {
        status: if completed { Status::Completed } else { Status::Active },
        interview_type: random.of(&["Technical", "technical", "Behavioral"]).into(),
        kind: random.of(&["technical", "behavioral"]).into(),
        candidate_key: random.of(&["ada", "grace", "王小明"]).into(),
        demo: random.below(8) == 0,
        completed_at: completed.then(|| moment(random.below(3) * 86_400)),
        scores: Scores { overall: score(random), technical: score(random), ..Scores::default() },
        recommendation: (random.below(2) == 1).then(|| random.of(&["hire", "no_hire"]).into()),
        ..summary(session, commit)
    }
}

pub(super) async fn prefixes(Subject { store, .. }: Subject) -> Checked {
    let totals = totals(&*store)?;
    let names = ["", "a", "ab", "a%", "a_", "é", "\u{10FFFF}", "\u{10FFFF}z", "b"];
    for (n, name) in names.into_iter().enumerate() {
        let session = SessionId::new(format!("s-{n}"))?;
        let summary = SessionSummary { candidate_key: name.into(), ..summary(&session, 1) };
        store.put_summary(summary).await?;
    }
    let all = totals.read("").await?;
    ensure_eq!(all.len(), names.len() + 2, "all counters");
    for prefix in [
        "",
        "candidate/",
        "candidate/a",
        "candidate/a%",
        "candidate/é",
        "candidate/\u{10FFFF}",
        "status/",
        "x",
    ] {
        let mut expected = all.clone();
        expected.retain(|key, _| key.starts_with(prefix));
        ensure_eq!(totals.count(prefix).await?, expected.len() as u64, "count of {prefix:?}");
        ensure_eq!(totals.read(prefix).await?, expected, "counters of {prefix:?}");
    }
    Ok(())
}
