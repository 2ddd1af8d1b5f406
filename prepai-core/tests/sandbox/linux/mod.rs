mod caged;
mod canary;
mod hostile;
mod life;
mod limits;
mod ordinary;
mod processes;
#[path = "../programs.rs"]
mod programs;
mod rig;
mod solutions;
mod suite;

use libtest_mimic::{Arguments, Trial};

pub(super) fn main() {
    prepai_core::worker::dispatch();
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(life::VICTIM) {
        return life::be_victim(arguments.next().as_deref());
    }
    let mut words: Vec<String> = std::env::args().collect();
    let cage =
        (words.get(1).map(String::as_str) == Some(caged::CAGED)).then(|| words.drain(1..3).nth(1)).flatten();
    let arguments = Arguments::from_iter(words);
    if let Some(how) = &cage {
        // The programs are read before, by who can.
        hostile::all();
        caged::enter(how);
    }
    if !arguments.list {
        canary::Canary::get();
    }
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(ordinary::trials());
    if let Some(how) = &cage {
        // What a layer holds, the cage may hold as well.
        trials.extend(hostile::trials().into_iter().filter(|trial| !trial.name().starts_with("layers")));
        trials.extend(caged::inside(how));
        finish(&arguments, trials);
    }
    trials.extend(solutions::trials());
    trials.extend(suite::trials());
    trials.extend(life::trials());
    trials.extend(limits::trials());
    trials.extend(hostile::trials());
    trials.extend(caged::trials());
    finish(&arguments, trials);
}

fn finish(arguments: &Arguments, trials: Vec<Trial>) -> ! {
    let trials = where_python_is(trials, arguments.list);
    let conclusion = libtest_mimic::run(arguments, trials);
    if !arguments.list {
        canary::Canary::get().end();
    }
    conclusion.exit();
}

/// Without Python only what is about JavaScript is tested; the others are counted as ignored.
fn where_python_is(trials: Vec<Trial>, silent: bool) -> Vec<Trial> {
    use prepai_core::code::sandbox::{Guest as _, Machine, Python};
    let Err(missing) = Python::default().language(&Machine::default()) else { return trials };
    let needs_it = |trial: &Trial| !trial.name().contains("javascript");
    if !silent {
        use std::io::Write as _;
        for trial in trials.iter().filter(|trial| needs_it(trial)) {
            let _ = writeln!(std::io::stderr(), "skipped {}: {}", trial.name(), missing.message());
        }
    }
    let ignored = |trial: Trial| {
        let needs = needs_it(&trial);
        if needs { trial.with_ignored_flag(true) } else { trial }
    };
    trials.into_iter().map(ignored).collect()
}
