//! How often turns are cut off, against how long their ends are waited for.

use prepai_voice::floor::trial::{Lengths, Method, Point, SEED, Score, Sentences, Turn, curve, turns};
use serde_json::{Map, Value, json};

use super::target::{Measured, Target};

/// Mean delays in ms for which settings are chosen on the set for tuning.
const DELAYS: [f64; 10] = [200.0, 400.0, 600.0, 800.0, 1_000.0, 1_200.0, 1_400.0, 1_600.0, 1_800.0, 2_000.0];
/// Thinking times that are told apart by kind of pause.
const THINKING: [f64; 4] = [1.0, 2.0, 3.0, 4.0];

/// Plays the published set; nothing is timed, and the figures are the same on every machine.
pub(super) fn measure() -> Measured {
    let mut measured = Measured::default();
    // Settings for a mean delay need no more than a part of it.
    let tuning = turns(&Sentences::tuning(), Lengths::LogNormal, SEED + 1).into_iter().step_by(4);
    let tuning: Vec<Turn> = tuning.collect();
    let test = turns(&Sentences::published(), Lengths::LogNormal, SEED);
    let older = turns(&Sentences::test(), Lengths::LogNormal, SEED).len();
    let plain = Score::by_person(&test, &Method::Floor.settings(1.0));
    measured.figure(
        "set",
        json!({
            "sentences": Sentences::published().all.len(), "turns": test.len(), "turns_with_pauses": plain.paused,
            "pauses_ms": "300 to 4000, log-normal, median 700",
        }),
    );
    let floor = curve(Method::Floor, &tuning, &test, &DELAYS);
    for (name, part) in [("older_sentences", test.get(..older)), ("fresh_sentences", test.get(older..))] {
        measured
            .figure(name, shown(&Score::by_person(part.unwrap_or_default(), &Method::Floor.settings(1.0))));
    }
    let bare = curve(Method::Threshold, &tuning, &test, &DELAYS);
    measured.figure("words_and_silence", points(&floor));
    measured.figure("bare_threshold", points(&bare));
    for thinking in THINKING {
        let score = Score::by_person(&test, &Method::Floor.settings(thinking));
        measured.figure(format!("thinking_time_{thinking}"), shown(&score));
        if thinking == 3.0 {
            let name = "cut off with thinking time ×3, in %";
            measured.targets.push(Target::at_most(name, 1.0, percent(score.cut_off)));
        }
    }
    measured.figure("strangers", shown(&Score::fresh(&test, &Method::Floor.settings(1.0))));
    let harsh: Vec<Turn> = turns(&Sentences::published(), Lengths::LogUniform, SEED);
    measured.figure("longer_pauses", shown(&Score::by_person(&harsh, &Method::Floor.settings(1.0))));
    #[cfg(feature = "voices")]
    sound(&mut measured, &test, &floor);
    for (wanted, limit) in [(600.0, 15.0), (1_200.0, 5.0)] {
        if let Some(cut) = at(&floor, wanted) {
            let name = format!("cut off at {wanted} ms mean delay, in %");
            measured.targets.push(Target::at_most(name, limit, percent(cut)));
        }
    }
    measured.targets.push(Target::at_most(
        "clear ends: median delay in ms",
        400.0,
        plain.clear_p50_ms.round(),
    ));
    measured
}

/// The same turns as sound, with the settings of the curve of words.
#[cfg(feature = "voices")]
fn sound(measured: &mut Measured, test: &[Turn], curve: &[Point]) {
    use futures::executor::block_on;
    use prepai_voice::activity::Earshot;
    use prepai_voice::espeak::{Espeak, EspeakOptions};
    use prepai_voice::floor::trial::spoken;

    let mut detector = Earshot::new();
    let all = Espeak::new(EspeakOptions::default()).and_then(|voice| {
        test.iter().map(|turn| block_on(spoken(turn, &voice, &mut detector))).collect::<Result<Vec<_>, _>>()
    });
    match all {
        Ok(all) => {
            let scored: Vec<Point> = curve
                .iter()
                .map(|point| Point {
                    score: Score::spoken(&all, &Method::Floor.settings(point.setting)),
                    ..point.clone()
                })
                .collect();
            measured.figure("as_sound", points(&scored));
        }
        Err(error) => measured.figure("as_sound", error.message()),
    }
}

/// The cut-offs at a mean delay that was measured, between the two nearest points of the curve.
fn at(points: &[Point], mean_ms: f64) -> Option<f64> {
    points.windows(2).find_map(|pair| {
        let [below, above] = pair else { return None };
        let (from, to) = (below.score.mean_ms, above.score.mean_ms);
        let inside = from <= mean_ms && mean_ms <= to && from < to;
        let part = (mean_ms - from) / (to - from);
        inside.then_some(below.score.cut_off + (above.score.cut_off - below.score.cut_off) * part)
    })
}

fn points(points: &[Point]) -> Value {
    let all: Map<String, Value> = points
        .iter()
        .map(|point| {
            let Score { cut_off, mean_ms, p50_ms, .. } = point.score;
            let shown = format!(
                "{:>5.1} % cut off, {mean_ms:>5.0} ms mean, {p50_ms:>5.0} ms median (setting {:.2})",
                percent(cut_off),
                point.setting
            );
            (format!("at_{:.0}_ms", point.wanted_ms), shown.into())
        })
        .collect();
    Value::Object(all)
}

fn shown(score: &Score) -> Value {
    let kinds: Map<String, Value> = score
        .kinds
        .iter()
        .map(|(kind, (turns, cut, mean))| {
            let shown = format!("{:>5.1} % of {turns} cut off, {mean:.0} ms mean", percent(*cut));
            (kind.code().to_owned(), shown.into())
        })
        .collect();
    json!({
        "cut_off_percent": percent(score.cut_off), "mean_ms": score.mean_ms.round(), "median_ms": score.p50_ms.round(),
        "clear_end_p50_ms": score.clear_p50_ms.round(), "clear_end_p90_ms": score.clear_p90_ms.round(), "kinds": kinds,
    })
}

fn percent(part: f64) -> f64 {
    (part * 1_000.0).round() / 10.0
}
