//! Recordings are transcribed, models are fetched and compared.

#[cfg(feature = "whisper")]
use std::io::Read;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::thread;

use super::program::Home;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/whisper").join(name)
}

/// A home with the tiny model of the tests as `model.bin`.
#[cfg(feature = "whisper")]
fn with_model() -> Home {
    let home = Home::new();
    let packed = std::fs::read(fixture("whisper-tiny-fixture-q5_1.bin.gz")).unwrap();
    let mut model = Vec::new();
    flate2::read::GzDecoder::new(&*packed).read_to_end(&mut model).unwrap();
    std::fs::write(home.path("model.bin"), model).unwrap();
    home
}

#[cfg(feature = "whisper")]
#[test]
fn a_recording_is_written_down_with_word_times() {
    let home = with_model();
    let recording = fixture("00_seen.wav");
    let heard = home.run(&["transcribe", recording.to_str().unwrap(), "--model", "./model.bin"]).done();
    assert_eq!(heard["text"], "I would use a queue to store the sum.");
    let words = heard["words"].as_array().unwrap();
    assert_eq!((words.len(), &words[4]["text"]), (9, &"queue".into()));
    let last = words.last().unwrap();
    assert!(last["end_s"].as_f64().unwrap() <= heard["duration_s"].as_f64().unwrap(), "{heard}");
    let bytes = std::fs::read(&recording).unwrap();
    let piped = home.feed(&["transcribe", "-", "--model", "./model.bin", "--text"], bytes);
    assert_eq!(piped.out, "I would use a queue to store the sum.\n");
    let words =
        home.run(&["transcribe", recording.to_str().unwrap(), "--model", "./model.bin", "--words", "--text"]);
    assert_eq!(words.out.lines().count(), 9, "{}", words.out);
    let silence = fixture("silence.wav");
    let none = home.run(&["transcribe", silence.to_str().unwrap(), "--model", "./model.bin", "--text"]);
    assert!(none.code == 0 && none.err.contains("no words are to be heard in 2.0 s"), "{none:?}");
}

#[cfg(feature = "whisper")]
#[test]
fn what_is_missing_or_wrong_is_told_with_what_helps() {
    let home = with_model();
    let recording = fixture("00_seen.wav");
    let recording = recording.to_str().unwrap();
    let missing = home.run(&["transcribe", recording]).failed(7, "not_available");
    assert!(missing["message"].as_str().unwrap().contains("prepai models pull"), "{missing}");
    let named = home.run(&["transcribe", recording, "--model", "small.en"]).failed(7, "not_available");
    assert!(named["message"].as_str().unwrap().contains("prepai models pull small.en"), "{named}");
    home.run(&["transcribe", recording, "--model", "medium-rare"]).failed(2, "invalid_input");
    home.write("page.wav", "<html>no recording</html>");
    let wrong = home.run(&["transcribe", "page.wav", "--model", "./model.bin"]);
    assert_eq!(wrong.error()["code"], "invalid_content", "{wrong:?}");
    let none = home.run(&["transcribe", recording, "--set", "speech_to_text.backend=none"]);
    none.failed(7, "not_available");
}

#[cfg(feature = "whisper")]
#[test]
fn the_doctor_hears_a_sentence_once_there_is_a_model() {
    let home = with_model();
    let ears = |run: super::program::Run| {
        let checks = run.done()["checks"].as_array().unwrap().clone();
        checks.into_iter().find(|check| check["name"] == "ears").unwrap()
    };
    let without = ears(home.run(&["doctor"]));
    assert_eq!(without["status"], "warn");
    assert!(without["detail"].as_str().unwrap().contains("prepai models pull"), "{without}");
    let with = ears(home.run(&["doctor", "--set", "speech_to_text.whisper.model=./model.bin"]));
    assert_eq!(with["status"], "ok");
    assert!(with["detail"].as_str().unwrap().contains("heard `"), "{with}");
}

#[test]
fn models_are_listed_with_sizes_licences_and_what_is_here() {
    let home = Home::new();
    let listed = home.run(&["models", "list"]).done();
    let models = listed["models"].as_array().unwrap();
    let model = |name: &str| models.iter().find(|model| model["name"] == name).unwrap();
    assert_eq!(model("base.en-q5_1")["files"][0]["sha1"], "d26d7ce5a1b6e57bea5d0431b9c20ae49423c94a");
    assert!(models.iter().all(|model| model["licence"].is_string() && model["bytes"].is_u64()));
    assert!(models.iter().all(|model| model["state"] == "missing"));
    std::fs::create_dir_all(home.path("data/models")).unwrap();
    home.write("data/models/ggml-tiny.en.bin", "not really");
    let here = home.run(&["models", "list", "--here"]).done();
    assert_eq!((here["models"].as_array().unwrap().len(), &here["models"][0]["state"]), (1, &"there".into()));
    let verified = home.run(&["models", "verify"]);
    assert_eq!(verified.code, 1, "{verified:?}");
    assert_eq!(verified.json()["files"][0]["result"]["verdict"], "differs");
    home.write("data/models/de_DE-thorsten-medium.onnx.json", "{}");
    let voice = home.run(&["models", "verify", "de_DE-thorsten-medium"]).json();
    let verdicts: Vec<_> =
        voice["files"].as_array().unwrap().iter().map(|file| &file["result"]["verdict"]).collect();
    assert_eq!(verdicts, ["missing", "no_checksum"]);
    let unknown = home.run(&["models", "verify", "base.e"]);
    assert!(unknown.error()["message"].as_str().unwrap().contains("base.en"), "{unknown:?}");
}

/// A mirror that has other bytes than the publisher.
#[test]
fn a_forged_model_is_not_kept() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mirror = format!("http://{}/models", listener.local_addr().unwrap());
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut first = String::new();
        reader.read_line(&mut first).unwrap();
        let mut line = String::new();
        while reader.read_line(&mut line).unwrap() > 2 {
            line.clear();
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nforged").unwrap();
        first
    });
    let home = Home::new();
    let pulled = home.run(&["models", "pull", "tiny.en-q5_1", "--set", &format!("models.mirror={mirror}")]);
    assert_eq!(pulled.error()["code"], "corrupt", "{pulled:?}");
    assert_eq!(asked.join().unwrap(), "GET /models/ggml-tiny.en-q5_1.bin HTTP/1.1\r\n");
    assert_eq!(std::fs::read_dir(home.path("data/models")).unwrap().count(), 0);
}
