use super::*;
use crate::floor::Endpointing;

fn test_set() -> Vec<Turn> {
    turns(&Sentences::test(), Lengths::LogNormal, SEED)
}

fn score(set: &[Turn], thinking_time: f64) -> Score {
    Score::by_person(set, &Endpointing { thinking_time, ..Endpointing::default() })
}

#[test]
fn the_set_is_large_and_always_the_same() {
    let set = test_set();
    let inside = |turn: &&Turn| !matches!(turn.kind, PauseKind::Fluent | PauseKind::Sentence);
    assert!(set.iter().filter(inside).count() >= 300);
    assert_eq!(set, test_set());
    for turn in &set {
        assert_eq!(turn.pauses.is_empty(), turn.kind == PauseKind::Fluent);
        for (from, to) in &turn.pauses {
            assert!((0.299..=4.001).contains(&(*to - *from).as_secs_f64()));
            assert!(*to < turn.end(), "a pause is inside its turn");
        }
        assert!(
            turn.words.windows(2).all(|pair| pair[0].end <= pair[1].start && pair[0].told <= pair[1].told)
        );
        assert!(turn.words.iter().all(|word| (word.told - word.end).as_millis() >= 149));
    }
}

#[test]
fn few_turns_are_cut_off_and_clear_ends_are_quick() {
    let set = test_set();
    let plain = score(&set, 1.0);
    assert!(plain.cut_off <= 0.17 && plain.mean_ms <= 700.0, "{plain:?}");
    assert!(plain.clear_p50_ms <= 400.0, "{plain:?}");
    let half = score(&set, 1.5);
    assert!(half.cut_off <= 0.07 && half.mean_ms <= 1_250.0, "{half:?}");
    assert!(score(&set, 2.0).cut_off <= 0.02);
    assert!(score(&set, 3.0).cut_off <= 0.01);
}

#[test]
fn the_published_set_is_cut_off_seldom_too() {
    let set = turns(&Sentences::published(), Lengths::LogNormal, SEED);
    let older = test_set();
    assert_eq!(set.get(..older.len()), Some(&*older));
    let plain = score(&set, 1.0);
    assert!(plain.cut_off <= 0.22 && plain.mean_ms <= 650.0 && plain.clear_p50_ms <= 400.0, "{plain:?}");
    assert!(score(&set, 2.0).cut_off <= 0.03 && score(&set, 3.0).cut_off <= 0.01);
}

#[test]
fn a_bare_threshold_of_the_same_delay_cuts_three_times_as_many() {
    let set = test_set();
    let plain = score(&set, 1.0);
    let bare = Score::by_person(&set, &Method::Threshold.settings(0.63));
    assert!(bare.mean_ms >= plain.mean_ms - 30.0 && bare.mean_ms < 800.0, "{bare:?}");
    assert!(bare.cut_off > 3.0 * plain.cut_off, "{} {}", bare.cut_off, plain.cut_off);
}
