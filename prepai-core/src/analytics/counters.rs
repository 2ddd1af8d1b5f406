//! The counters that all analytics are functions of, from wherever the store has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::TryStreamExt;

use crate::error::Result;
use crate::session::{SessionStore, SummaryFilter, SummaryQuery, Totals, tally};

/// Sums of [`tally`] over all summaries of a store.
#[derive(Debug)]
pub(super) enum Counters {
    /// The store keeps them.
    Kept(Arc<dyn Totals>),
    /// They were summed just now.
    Scanned(BTreeMap<String, i64>),
}

impl Counters {
    /// The store's counters, or a scan over its summaries; of one owner always a scan over theirs.
    pub(super) async fn of(store: &dyn SessionStore, owner: Option<&str>) -> Result<Counters> {
        if let (Some(totals), None) = (store.totals(), owner) {
            return Ok(Counters::Kept(totals));
        }
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        let mut batches =
            store.summaries(SummaryQuery { filter: of_owner(owner), ..SummaryQuery::default() });
        while let Some(batch) = batches.try_next().await? {
            for (key, count) in batch.iter().flat_map(tally) {
                *counts.entry(key).or_insert(0) += count;
            }
        }
        counts.retain(|_, count| *count != 0);
        Ok(Counters::Scanned(counts))
    }

    /// The counters under `prefix`, by what follows it.
    pub(super) async fn under(&self, prefix: &str) -> Result<BTreeMap<String, i64>> {
        let rest = |key: &str| key.strip_prefix(prefix).map(str::to_owned);
        match self {
            Counters::Kept(totals) => {
                let counts = totals.read(prefix).await?;
                Ok(counts.iter().filter_map(|(key, count)| Some((rest(key)?, *count))).collect())
            }
            Counters::Scanned(counts) => {
                let from =
                    counts.range(prefix.to_owned()..).map_while(|(key, count)| Some((rest(key)?, *count)));
                Ok(from.collect())
            }
        }
    }

    /// How many counters there are under `prefix`.
    pub(super) async fn count(&self, prefix: &str) -> Result<u64> {
        match self {
            Counters::Kept(totals) => totals.count(prefix).await,
            Counters::Scanned(_) => Ok(self.under(prefix).await?.len() as u64),
        }
    }
}

/// Summaries of one owner, or of all.
pub(super) fn of_owner(owner: Option<&str>) -> SummaryFilter {
    SummaryFilter { owner: owner.map(str::to_owned), ..SummaryFilter::default() }
}
