mod ordinary;
mod rig;

use libtest_mimic::{Arguments, Trial};

pub(super) fn main() {
    prepai_core::worker::dispatch();
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(ordinary::trials());
    libtest_mimic::run(&arguments, trials).exit();
}
