//! Ids that are the same in every run.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::clock::Timestamp;
use crate::ids::Ids;

/// Version 7 UUIDs whose random part is a counter and the seed: the same calls give the same ids, in ascending order.
///
/// ```
/// use prepai_core::{clock::Timestamp, ids::Ids, testing::SeededIds};
/// let id = SeededIds::new(7).fresh(Timestamp::from_micros(0));
/// assert_eq!(id, SeededIds::new(7).fresh(Timestamp::from_micros(0)));
/// ```
#[derive(Debug, Default)]
pub struct SeededIds {
    seed: u32,
    issued: AtomicU32,
}

impl SeededIds {
    /// Ids of a seed; other seeds give other ids. More than 2^32 ids of one instance would repeat.
    pub fn new(seed: u32) -> Self {
        SeededIds { seed, issued: AtomicU32::new(0) }
    }
}

impl Ids for SeededIds {
    fn fresh(&self, now: Timestamp) -> String {
        let millis = u64::try_from(now.as_micros()).unwrap_or(0) / 1_000;
        let counter = self.issued.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        // The first byte keeps four bits and the third six: version and variant take the others.
        let mut random = [0; 10];
        for (to, from) in
            random.iter_mut().skip(1).zip([counter[0], 0].into_iter().chain(counter.into_iter().skip(1)))
        {
            *to = from;
        }
        for (to, from) in random.iter_mut().skip(6).zip(self.seed.to_be_bytes()) {
            *to = from;
        }
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::check_id;

    #[test]
    fn ids_repeat_by_seed_ascend_and_differ() {
        let now = Timestamp::from_micros(1_767_603_600_000_000);
        let take = |seed| {
            let ids = SeededIds::new(seed);
            (0..300).map(|_| ids.fresh(now)).collect::<Vec<_>>()
        };
        let (one, two) = (take(1), take(2));
        assert_eq!(one, take(1));
        assert!(one.iter().all(|id| !two.contains(id)));
        assert!(one.is_sorted_by(|a, b| a < b));
        assert!(one.iter().all(|id| check_id("id", id).is_ok()));
        assert_eq!(one[1], "019b8d62-7a80-7000-8000-000100000001");
    }

    #[test]
    fn a_later_moment_gives_a_higher_id() {
        let ids = SeededIds::new(1);
        let early = ids.fresh(Timestamp::from_micros(5_000));
        assert!(early < ids.fresh(Timestamp::from_micros(6_000)));
    }
}
