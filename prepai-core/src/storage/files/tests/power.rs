//! The power is cut at every call, and at random ones.

use proptest::prelude::*;

use super::disk::Trouble;
use super::model::{SESSIONS, Step, World};

/// Every kind of write, by both processes, also in doubt and repeated.
pub(super) const STORY: [(usize, Step); 19] = [
    (0, Step::Append(0)),
    (0, Step::Append(0)),
    (1, Step::Append(0)),
    (0, Step::Put(0, 0, 2500)),
    (1, Step::Put(0, 0, 1200)),
    (1, Step::Append(1)),
    (0, Step::Put(1, 1, 10)),
    (0, Step::Summarise(0)),
    (1, Step::List),
    (0, Step::Append(0)),
    (0, Step::Erase(0)),
    (1, Step::Put(0, 1, 10)),
    (0, Step::List),
    (1, Step::Restart),
    (1, Step::Append(1)),
    (0, Step::Sweep),
    (1, Step::Erase(1)),
    (0, Step::Append(2)),
    (1, Step::List),
];

/// Takes the steps until the power is gone.
fn take(world: &mut World, steps: &[(usize, Step)]) {
    for (with, step) in steps {
        if world.step(*with, *step).is_err() {
            return;
        }
    }
}

#[test]
fn a_cut_at_any_call_loses_nothing_that_was_acknowledged() {
    let mut whole = World::new();
    take(&mut whole, &STORY);
    let calls = whole.disk.calls();
    assert!(calls > 200, "the story is too short: {calls} calls");
    for cut in 1..=calls + 1 {
        let mut world = World::new();
        world.disk.trouble(Trouble::Cut(cut));
        take(&mut world, &STORY);
        for seed in 0..4 {
            world.after_cut(seed);
        }
        // Whatever was found goes on: the same story once more, over what is left of it.
        let mut again = world.after_cut(cut % 4);
        for (with, step) in STORY {
            again.step(with, step).unwrap();
        }
        again.after_cut(0);
    }
}

fn step() -> impl Strategy<Value = (usize, Step)> {
    let step = prop_oneof![
        8 => (0..SESSIONS).prop_map(Step::Append),
        1 => (0..SESSIONS).prop_map(Step::Erase),
        3 => (0..SESSIONS, 0..2_usize, 0..3000_usize).prop_map(|(s, name, size)| Step::Put(s, name, size)),
        1 => (0..SESSIONS).prop_map(Step::Summarise),
        1 => Just(Step::List),
        1 => Just(Step::Sweep),
        1 => Just(Step::Restart),
    ];
    (0..2_usize, step)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    /// Twice in a row; before the first cut one call fails, so that things are in doubt.
    #[test]
    fn nothing_is_lost_whatever_is_done_and_whenever_the_power_goes(
        steps in prop::collection::vec(step(), 1..40),
        failing in 1..300_u64,
        cuts in any::<[prop::sample::Index; 2]>(),
        seeds in any::<[u16; 2]>(),
    ) {
        let mut world = World::new();
        for (cut, seed) in cuts.iter().zip(seeds) {
            world.disk.trouble(Trouble::Once(failing, std::io::ErrorKind::StorageFull));
            let begun = cut.index(steps.len());
            for (with, step) in &steps[..begun] {
                let _ = world.step(*with, *step);
            }
            let soon = world.disk.calls() + 1 + u64::from(seed % 23);
            world.disk.trouble(Trouble::Cut(soon));
            take(&mut world, &steps[begun..]);
            world = world.after_cut(u64::from(seed));
        }
    }
}
