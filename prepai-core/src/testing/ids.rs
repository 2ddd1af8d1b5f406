//! The behaviour of every [`Ids`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::check::{Checked, ensure, suite};
use super::samples::NOW;
use crate::clock::Timestamp;
use crate::ids::{Ids, check_id};

/// A source of ids to check.
pub type Subject = Arc<dyn Ids>;

suite! {
    /// What every source of ids does.
    "ids": Subject {
        /// An id can name a session.
        gives_valid_ids,
        /// No id comes twice at one moment.
        never_repeats_itself,
        /// No id comes twice when several threads ask at once.
        never_repeats_itself_across_threads,
        /// The first and the last moment there is make ids as well.
        takes_any_moment,
    }
}

async fn gives_valid_ids(ids: Subject) -> Checked {
    check_id("id", &ids.fresh(NOW))?;
    Ok(())
}

fn many(ids: &dyn Ids) -> Vec<String> {
    (0..2_000).map(|_| ids.fresh(NOW)).collect()
}

async fn never_repeats_itself(ids: Subject) -> Checked {
    let all: BTreeSet<_> = many(&*ids).into_iter().collect();
    ensure!(all.len() == 2_000, "{} of 2000 ids are different", all.len());
    Ok(())
}

async fn never_repeats_itself_across_threads(ids: Subject) -> Checked {
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let ids = Arc::clone(&ids);
            std::thread::spawn(move || many(&*ids))
        })
        .collect();
    let all: BTreeSet<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect();
    ensure!(all.len() == 8_000, "{} of 8000 ids are different", all.len());
    Ok(())
}

async fn takes_any_moment(ids: Subject) -> Checked {
    let moments = [Timestamp::from_micros(i64::MIN), Timestamp::default(), Timestamp::from_micros(i64::MAX)];
    let mut all = BTreeSet::new();
    for moment in moments {
        let id = ids.fresh(moment);
        check_id("id", &id)?;
        ensure!(all.insert(id.clone()), "{id} came twice");
    }
    Ok(())
}
