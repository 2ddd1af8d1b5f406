//! Sessions to measure with: the same in every run.

use std::time::Duration;

use prepai_core::clock::Timestamp;
use prepai_core::session::{Body, Candidate, Created, EndReason, Entry, Mode, Moment, Reported};
use serde_json::json;

/// How many different candidates there are; each has about the same number of interviews.
pub(crate) const CANDIDATES: u64 = 5_000;

const KINDS: [&str; 8] = [
    "google-sde",
    "amazon-sde",
    "microsoft-sde",
    "aws-sa",
    "azure-sa",
    "gcp-sa",
    "behavioral",
    "coding-round",
];
const RECOMMENDATIONS: [&str; 4] = ["STRONG_HIRE", "HIRE", "NO_HIRE", "STRONG_NO_HIRE"];
const YEAR_S: u64 = 365 * 86_400;

/// A number that looks random and is the same for the same seed (SplitMix64: Steele, Lea, Flood, "Fast Splittable
/// Pseudorandom Number Generators", OOPSLA 2014).
pub(crate) fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn pick<'a>(all: &[&'a str], number: u64) -> &'a str {
    let index = usize::try_from(number % all.len() as u64).unwrap_or(0);
    all.get(index).copied().unwrap_or_default()
}

/// The name of a candidate.
pub(crate) fn candidate(number: u64) -> String {
    format!("Candidate Number {}", mix(number) % CANDIDATES)
}

/// What a session is created with.
pub(crate) fn new_session(number: u64) -> Created {
    let kind = pick(&KINDS, mix(number ^ 0x6b69));
    Created {
        interview_type: kind.to_owned(),
        kind: kind.to_owned(),
        candidate: Candidate { name: candidate(number), id: None },
        language: "en-US".to_owned(),
        mode: Mode::Practice,
        duration_minutes: 45,
        thinking_time: 1.0,
        ..Created::default()
    }
}

/// A finished session as one commit: when it was, and its entries. They are spread over the year before `now`.
pub(crate) fn finished(number: u64, now: Timestamp) -> (Moment, Vec<Entry>) {
    let ago = Duration::from_secs(mix(number ^ 0x7469_6d65) % YEAR_S);
    let micros = i64::try_from(ago.as_micros()).unwrap_or(0);
    let at = Timestamp::from_micros(now.as_micros().saturating_sub(micros));
    // Tenths of a point, from 2.0 to 9.9.
    let score = |salt: u64| (20 + mix(number ^ salt) % 80) as f64 / 10.0;
    let report = json!({
        "success": true,
        "overallScore": score(1),
        "scores": {
            "technicalKnowledge": score(2), "problemSolving": score(3), "communication": score(4),
            "codeQuality": score(5), "culturalFit": score(6),
        },
        "recommendation": pick(&RECOMMENDATIONS, mix(number ^ 0x7265)),
    });
    let entries = vec![
        Entry::system(Body::Created(Box::new(new_session(number)))),
        Entry::system(Body::Ended(EndReason::Candidate)),
        Entry::system(Body::Reported(Reported { evaluator: "bench".to_owned(), report })),
    ];
    (Moment { at, offset_us: 1_800_000_000 }, entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_is_the_same_session_and_another_is_not() {
        let now = Timestamp::from_micros(1_764_000_000_000_000);
        assert_eq!(finished(7, now), finished(7, now));
        assert_ne!(finished(7, now), finished(8, now));
        assert!(finished(7, now).0.at <= now);
    }
}
