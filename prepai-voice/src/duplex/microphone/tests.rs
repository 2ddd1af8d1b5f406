use prepai_core::ErrorKind;
use prepai_core::speech::{Activity, Samples};
use prepai_core::testing::ScriptedVoiceActivity;

use super::super::kept::BEFORE;
use super::*;

const MS: Duration = Duration::from_millis(1);

fn microphone() -> Microphone {
    Microphone::new(Box::new(ScriptedVoiceActivity::new()), Duration::ZERO)
}

fn samples(audio: &Audio) -> Vec<i16> {
    let Samples::I16(samples) = &audio.samples else { panic!() };
    samples.to_vec()
}

/// What is heard of speech that comes ahead of the clock after ten seconds of nothing, in pieces of 20 ms of this loudness, each so much
/// later than the one before; a turn begins with three voiced frames of four, and no time is looked at twice.
fn ahead_of_the_clock(later: Duration, pieces: &[i16]) -> Vec<i16> {
    let mut microphone = microphone();
    microphone.push(Duration::ZERO, 0, &[0; 320]).unwrap();
    let (mut now, mut seen, mut gate) = (MS * 10_000, Duration::ZERO, vec![false; 4]);
    let mut from = None;
    for loudness in pieces {
        for (at, frame) in microphone.push(now, 0, &[*loudness; 320]).unwrap() {
            if at > seen {
                gate.rotate_left(1);
                gate[3] = frame.speech > 0.5;
                if from.is_none() && gate.iter().filter(|voiced| **voiced).count() >= 3 {
                    from = Some(at - MS * (4 * 16 + 240));
                    microphone.need(from);
                }
            }
            seen = seen.max(at);
        }
        now += later;
    }
    samples(&microphone.cut(from.unwrap(), Duration::MAX))
}

#[test]
fn a_word_that_comes_ahead_of_the_clock_has_its_beginning() {
    // At once, and by and by, with and without gaps in its first words.
    for later in 0..20 {
        for before in 1..12 {
            for gap in [0, 2, 4] {
                let word =
                    [vec![9_000; 5], vec![0; gap], vec![9_000; 3], vec![0; gap], vec![9_000; 40]].concat();
                let heard = ahead_of_the_clock(MS * later, &[vec![0; before], word].concat());
                let spoken = heard.iter().filter(|sample| **sample == 9_000).count();
                assert_eq!(
                    spoken,
                    48 * 320,
                    "{later} ms a piece, {before} pieces before, {gap} pieces between"
                );
            }
        }
    }
}

#[test]
fn a_word_that_goes_on_late_has_its_beginning() {
    // A packet that is lost, and a stream that stands still for a second, before anybody knows that it is a word.
    for (mut missing, late) in [(320, 0), (0, 1_000)] {
        let mut microphone = microphone();
        microphone.push(MS * 400, 0, &[0; 6_400]).unwrap();
        microphone.push(MS * 420, 0, &[9_000; 320]).unwrap();
        let (mut now, mut began) = (MS * (420 + late), None);
        for _ in 0..25 {
            now += MS * 20;
            let frames = microphone.push(now, std::mem::take(&mut missing), &[9_000; 320]).unwrap();
            began = began.or(frames.first().map(|(at, _)| *at));
        }
        // The floor counts the frames that it heard.
        let from = began.unwrap() - MS * (2 * 16 + 240);
        microphone.need(Some(from));
        let heard = samples(&microphone.cut(from, Duration::MAX));
        let word: Vec<i16> = heard.into_iter().skip_while(|sample| *sample == 0).collect();
        assert!(word.len() >= 26 * 320 && word.iter().all(|sample| *sample == 9_000), "{}", word.len());
    }
}

#[test]
fn what_comes_ahead_of_the_clock_is_no_echo() {
    let mut microphone = microphone();
    microphone.push(MS * 100, 0, &[0; 1_600]).unwrap();
    microphone.played(MS * 100, &[9_000; 16_000]);
    let echo = |frames: Vec<(Duration, Frame)>, after: u32| {
        let of = |(at, frame): (Duration, Frame)| (at > MS * after).then_some(frame.echo > 0.5);
        frames.into_iter().filter_map(of).collect::<Vec<_>>()
    };
    // What comes in time may be.
    let mut frames = Vec::new();
    for n in 1..=10 {
        frames.extend(microphone.push(MS * (100 + 20 * n), 0, &[2_000; 320]).unwrap());
    }
    assert!(echo(frames, 200).iter().all(|echo| *echo));
    let frames = microphone.push(MS * 320, 0, &[2_000; 8_000]).unwrap();
    let echo = echo(frames, 320 + 150);
    assert!(echo.len() > 20 && echo.iter().all(|echo| !echo), "{echo:?}");
}

#[test]
fn frames_are_placed_by_counting() {
    let mut microphone = microphone();
    let mut frames = Vec::new();
    // 20 ms each, which come in bursts.
    for (now, value) in [(16, 0), (36, 0), (36, 9_000), (76, 9_000), (116, 0)] {
        frames.extend(microphone.push(MS * now, 0, &[value; 320]).unwrap());
    }
    let ends: Vec<_> = frames.iter().map(|(at, _)| at.as_millis()).collect();
    assert_eq!(ends, [16, 32, 48, 64, 80, 96]);
    let loud: Vec<_> = frames.iter().map(|(_, frame)| frame.speech > 0.5).collect();
    assert_eq!(loud, [false, false, true, true, true, false]);
    assert!(frames[3].1.level_dbfs > -13.0 && frames[0].1.level_dbfs < -90.0);
}

/// Cannot judge its second to its fifth frame.
#[derive(Debug)]
struct Broken(u32);

impl VoiceActivity for Broken {
    fn push(&mut self, _: &Audio) -> Result<Vec<Activity>> {
        self.0 += 1;
        match self.0 {
            2..=5 => Err(Error::new(ErrorKind::Internal, "the network is broken")),
            _ => Ok(vec![Activity { speech: 1.0 }]),
        }
    }

    fn reset(&mut self) {}
}

#[test]
fn a_detector_that_goes_wrong_is_told_of_once_and_no_sound_is_lost() {
    let mut microphone = Microphone::new(Box::new(Broken(0)), Duration::ZERO);
    let mut push = |now: u32| microphone.push(MS * now, 0, &[1; 512]);
    assert!(push(32).is_err());
    let frames: Vec<_> = [64, 96, 128].into_iter().flat_map(|now| push(now).unwrap()).collect();
    let ends: Vec<_> = frames.iter().map(|(at, _)| at.as_millis()).collect();
    assert_eq!(ends, [48, 64, 80, 96, 112, 128]);
    let spoken: Vec<_> = frames.iter().map(|(_, frame)| frame.speech > 0.5).collect();
    assert_eq!(spoken, [false, false, false, true, true, true]);
}

#[test]
fn what_is_needed_is_kept_and_nothing_else() {
    let mut microphone = microphone();
    for n in 1..=100 {
        microphone.push(MS * 20 * n, 0, &[i16::try_from(n).unwrap(); 320]).unwrap();
        if n == 50 {
            microphone.need(Some(MS * 980));
        }
    }
    let cut = samples(&microphone.cut(MS * 980, MS * 2000));
    assert_eq!((cut.len(), cut[0], cut[cut.len() - 1]), (51 * 320, 50, 100));
    microphone.need(None);
    assert_eq!(microphone.cut(Duration::ZERO, MS * 2000).duration(), BEFORE);
    assert!(microphone.kept.capacity() <= to_index(position(BEFORE)) * 4);
}

#[test]
fn a_client_that_stops_sending_leaves_silence_in_its_place() {
    let mut microphone = microphone();
    microphone.push(MS * 20, 0, &[5; 320]).unwrap();
    microphone.need(Some(Duration::ZERO));
    // A second later: the 20 ms belong to the end of it.
    microphone.push(MS * 1020, 0, &[7; 320]).unwrap();
    let cut = samples(&microphone.cut(Duration::ZERO, MS * 1020));
    assert_eq!((cut.len(), cut[0], cut[8_000], cut[16_319]), (16_320, 5, 0, 7));
    // Lost samples, too.
    microphone.push(MS * 1060, 320, &[8; 320]).unwrap();
    let cut = samples(&microphone.cut(MS * 1020, MS * 1060));
    // Silence ends with a frame of 16 ms.
    assert_eq!((cut[127], cut[128], cut[575], cut[576], cut[639]), (7, 0, 0, 8, 8));
}

/// Sound that stands still for half a second and comes then, all at once; gives when that was the last time.
fn delayed(microphone: &mut Microphone, times: u32) -> Duration {
    let mut now = microphone.time(microphone.end());
    for _ in 0..times {
        for _ in 0..60 {
            now += MS * 20;
            microphone.push(now, 0, &[1; 320]).unwrap();
        }
        now += MS * 500;
        for _ in 0..25 {
            microphone.push(now, 0, &[2; 320]).unwrap();
        }
    }
    now
}

#[test]
fn what_was_only_late_moves_the_clock_for_a_moment() {
    let mut microphone = microphone();
    let mut now = delayed(&mut microphone, 5);
    for _ in 0..60 {
        now += MS * 20;
        microphone.push(now, 0, &[1; 320]).unwrap();
    }
    let ahead = microphone.time(microphone.end()).saturating_sub(now);
    assert!(ahead <= MS * 120, "{ahead:?} ahead after five delays of half a second");
}

#[test]
fn what_was_only_late_is_no_silence_in_words() {
    let mut microphone = microphone();
    microphone.push(MS * 20, 0, &[1; 320]).unwrap();
    microphone.need(Some(Duration::ZERO));
    delayed(&mut microphone, 1);
    let cut = samples(&microphone.cut(Duration::ZERO, MS * 10_000));
    let (silent, spoken): (Vec<i16>, Vec<i16>) = cut.into_iter().partition(|sample| *sample == 0);
    assert!(silent.len() <= 120 * 16, "{} samples of silence in the words", silent.len());
    assert_eq!((spoken.len(), spoken.is_sorted()), (86 * 320, true), "and nothing is lost");
}

/// An hour of turns of ten seconds with five between them, from a clock that is so many millionths faster than ours. Gives how far the
/// stream was from the clock at most, ahead and behind.
fn an_hour(millionths: i64) -> (Duration, Duration) {
    let mut microphone = microphone();
    let (mut ahead, mut behind) = (Duration::ZERO, Duration::ZERO);
    for n in 1..=3_600 * 10_i64 {
        let now = Duration::from_nanos(u64::try_from(n * (100_000_000 - 100 * millionths)).unwrap());
        let speaks = n % 150 < 100;
        let value = if speaks { 9_000 } else { 0 };
        microphone.push(now, 0, &[value; 1_600]).unwrap();
        match n % 150 {
            0 => microphone.need(Some(now)),
            110 => microphone.need(None),
            _ => {}
        }
        let end = microphone.time(microphone.end());
        ahead = ahead.max(end.saturating_sub(now));
        behind = behind.max(now.saturating_sub(end));
    }
    assert!(microphone.kept.capacity() < to_index(position(Duration::from_secs(30))));
    (ahead, behind)
}

#[test]
fn a_clock_that_drifts_for_an_hour_moves_nothing_for_long() {
    let right = an_hour(0);
    assert!(right.0.max(right.1) <= MS * 20, "{right:?}");
    // Half a percent is 18 seconds in an hour, and 55 ms in each turn.
    let (fast, slow) = (an_hour(5_000), an_hour(-5_000));
    assert!(fast.0 <= MS * 280 && fast.1 <= MS * 20, "{fast:?}");
    assert!(slow.1 <= MS * 280 && slow.0 <= MS * 120, "{slow:?}");
}

#[test]
fn memory_has_an_end() {
    let mut microphone = microphone();
    microphone.push(MS, 0, &[1; 16]).unwrap();
    microphone.need(Some(Duration::ZERO));
    for second in 1..=200_u32 {
        microphone.push(MS * 1000 * second, 0, &[1; 16_000]).unwrap();
    }
    assert_eq!(microphone.cut(Duration::ZERO, MS * 300_000).duration(), LONGEST);
}
