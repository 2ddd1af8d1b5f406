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

/// A program that was copied to another machine has no folder of its build: its data come from inside it, again and again.
#[cfg(feature = "voices")]
#[test]
fn a_moved_program_speaks_with_the_data_inside_it() {
    let home = Home::new();
    std::fs::create_dir(home.path("elsewhere")).unwrap();
    let program = home.path("elsewhere/prepai");
    std::fs::copy(env!("CARGO_BIN_EXE_prepai"), &program).unwrap();
    // What was compiled beside it is hidden, in a view of the files that only its process has.
    let build = std::path::Path::new(env!("CARGO_BIN_EXE_prepai")).with_file_name("build");
    let hide = format!("mount -t tmpfs none '{}' && exec \"$@\"", build.display());
    let hidden = |arguments: &[&std::ffi::OsStr]| {
        let mut command = std::process::Command::new("unshare");
        command.args(["-rm", "sh", "-c", &hide, "sh"]).args(arguments);
        command
    };
    let nothing = hidden(&["ls".as_ref(), build.as_os_str()]).output();
    let hides = nothing.is_ok_and(|listed| listed.status.success() && listed.stdout.is_empty());
    if !hides {
        println!(
            "skipped: the folder of the build cannot be hidden, because this system gives no namespaces"
        );
    }
    let say = |file: &str, cache: &str| {
        let mut command = match hides {
            true => hidden(&[program.as_os_str()]),
            false => std::process::Command::new(&program),
        };
        let cache = format!("text_to_speech.espeak.cache={}", home.path(cache).display());
        command.args(["say", "I am somewhere else.", "-o", file, "--set", &cache]);
        command.current_dir(home.path("elsewhere")).env_clear().env("HOME", home.path("elsewhere"));
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.output().unwrap()
    };
    let speaks = |file: &str| {
        let output = say(file, "cache");
        assert!(output.status.success(), "{output:?}");
        let sound =
            decode(&std::fs::read(home.path("elsewhere").join(file)).unwrap(), DecodeOptions::default());
        assert!(Levels::of(&sound.unwrap()).rms > -40.0);
    };
    speaks("first.wav");
    std::fs::remove_dir_all(home.path("cache")).unwrap();
    speaks("second.wav");
    // Part of the data is damaged: it is written again.
    let mut folders = vec![home.path("cache")];
    let mut damaged = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                std::fs::write(&path, b"no data of a voice").unwrap();
                damaged += 1;
            }
        }
    }
    assert!(damaged > 5, "{damaged} files");
    speaks("third.wav");
    // With no place for its data it has no others that it could take from where it was built.
    home.write("file", "");
    let output = say("fourth.wav", "file/cache");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && told.contains("text_to_speech.espeak.cache"), "{told}");
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
