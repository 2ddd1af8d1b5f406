//! Fits endpointing and looks at what it learned, on the sentences for tuning. Those for the published figures are read by `published`
//! alone, which is run when everything was chosen.
//!
//! ```text
//! cargo run --example endpointing --features testing -- fit > data/words/weights.txt
//! ```

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

use prepai_voice::floor::trial::{
    Lengths, Method, PauseKind, SEED as PUBLISHED, Score, Sentences, Turn, fit, turns,
};
use prepai_voice::floor::words::read;
use prepai_voice::floor::{Endpointing, Language, QuestionKind};

/// The seed of turns that are looked at; the fit has others.
const SEED: u64 = 7;
/// Weights below it say nothing.
const LEAST: f64 = 0.02;

const USAGE: &str = "usage: endpointing COMMAND
  fit       the weights of all sentences for tuning, as data/words/weights.txt holds them
  curve     cut-offs and delays by caution and by thinking time, for sentences that the weights have not seen
  published the published figures: all sentences, then the older and the fresh ones
  readings  what such weights say at each silence: completeness, the pause in s (- at an end), why, the words
  read      how whole each line of standard input reads as the answer to an open question, to yes or no, to a short one";

fn main() {
    let tuning = Sentences::tuning();
    match std::env::args().nth(1).as_deref() {
        Some("fit") => weights(&tuning),
        Some("curve") => curve(&fit::folds(&tuning, Lengths::LogNormal, SEED)),
        Some("published") => published(),
        Some("readings") => {
            for (text, completeness, pause, kind) in
                fit::readings(&fit::folds(&tuning, Lengths::LogNormal, SEED))
            {
                let pause = pause.map_or("-".to_owned(), |pause| format!("{:.2}", pause.as_secs_f64()));
                println!("{completeness:.3} {pause} {} {text}", kind.code());
            }
        }
        Some("read") => {
            for line in std::io::stdin().lines().map_while(Result::ok) {
                let of = |kind| read(&line, kind, Language::English).completeness;
                let [open, yes, short] =
                    [QuestionKind::Open, QuestionKind::YesNo, QuestionKind::Short].map(of);
                println!("{open:.3} {yes:.3} {short:.3} {line}");
            }
        }
        _ => {
            eprintln!("{USAGE}");
            std::process::exit(2);
        }
    }
}

fn weights(tuning: &Sentences) {
    let mut weights: Vec<(String, f64)> = fit::fit(&fit::examples(tuning)).into_iter().collect();
    weights.sort_by(|one, other| one.0.cmp(&other.0));
    println!(
        "# Weights of what is seen in words (src/floor/words); made by `cargo run --example endpointing --features testing -- fit`."
    );
    for (name, weight) in weights.iter().filter(|(_, weight)| weight.abs() >= LEAST) {
        println!("{weight:.2} {name}");
    }
}

fn curve(folds: &[fit::Fold]) {
    let plain = Endpointing::default();
    for caution in [0.0, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0] {
        show(&format!("caution {caution}"), &fit::validate(folds, &Endpointing { caution, ..plain.clone() }));
    }
    for thinking_time in [1.5, 2.0, 3.0, 4.0] {
        let settings = Endpointing { thinking_time, ..plain.clone() };
        show(&format!("thinking time {thinking_time}"), &fit::validate(folds, &settings));
    }
}

fn published() {
    let of = |sentences: &Sentences, lengths| turns(sentences, lengths, PUBLISHED);
    let all = of(&Sentences::published(), Lengths::LogNormal);
    let (older, fresh) = all.split_at(of(&Sentences::test(), Lengths::LogNormal).len());
    for (name, set) in [("all", &*all), ("older", older), ("fresh", fresh)] {
        println!("{name}: {} turns", set.len());
        for at in [0.4, 0.55, 0.7, 0.85, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 3.0, 4.0] {
            show(&format!("setting {at}"), &Score::by_person(set, &Method::Floor.settings(at)));
        }
        by_kind(set);
    }
    show("strangers", &Score::fresh(&all, &Method::Floor.settings(1.0)));
    let harsh = of(&Sentences::published(), Lengths::LogUniform);
    for at in [1.0, 2.0, 3.0] {
        show(&format!("longer pauses, setting {at}"), &Score::by_person(&harsh, &Method::Floor.settings(at)));
    }
    for at in [0.4, 0.63, 0.8, 1.05, 1.25] {
        show(&format!("bare threshold {at} s"), &Score::by_person(&all, &Method::Threshold.settings(at)));
    }
}

fn by_kind(set: &[Turn]) {
    let score = Score::by_person(set, &Method::Floor.settings(1.0));
    for kind in PauseKind::ALL {
        if let Some((turns, cut, mean)) = score.kinds.get(&kind) {
            println!("  {}: {:.0} % of {turns} cut off, {mean:.0} ms mean", kind.code(), cut * 100.0);
        }
    }
}

fn show(name: &str, score: &Score) {
    println!(
        "{name}: {:.1} % of {} cut off, {:.0} ms mean, {:.0} ms median, clear ends {:.0} and {:.0} ms",
        score.cut_off * 100.0,
        score.paused,
        score.mean_ms,
        score.p50_ms,
        score.clear_p50_ms,
        score.clear_p90_ms
    );
}
