//! Sound that is none, or odd: a clear error, a notice or nothing, and the next words are heard.

use futures::stream::{self, StreamExt as _};
use prepai_core::speech::Audio;
use prepai_server::socket::Payload;
use prepai_voice::audio::{pcm16, resampled, wav};
use serde_json::{Value, json};

use crate::candidate::Candidate;
use crate::house::House;
use crate::plain;

/// A recording that the ears understand to the letter.
const GOOD: &str = "00_seen.wav";

/// Another one, which is said after what is odd.
const NEXT: &str = "01_unseen.wav";

/// What is to come of bad sound.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Outcome {
    /// An error of this code.
    Error(&'static str),
    /// Nothing at all.
    Nothing,
    /// These words.
    Words(&'static str),
    /// An error of this code, or nothing where its label promised more than came; no words.
    Refused(&'static str),
    /// Words or none, but no error.
    Whatever,
}

fn errors(frames: &[Value]) -> Vec<&str> {
    let errors = frames.iter().filter(|frame| frame["type"] == "error");
    errors.map(|frame| frame["code"].as_str().unwrap()).collect()
}

/// Words of transcripts, the last of which is what was said well.
fn said(frames: &[Value]) -> Vec<String> {
    let transcripts = frames.iter().filter(|frame| frame["type"] == "transcript");
    transcripts.map(|frame| plain(frame["text"].as_str().unwrap())).collect()
}

/// `then` is what was said next; words that are transcribed while somebody speaks on are answered together with it.
fn check(name: &str, outcome: Outcome, then: &str, frames: &[Value]) {
    let (errors, said) = (errors(frames), said(frames).join(" "));
    match outcome {
        Outcome::Error(code) => assert_eq!((errors, said.as_str()), (vec![code], then), "{name}"),
        Outcome::Refused(code) => {
            assert!(errors.iter().all(|error| *error == code) && said == then, "{name}: {errors:?} {said}");
        }
        Outcome::Nothing => assert_eq!((errors.len(), said.as_str()), (0, then), "{name}: {errors:?}"),
        Outcome::Words(words) => assert_eq!((errors.len(), said), (0, format!("{words} {then}")), "{name}"),
        Outcome::Whatever => assert!(errors.is_empty(), "{name}: {errors:?}"),
    }
}

/// Bytes that are the same in every run.
fn random(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// At another rate.
fn at(samples: &[i16], rate: u32) -> Vec<i16> {
    resampled(&Audio::mono_i16(16_000, samples), rate).unwrap().to_i16().to_vec()
}

fn file(rate: u32, samples: Vec<i16>) -> Vec<u8> {
    wav::encode(&Audio::mono_i16(rate, samples))
}

/// Far beyond full scale, as a microphone that is turned up too far.
fn clipped(samples: &[i16]) -> Vec<i16> {
    samples.iter().map(|sample| sample.saturating_mul(20)).collect()
}

fn stereo(samples: &[i16]) -> Vec<u8> {
    let both: Vec<i16> = samples.iter().flat_map(|sample| [*sample, *sample]).collect();
    wav::encode(&Audio { channels: 2, ..Audio::mono_i16(16_000, both) })
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_sound_in_the_legacy_form() {
    let house = House::new().await;
    let session = house.session().await;
    let good = house.recording(GOOD);
    let truth: &'static str = plain(&house.truth(GOOD)).leak();
    let whole = house.file(GOOD);
    let browser = include_bytes!("../../fixtures/audio/client_utterance_1.webm");
    let labelled = |label: &[u8]| [label, &random(20_000)].concat();
    // An hour at 8 kHz, in a header that promises no length.
    let hour = [wav::header(8_000, 1, None).to_vec(), vec![0; 3_600 * 16_000]].concat();
    let mut lies = whole.clone();
    lies[24..28].copy_from_slice(&8_000_u32.to_le_bytes());
    let mut wild = whole.clone();
    wild[24..28].copy_from_slice(&u32::MAX.to_le_bytes());
    let cases: Vec<(&str, Vec<u8>, Outcome)> = vec![
        ("cut in its last words", whole[..whole.len() / 2].to_vec(), Outcome::Whatever),
        ("cut in a sample", whole[..whole.len() - 1].to_vec(), Outcome::Words(truth)),
        ("cut in its header", whole[..20].to_vec(), Outcome::Error("invalid_content")),
        ("a browser's, cut", browser[..browser.len() / 3].to_vec(), Outcome::Whatever),
        ("silent", house.file("silence.wav"), Outcome::Nothing),
        ("noise", house.file("noise.wav"), Outcome::Whatever),
        ("clipped", file(16_000, clipped(&good)), Outcome::Whatever),
        ("stereo", stereo(&good), Outcome::Words(truth)),
        ("48 kHz", file(48_000, at(&good, 48_000)), Outcome::Words(truth)),
        ("8 kHz", file(8_000, at(&good, 8_000)), Outcome::Whatever),
        ("no bytes", vec![], Outcome::Nothing),
        ("no samples", file(16_000, vec![]), Outcome::Nothing),
        ("a tenth of a second", file(16_000, good[..1_600].to_vec()), Outcome::Whatever),
        ("an hour", hour, Outcome::Error("too_large")),
        ("a rate that is another", lies, Outcome::Whatever),
        ("a rate that cannot be", wild, Outcome::Error("invalid_input")),
        ("MP3", labelled(b"ID3\x04\0\0"), Outcome::Error("invalid_content")),
        ("MP4", labelled(b"\0\0\0\x1cftypmp42"), Outcome::Error("invalid_content")),
        ("labelled WebM", labelled(b"\x1a\x45\xdf\xa3"), Outcome::Refused("invalid_content")),
        ("labelled Ogg", labelled(b"OggS"), Outcome::Refused("invalid_content")),
        ("labelled WAV", labelled(b"RIFF\0\0\0\0WAVE"), Outcome::Refused("invalid_content")),
        ("random", random(100_000), Outcome::Error("invalid_content")),
        ("text", b"{\"type\": \"speech_end\"}".to_vec(), Outcome::Error("invalid_content")),
    ];
    let (next, then) = (house.file(NEXT), plain(&house.truth(NEXT)));
    let mut candidate = Candidate::enter(house.address, &session, false).await;
    for (name, bytes, outcome) in cases {
        candidate.utter(&bytes).await;
        // Whoever speaks again at once is answered to that.
        candidate.utter(&next).await;
        let heard = candidate.hear(|frame| is_said(frame, &then)).await;
        check(name, outcome, &then, &heard.frames);
        candidate.until("assistant_complete").await;
    }
    house.end(&session).await;
    house.assert_replays(&session).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_sound_in_protocol_2() {
    let house = House::new().await;
    let (good, next) = (house.recording(GOOD), house.recording(NEXT));
    let then = plain(&house.truth(NEXT));
    let cases: [(&str, u32, Vec<i16>); 8] = [
        ("8 kHz", 8_000, at(&good, 8_000)),
        ("48 kHz", 48_000, at(&good, 48_000)),
        ("clipped", 16_000, clipped(&good)),
        ("silent", 16_000, vec![0; 32_000]),
        ("noise", 16_000, house.recording("noise.wav")),
        ("random", 16_000, pcm16::samples(&random(64_000))),
        ("8 kHz labelled 48", 48_000, at(&good, 8_000)),
        ("two channels labelled one", 16_000, good.iter().flat_map(|sample| [*sample; 2]).collect()),
    ];
    // Replies take the time of their speech, hence several at once, but no more than two cores can listen to.
    let interviews = stream::iter(cases).map(async |(name, rate, samples)| {
        let session = house.session().await;
        let mut candidate = Candidate::sending(house.address, &session, rate).await;
        candidate.name = name;
        candidate.speak(&samples).await;
        candidate.say(json!({"type": "text_message", "text": "And now I type."})).await;
        let mut frames = candidate.hear(|frame| is_said(frame, "and now i type")).await.frames;
        frames.extend(candidate.until("assistant_complete").await.frames);
        candidate.speak(&at(&next, rate)).await;
        let heard = match rate {
            // So narrow a band the model never heard.
            8_000 => candidate.until("transcript").await,
            _ => candidate.hear(|frame| is_said(frame, &then)).await,
        };
        frames.extend(heard.frames);
        assert_eq!(errors(&frames).len(), 0, "{name}: {frames:#?}");
        if name == "48 kHz" {
            let words = said(&frames).join(" ");
            assert!(words.contains(&plain(&house.truth(GOOD))), "{name}: {words}");
        }
        candidate.until("assistant_complete").await;
        house.end(&session).await;
        house.assert_replays(&session).await;
    });
    interviews.buffer_unordered(4).collect::<()>().await;
}

/// Whether these words end what was said: what is odd may run into them.
fn is_said(frame: &Value, words: &str) -> bool {
    frame["type"] == "transcript" && plain(frame["text"].as_str().unwrap()).ends_with(words)
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_that_are_none_and_what_was_never_sent() {
    let house = House::new().await;
    let session = house.session().await;
    let mut candidate = Candidate::enter(house.address, &session, true).await;
    candidate.say(json!({"type": "interview_ready"})).await;
    // Of turns that were never, and more than there is of the one that runs.
    for turn in [0, 1, 2, 77, u32::MAX] {
        candidate.say(json!({"type": "played", "turn": turn, "samples": u64::MAX})).await;
        candidate.say(json!({"type": "played", "turn": turn, "samples": 0})).await;
    }
    candidate.until("metrics").await;
    for (kind, payload, code) in [
        (Payload::Opus, vec![0xff; 3], "invalid_content"),
        (Payload::Opus, vec![], "invalid_content"),
        (Payload::Pcm16, vec![1; 641], "invalid_input"),
        (Payload::Pcm16, vec![0; 2 * 16_001], "too_large"),
    ] {
        candidate.frame(kind, 0, &payload).await;
        let frames = candidate.until("error").await.frames;
        assert_eq!(errors(&frames), [code], "{kind:?} with {} bytes", payload.len());
    }
    for bytes in [vec![], vec![1, 1, 0], random(19), random(400), house.file(GOOD)] {
        candidate.send(bytes).await;
        assert_eq!(errors(&candidate.until("error").await.frames), ["invalid_input"]);
    }
    // Samples that are labelled as Opus, which takes nearly everything for sound.
    candidate.frame(Payload::Opus, 0, &pcm16::bytes(&[9_000; 160])).await;
    // Nothing in it, and places that cannot be.
    candidate.frame(Payload::Pcm16, 0, &[]).await;
    for start in [u64::MAX, u64::MAX - 400, 1 << 62, 0] {
        candidate.frame(Payload::Pcm16, start, &[0; 640]).await;
    }
    candidate.speak(&house.recording(GOOD)).await;
    let turn = candidate.until("metrics").await;
    assert_eq!(said(&turn.frames), [plain(&house.truth(GOOD))]);
    assert_eq!(errors(&turn.frames).len(), 0);
    let complete = turn.frames.iter().find(|frame| frame["type"] == "assistant_complete").unwrap();
    assert_eq!(complete["text"], complete["heard"]);
    house.end(&session).await;
    house.assert_replays(&session).await;
}
