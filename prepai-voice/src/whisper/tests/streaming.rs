//! Partial results of a growing utterance.

use futures::StreamExt;
use futures::executor::block_on;
use prepai_core::ErrorKind;
use prepai_core::speech::{
    Audio, Hints, Partial, SpeechToText, StreamingSpeechToText, StreamingTranscription, Transcript,
};

use super::fixture::{ears, model, options, recordings, samples};
use crate::whisper::pool::Urgency;
use crate::whisper::{Options, Whisper};

fn begin(ears: &Whisper) -> Box<dyn StreamingTranscription> {
    StreamingSpeechToText::begin(ears, Hints::default())
}

/// Streams in pieces of 20 ms and waits after each 200 ms for what the engine has to say, as if it were as quick as speech.
fn streamed(ears: &Whisper, samples: &[i16]) -> (Vec<Partial>, Transcript) {
    block_on(async {
        let mut running = begin(ears);
        let partials = running.partials();
        for (index, piece) in samples.chunks(320).enumerate() {
            running.push(Audio::mono_i16(16_000, piece)).await.unwrap();
            while index % 10 == 9 && ears.shared.pool.load() != (0, 0) {
                std::thread::yield_now();
            }
        }
        let transcript = running.finish().await.unwrap();
        let partials = partials.map(Result::unwrap).collect().await;
        (partials, transcript)
    })
}

#[test]
fn growing_speech_gives_growing_text() {
    let ears = ears();
    for recording in recordings().iter().take(6) {
        let (partials, transcript) = streamed(&ears, &samples(&recording.file));
        assert_eq!(transcript.text, recording.text);
        assert!(!partials.is_empty(), "{}: nothing while it was spoken", recording.file);
        let mut stable = String::new();
        for partial in &partials {
            let now: String = partial.text.chars().take(partial.stable).collect();
            assert_eq!(now.chars().count(), partial.stable);
            assert!(now.starts_with(&stable), "`{stable}` was stable, and now `{}`", partial.text);
            stable = now;
        }
        // Long before the end most of it was on the screen.
        let last = partials.last().unwrap();
        assert!(last.text.len() * 2 > recording.text.len(), "`{}` of `{}`", last.text, recording.text);
    }
}

#[test]
fn nobody_listens_to_partials_and_nothing_is_wasted() {
    let ears = ears();
    let recording = &recordings()[0];
    block_on(async {
        let mut running = begin(&ears);
        for piece in samples(&recording.file).chunks(1_600) {
            running.push(Audio::mono_i16(16_000, piece)).await.unwrap();
            assert_eq!(ears.shared.pool.load(), (0, 0));
        }
        assert_eq!(running.finish().await.unwrap().text, recording.text);
    });
}

#[test]
fn silence_at_the_end_costs_no_second_hearing() {
    let ears = ears();
    let recording = &recordings()[0];
    let mut samples = samples(&recording.file);
    samples.resize(samples.len() + 16_000, 0);
    let (_, transcript) = streamed(&ears, &samples);
    assert_eq!(transcript.text, recording.text);
    let begun = ears.shared.pool.begun();
    assert!(!begun.is_empty() && !begun.contains(&Urgency::Final), "it was heard again: {begun:?}");
}

/// Each run hears half a second more; the end, which one of them has heard, takes none.
#[test]
fn what_was_streamed_is_encoded_once_for_each_half_second_and_not_again_at_its_end() {
    let ears = ears();
    for recording in recordings().iter().take(4) {
        let mut samples = samples(&recording.file);
        samples.resize(samples.len() + 12_000, 0);
        let before = ears.shared.pool.runs();
        block_on(async {
            let mut running = begin(&ears);
            let partials = running.partials();
            for piece in samples.chunks(320) {
                running.push(Audio::mono_i16(16_000, piece)).await.unwrap();
                while ears.shared.pool.load() != (0, 0) {
                    std::thread::yield_now();
                }
            }
            let streamed = ears.shared.pool.runs();
            assert!(streamed - before <= samples.len() / 8_000, "{} runs", streamed - before);
            assert_eq!(running.finish().await.unwrap().text, recording.text);
            assert_eq!(ears.shared.pool.runs(), streamed, "{}: its end was heard twice", recording.file);
            drop(partials);
        });
    }
}

#[test]
fn a_long_answer_is_closed_window_by_window() {
    let ears = Whisper::new(model(), Options { window_seconds: 5.0, ..options() });
    let chosen: Vec<_> = recordings().into_iter().filter(|one| samples(&one.file).len() > 48_000).collect();
    let mut all = Vec::new();
    for recording in &chosen {
        all.extend(samples(&recording.file));
        all.resize(all.len() + 16_000, 0);
    }
    let (partials, transcript) = streamed(&ears, &all);
    let expected: Vec<_> = chosen.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(transcript.text, expected.join(" "));
    assert!(transcript.words.is_sorted_by_key(|word| word.start_sample));
    assert!(transcript.words.last().unwrap().end_sample <= all.len() as u64);
    assert!(partials.last().unwrap().text.len() > expected[0].len() * 2);
}

#[test]
fn nothing_said_is_no_text() {
    let ears = ears();
    for samples in [vec![], vec![0; 100], vec![0; 32_000]] {
        let (partials, transcript) = streamed(&ears, &samples);
        assert_eq!((partials.len(), transcript.text.as_str()), (0, ""));
    }
}

#[test]
fn a_missing_model_is_told_once_and_at_the_end() {
    let ears = Whisper::new("no/such/model.bin", options());
    block_on(async {
        let mut running = begin(&ears);
        let mut partials = running.partials();
        for piece in samples("00_seen.wav").chunks(1_600) {
            running.push(Audio::mono_i16(16_000, piece)).await.unwrap();
        }
        let told = partials.next().await.unwrap().unwrap_err();
        assert_eq!(told.kind(), ErrorKind::NotAvailable);
        assert!(partials.next().await.is_none());
        assert_eq!(running.finish().await.unwrap_err().kind(), ErrorKind::NotAvailable);
    });
}

#[test]
fn pieces_of_another_rate_are_refused() {
    let ears = ears();
    block_on(async {
        let mut running = begin(&ears);
        running.push(Audio::mono_i16(16_000, vec![0; 320])).await.unwrap();
        let error = running.push(Audio::mono_i16(8_000, vec![0; 160])).await.unwrap_err();
        assert_eq!(error.fact("field"), Some("rate"));
    });
}

#[test]
fn final_words_among_partial_ones_are_heard_in_full() {
    let ears = Whisper::new(model(), Options { workers: 1, ..options() });
    let recording = &recordings()[0];
    block_on(async {
        let mut running = begin(&ears);
        let _partials = running.partials();
        running.push(Audio::mono_i16(16_000, samples(&recording.file))).await.unwrap();
        let text =
            ears.transcribe(super::fixture::sound(&recording.file), Hints::default()).await.unwrap().text;
        assert_eq!(text, recording.text);
        assert_eq!(running.finish().await.unwrap().text, recording.text);
    });
}
