//! What many interviews say together: counted from summaries, with honest statistics.
//!
//! Every answer is a function of the counters of [`tally`](crate::session::tally): read from the store where it keeps
//! them ([`Totals`](crate::session::Totals)), summed over its summaries where it does not. Both give the same.
//! Scores are whole tenths, so sums and percentiles are exact; demonstrations and erased sessions never count.

mod aggregate;
mod benchmarks;
mod counters;
mod distribution;
mod history;
mod name;
mod tenths;
mod trend;
mod trends;

pub use aggregate::{Aggregate, AggregateData, aggregate};
pub use benchmarks::{Benchmarks, BenchmarksData, ByMetric, MetricBenchmark, benchmarks, benchmarks_of};
pub use distribution::{Distribution, MIN_SAMPLE};
pub use history::{History, HistoryEntry, history};
pub use name::fold_name;
pub use trend::{Day, MIN_DAYS, Trend, TrendKind};
pub use trends::{MAX_DAYS, Trends, TrendsData, TrendsDay, trends};
