//! Fits the weights of [`crate::floor::words`] on the sentences for tuning.

use super::super::words::{COUNT, Features, NAMES, features_of};
use super::*;

/// What is seen at the end (true) and at pauses (false) of turns of the set for tuning, several seeds.
fn examples() -> Vec<(Features, bool, f64)> {
    let mut out = Vec::new();
    for seed in 0..6 {
        super::super::words::hidden::set(seed);
        for turn in turns(&Sentences::tuning(), Lengths::LogUniform, 1_000 + seed) {
            if turn.kind == PauseKind::Sentence {
                continue;
            }
            let text = |until| {
                let words = turn.words.iter().filter(|word| word.end <= until && word.recognised);
                words.map(|word| word.text).collect::<Vec<&str>>().join(" ")
            };
            out.push((features_of(&text(turn.end()), turn.question), true, 1.0));
            for (from, _) in &turn.pauses {
                out.push((features_of(&text(*from), turn.question), false, 1.0));
            }
        }
    }
    out
}

/// What grammar says before any example: the fit moves weights only as far as examples insist.
const PRIOR: [f64; COUNT] = [
    1.5, -4.0, -4.0, -4.0, -4.0, -4.0, -1.0, -4.0, -3.0, -3.0, -3.0, -2.0, -3.0, -1.5, -3.0, 2.0, -4.0, -1.5,
    -2.0, -2.0, 1.0, 0.0, 1.0, -2.0, -2.0, -2.0,
];

#[test]
#[ignore = "fits weights; run by hand with --nocapture"]
fn fit() {
    let examples = examples();
    let ends = examples.iter().filter(|(_, end, _)| *end).count() as f64;
    let balance = [1.0, (ends / (examples.len() as f64 - ends))];
    let mut weights = PRIOR;
    for round in 0..1_500 {
        let mut gradient = [0.0; COUNT];
        let mut loss = 0.0;
        for (features, end, _) in &examples {
            let sum: f64 = features.iter().zip(weights).map(|(f, w)| f * w).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            let weight = balance[usize::from(!end)];
            let error = weight * (f64::from(u8::from(*end)) - p);
            loss -= weight * if *end { p.ln() } else { (1.0 - p).ln() };
            for (g, f) in gradient.iter_mut().zip(features) {
                *g += error * f;
            }
        }
        let n = examples.len() as f64;
        for (at, (w, g)) in weights.iter_mut().zip(gradient).enumerate() {
            let decay = if at == 0 { 0.0 } else { 0.004 * (*w - PRIOR[at]) };
            *w += 2.0 * (g / n - decay);
        }
        if round % 500 == 499 {
            println!("round {round}: loss {:.4}", loss / n);
        }
    }
    for (name, weight) in NAMES.iter().zip(weights) {
        println!("    {weight:.1}, // {name}");
    }
}

#[test]
#[ignore = "shows what the reading makes of the set for tuning; run by hand with --nocapture"]
fn show() {
    for sentence in Sentences::tuning().all {
        let mut line = String::new();
        for n in 1..=sentence.words.len() {
            let text = sentence.words[..n].join(" ");
            let reading = super::super::words::read(&text, sentence.question);
            line.push_str(&format!("{} {:02.0} ", sentence.words[n - 1], reading.completeness * 99.0));
        }
        println!("{line}");
    }
}

#[test]
#[ignore = "figures of the set for tuning; run by hand with --nocapture"]
fn tune() {
    use super::super::Endpointing;
    for lengths in [Lengths::LogNormal, Lengths::LogUniform] {
        let set =
            (0..3).flat_map(|seed| turns(&Sentences::tuning(), lengths, 7 + seed)).collect::<Vec<Turn>>();
        for thinking_time in [1.0, 1.5, 2.0, 3.0, 4.0] {
            let settings = Endpointing { thinking_time, ..Endpointing::default() };
            let score = Score::fresh(&set, &settings);
            let known = Score::by_person(&set, &settings);
            println!("by person: cut {:.3}, mean {:.0}", known.cut_off, known.mean_ms);
            println!(
                "{lengths:?} x{thinking_time}: {} paused, cut {:.3}, mean {:.0} ms, clear p50 {:.0} p90 {:.0}",
                score.paused, score.cut_off, score.mean_ms, score.clear_p50_ms, score.clear_p90_ms
            );
            for (kind, (count, cut, mean)) in &score.kinds {
                println!("    {:10} {count:4} cut {cut:.3} mean {mean:.0}", kind.code());
            }
        }
    }
}

#[test]
#[ignore = "prints what the fit learns from; run by hand with --nocapture"]
fn export() {
    for seed in 0..4 {
        for turn in turns(&Sentences::tuning(), Lengths::LogNormal, 1_000 + seed) {
            let text = |until| {
                let words = turn.words.iter().filter(|word| word.end <= until && word.recognised);
                words.map(|word| word.text).collect::<Vec<&str>>().join(" ")
            };
            let c = |until| super::super::words::read(&text(until), turn.question);
            let e = c(turn.end());
            println!(
                "end {} {:.3} {} {}",
                turn.kind.code(),
                e.completeness,
                e.asks_for_time,
                text(turn.end())
            );
            for (from, to) in &turn.pauses {
                let p = c(*from);
                println!(
                    "{:.3} {} {:.3} {} {}",
                    (*to - *from).as_secs_f64(),
                    turn.kind.code(),
                    p.completeness,
                    p.asks_for_time,
                    text(*from)
                );
            }
        }
    }
}

#[test]
#[ignore = "searches; run by hand, optimised, with --nocapture"]
fn grid() {
    use std::time::Duration;

    use super::super::Endpointing;
    let sets: Vec<Turn> =
        (0..2).flat_map(|seed| turns(&Sentences::tuning(), Lengths::LogNormal, 70 + seed)).collect();
    let ms = Duration::from_millis;
    for quick in [150, 200, 250] {
        for slow in [2_000, 2_500, 3_000, 3_500] {
            for sure in [0.66, 0.70, 0.74, 0.78] {
                for curve in [0.5, 0.7, 0.9] {
                    for blind in [700, 900] {
                        let settings = Endpointing {
                            quick: ms(quick),
                            slow: ms(slow),
                            sure,
                            curve,
                            blind: ms(blind),
                            ..Endpointing::default()
                        };
                        // Half of the turns meet a lexicon that lacks words, as the turns of strangers will.
                        super::super::words::hidden::set(77);
                        let s = Score::fresh(&sets, &settings);
                        println!(
                            "{:.4} {:.0} {:.0} {quick} {slow} {sure} {curve} {blind}",
                            s.cut_off, s.mean_ms, s.clear_p50_ms
                        );
                    }
                }
            }
        }
    }
}

#[test]
#[ignore = "says how long each turn was waited for; run by hand with --nocapture"]
fn delays() {
    for turn in turns(&Sentences::tuning(), Lengths::LogNormal, 70) {
        let settings = crate::floor::FloorSettings::default();
        let heard = hear(&turn, &mut crate::floor::Floor::new(settings), std::time::Duration::ZERO).0;
        let words: Vec<&str> = turn.words.iter().filter(|w| w.recognised).map(|w| w.text).collect();
        let c = super::super::words::read(&words.join(" "), turn.question).completeness;
        println!(
            "{} {} {} {:.2} {}",
            turn.kind.code(),
            heard.cut,
            heard.delay.as_millis(),
            c,
            words.join(" ")
        );
    }
}

#[test]
#[ignore = "the curve of the set for tuning; run by hand with --nocapture"]
fn points() {
    let set = turns(&Sentences::tuning(), Lengths::LogNormal, 7);
    let wanted: Vec<f64> = (1..=10).map(|n| 200.0 * f64::from(n)).collect();
    for method in [Method::Floor, Method::Threshold] {
        for point in curve(method, &set, &set, &wanted) {
            println!(
                "{method:?} {:.0} {:.3} {:.3} {:.0}",
                point.wanted_ms, point.setting, point.score.cut_off, point.score.mean_ms
            );
        }
    }
}
