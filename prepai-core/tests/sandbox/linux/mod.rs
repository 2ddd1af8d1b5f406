mod canary;
mod hostile;
mod life;
mod ordinary;
mod processes;
mod rig;
mod suite;

use libtest_mimic::{Arguments, Trial};

pub(super) fn main() {
    prepai_core::worker::dispatch();
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some(life::VICTIM) {
        return life::be_victim(arguments.next().as_deref());
    }
    let arguments = Arguments::from_args();
    if !arguments.list {
        canary::Canary::get();
    }
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(ordinary::trials());
    trials.extend(suite::trials());
    trials.extend(life::trials());
    trials.extend(hostile::trials());
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        canary::Canary::get().end();
    }
    conclusion.exit();
}
