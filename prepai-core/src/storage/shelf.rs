//! Summaries in order, with their counters, in memory.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use crate::clock::Timestamp;
use crate::ids::SessionId;
use crate::session::{SessionSummary, SummaryQuery, tally};

/// Summaries by `(created_at, session)` and the sums of their tallies.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    ordered: BTreeMap<(Timestamp, SessionId), SessionSummary>,
    places: HashMap<SessionId, Timestamp>,
    counters: BTreeMap<String, i64>,
}

impl Shelf {
    pub(crate) fn get(&self, session: &SessionId) -> Option<&SessionSummary> {
        let place = (*self.places.get(session)?, session.clone());
        self.ordered.get(&place)
    }

    /// Keeps a summary unless there is one of the same or a higher commit.
    pub(crate) fn put(&mut self, summary: SessionSummary) {
        if self.get(&summary.session).is_some_and(|kept| kept.commit >= summary.commit) {
            return;
        }
        self.remove(&summary.session);
        count(&mut self.counters, &summary, 1);
        self.places.insert(summary.session.clone(), summary.created_at);
        self.ordered.insert((summary.created_at, summary.session.clone()), summary);
    }

    pub(crate) fn remove(&mut self, session: &SessionId) {
        let Some(place) = self.places.remove(session) else { return };
        if let Some(summary) = self.ordered.remove(&(place, session.clone())) {
            count(&mut self.counters, &summary, -1);
        }
    }

    /// The query's summaries, newest first.
    pub(crate) fn page(&self, query: &SummaryQuery) -> Vec<SessionSummary> {
        let end = query.after.clone().map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self.ordered.range((Bound::Unbounded, end)).rev().map(|(_, summary)| summary);
        let rows = rows.filter(|summary| query.filter.matches(summary));
        rows.take(query.limit.unwrap_or(usize::MAX)).cloned().collect()
    }

    /// The counters that begin with `prefix`.
    pub(crate) fn counters<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a String, &'a i64)> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        self.counters.range::<str, _>(from).take_while(move |(key, _)| key.starts_with(prefix))
    }

    /// Counts anew; returns how many counters were wrong.
    pub(crate) fn rebuild(&mut self) -> u64 {
        let fresh = sum(self.ordered.values());
        let wrong = differing(&self.counters, &fresh);
        self.counters = fresh;
        wrong
    }
}

/// The sum of the summaries' tallies, without counters of 0.
pub(crate) fn sum<'a>(summaries: impl Iterator<Item = &'a SessionSummary>) -> BTreeMap<String, i64> {
    let mut counters = BTreeMap::new();
    for summary in summaries {
        count(&mut counters, summary, 1);
    }
    counters
}

/// How many keys have another value.
pub(crate) fn differing(kept: &BTreeMap<String, i64>, fresh: &BTreeMap<String, i64>) -> u64 {
    let changed = fresh.iter().filter(|(key, count)| kept.get(*key) != Some(count)).count();
    let surplus = kept.keys().filter(|key| !fresh.contains_key(*key)).count();
    (changed + surplus) as u64
}

fn count(counters: &mut BTreeMap<String, i64>, summary: &SessionSummary, times: i64) {
    for (key, count) in tally(summary) {
        let sum = counters.get(&key).copied().unwrap_or(0) + count * times;
        if sum == 0 {
            counters.remove(&key)
        } else {
            counters.insert(key, sum)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_counter_is_found_and_mended() {
        let mut shelf = Shelf::default();
        let mut summary = SessionSummary::new("s".parse().unwrap());
        summary.commit = 1;
        shelf.put(summary);
        assert_eq!(shelf.rebuild(), 0);
        shelf.counters.insert("status/active".into(), 7);
        shelf.counters.insert("type/none".into(), 1);
        assert_eq!(shelf.rebuild(), 2);
        assert_eq!(shelf.counters("status/").collect::<Vec<_>>(), [(&"status/active".to_owned(), &1)]);
    }
}
