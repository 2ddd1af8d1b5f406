//! `prepai say`.

#[cfg(feature = "voices")]
use prepai_voice::audio::{DecodeOptions, Levels, decode};

use crate::program::Home;

#[cfg(feature = "voices")]
#[test]
fn a_sentence_becomes_a_file_that_sounds() {
    let home = Home::new();
    let told = home.run(&["say", "Was it O(n log n)?", "-o", "said.wav"]).done();
    let file = std::fs::read(home.path("said.wav")).unwrap();
    let sound = decode(&file, DecodeOptions::default()).unwrap();
    let seconds = sound.duration().as_secs_f64();
    assert!((1.0..4.0).contains(&seconds) && Levels::of(&sound).rms > -40.0, "{seconds} s");
    assert!((told["seconds"].as_f64().unwrap() - seconds).abs() < 0.01, "{told}");
    assert_eq!(told["rate"], 22_050);
    // The data were unpacked into the cache of this home, and nowhere else.
    assert!(home.path(".cache/prepai").is_dir());
}

#[cfg(feature = "voices")]
#[test]
fn sound_goes_to_standard_output_as_a_file_that_grows() {
    let home = Home::new();
    let output = home.command(&["say", "Guten Tag.", "--language", "de-DE", "-o", "-"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stdout.get(40..44), Some(&[0xff; 4][..]), "the size is not known yet");
    assert!(decode(&output.stdout, DecodeOptions::default()).unwrap().frames() > 8_000);
}

#[cfg(feature = "voices")]
#[test]
fn what_cannot_be_said_names_what_is_wrong() {
    let home = Home::new();
    for (arguments, named) in [
        (&["say", "Hi.", "-o", "x.wav", "--voice", "nobody"][..], "en-us"),
        (&["say", "Hi.", "-o", "x.wav", "--language", "ja"], "it speaks"),
        (&["say", "Hi.", "-o", "none/x.wav"], "none/x.wav"),
        (&["say", " ", "-o", "x.wav"], "nothing that can be spoken"),
        (&["say", "Hi.", "-o", "x.wav", "--set", "text_to_speech.espeak.speed=9"], "0.5"),
        (
            &["say", "Hi.", "-o", "x.wav", "--set", "text_to_speech.backend=piper"],
            "prepai models pull en_US-ryan-medium",
        ),
    ] {
        let run = home.run(arguments);
        assert!(run.code != 0 && run.err.contains(named), "{arguments:?}: {run:?}");
    }
    assert!(!home.path("x.wav").exists());
}

#[test]
fn without_a_voice_it_says_how_to_get_one() {
    let run = Home::new().run(&["say", "Hi.", "-o", "x.wav", "--set", "text_to_speech.backend=none"]);
    assert!(run.code != 0 && run.err.contains("--features voices"), "{run:?}");
}
