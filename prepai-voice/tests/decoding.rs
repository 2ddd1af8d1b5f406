//! Decoding what browsers and files really hold, however it is cut, and what is no sound at all.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use prepai_core::speech::Audio;
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::audio::{Container, DecodeOptions, Decoder, Levels, decode, pcm16, wav};
use proptest::prelude::*;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/audio")
}

fn at(rate: u32) -> DecodeOptions {
    DecodeOptions { rate, ..DecodeOptions::default() }
}

/// Samples at 48 kHz of each recording of a browser, as ffmpeg counts them too.
const RECORDED: [(&str, u64); 10] = [
    ("client_utterance_1.webm", 385_920),
    ("client_utterance_2.webm", 103_680),
    ("client_utterance_3.webm", 397_440),
    ("client_utterance_4.webm", 100_800),
    ("short_client_utterance_1.webm", 74_880),
    ("short_client_utterance_2.webm", 126_720),
    ("short_client_utterance_3.webm", 74_880),
    ("short_client_utterance_4.webm", 48_960),
    ("short_client_utterance_5.webm", 100_800),
    ("short_client_utterance_6.webm", 334_080),
];

/// The samples of what comes in these pieces, and the error that ended them.
fn fed<'a>(mut decoder: Decoder, pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<i16>, Option<Error>) {
    let mut samples = Vec::new();
    let mut take = |sound: Result<Audio>| match sound {
        Ok(sound) => {
            samples.extend_from_slice(&sound.to_i16());
            None
        }
        Err(error) => Some(error),
    };
    let mut error = None;
    for piece in pieces {
        error = error.or(take(decoder.push(piece)));
    }
    error = error.or(take(decoder.finish()));
    // What was held back by sound that came before it.
    error = error.or(take(decoder.finish()));
    (samples, error)
}

/// Pieces of 1 to 2,000 bytes from a simple generator.
fn random_pieces(mut bytes: &[u8], mut seed: u64) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    while !bytes.is_empty() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let (piece, rest) = bytes.split_at((1 + (seed >> 33) as usize % 2_000).min(bytes.len()));
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}

#[test]
fn not_a_frame_of_a_browser_is_lost() {
    for (name, samples) in RECORDED {
        let bytes = fixture(name);
        assert_eq!(decode(&bytes, at(48_000)).unwrap().frames(), samples, "{name} at 48 kHz");
        let sound = decode(&bytes, at(16_000)).unwrap();
        assert_eq!(sound.frames(), samples / 3, "{name} at 16 kHz");
        assert!(Levels::of(&sound).rms > -50.0, "{name}: {:?}", Levels::of(&sound));
    }
}

#[test]
fn the_sound_is_the_same_however_it_is_cut() {
    let names = RECORDED.map(|(name, _)| name).into_iter();
    for name in names.chain(["speech.ogg", "speech.webm", "speech_16k.wav"]) {
        let bytes = fixture(name);
        // 44.1 kHz goes through a resampler.
        let rates: &[u32] = if name.starts_with("speech") { &[16_000, 44_100] } else { &[16_000] };
        for rate in rates.iter().copied() {
            let whole = decode(&bytes, at(rate)).unwrap().to_i16();
            let (singles, error) = fed(Decoder::new(at(rate)), bytes.chunks(1));
            assert!(error.is_none() && singles[..] == whole[..], "{name} in single bytes: {error:?}");
            for seed in 1..3 {
                let (random, error) = fed(Decoder::new(at(rate)), random_pieces(&bytes, seed).into_iter());
                assert!(error.is_none() && random[..] == whole[..], "{name} in pieces of {seed}: {error:?}");
            }
        }
    }
}

#[test]
fn the_frames_in_which_a_browser_sent_it_bring_sound_as_they_come() {
    let frames: serde_json::Value = serde_json::from_slice(&fixture("client_frames.json")).unwrap();
    for (name, sizes) in frames.as_object().unwrap() {
        let (bytes, mut decoder) = (fixture(name), Decoder::new(at(16_000)));
        let (mut from, mut samples) = (0, 0);
        for size in sizes.as_array().unwrap() {
            let to = from + size.as_u64().unwrap() as usize;
            let sound = decoder.push(&bytes[from..to]).unwrap();
            // Each frame holds half a second, of which at most one block of 60 ms waits for its end.
            assert!(sound.frames() >= 4 * 960, "{name}: {} samples from {size} bytes", sound.frames());
            (from, samples) = (to, samples + sound.frames());
        }
        assert_eq!(from, bytes.len(), "the frames are the whole recording");
        assert_eq!(decoder.container(), Some(Container::WebM));
        let expected = RECORDED.iter().find(|(other, _)| other == name).unwrap().1 / 3;
        assert_eq!(samples + decoder.finish().unwrap().frames(), expected, "{name}");
    }
}

#[test]
fn beginnings_and_ends_that_are_no_sound_are_left_out() {
    // The sentence has 175,843 samples at 48 kHz before it is encoded.
    for name in ["speech.ogg", "speech.webm"] {
        assert_eq!(decode(&fixture(name), at(48_000)).unwrap().frames(), 175_843, "{name}");
    }
    // 16 kHz from libopus, 16 kHz from a resampler: the same sound.
    let (direct, file) =
        (decode(&fixture("speech.ogg"), at(16_000)), decode(&fixture("speech_16k.wav"), at(16_000)));
    let (direct, file) = (direct.unwrap(), file.unwrap());
    assert!(direct.frames().abs_diff(file.frames()) <= 1, "{} and {}", direct.frames(), file.frames());
    let product =
        |a: &[i16], b: &[i16]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    let (a, b) = (direct.to_i16(), file.to_i16());
    let alike = product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt();
    assert!(alike > 0.9, "the correlation is {alike}");
}

#[test]
fn a_recording_may_be_cut_off_anywhere() {
    for name in ["client_utterance_2.webm", "speech.ogg", "speech.webm"] {
        let bytes = fixture(name);
        let whole = decode(&bytes, at(16_000)).unwrap().to_i16();
        for end in (0..bytes.len()).step_by(37) {
            match decode(&bytes[..end], at(16_000)) {
                Ok(sound) => {
                    assert!(whole.starts_with(&sound.to_i16()) || name == "speech.webm", "{name} at {end}")
                }
                // Nothing is there before the track is described.
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::InvalidContent);
                    assert!(end < 600, "{name} at {end}: {error}");
                }
            }
        }
    }
}

#[test]
fn two_recordings_behind_one_another_are_one_utterance() {
    let both = [fixture("client_utterance_2.webm"), fixture("client_utterance_4.webm")].concat();
    // The first is cut off inside of a block, which takes a few blocks of the second with it.
    let frames = decode(&both, at(48_000)).unwrap().frames();
    assert!((103_680 + 100_800 - 4 * 2_880..=103_680 + 100_800).contains(&frames), "{frames} samples");
    let whole = [fixture("speech.webm"), fixture("speech.webm")].concat();
    assert_eq!(decode(&whole, at(48_000)).unwrap().frames(), 2 * 175_843);
    let both = [fixture("speech.ogg"), fixture("speech.ogg")].concat();
    assert_eq!(decode(&both, at(48_000)).unwrap().frames(), 2 * 175_843);
}

/// A WAV with a format chunk of these fields.
fn riff(kind: u16, channels: u16, rate: u32, bits: u16, size: u32, data: &[u8]) -> Vec<u8> {
    let mut file = b"RIFF\xff\xff\xff\xffWAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0".to_vec();
    let frame = channels * bits / 8;
    file.extend([kind.to_le_bytes(), channels.to_le_bytes()].concat());
    file.extend([rate.to_le_bytes(), (rate * u32::from(frame)).to_le_bytes()].concat());
    file.extend([frame.to_le_bytes(), bits.to_le_bytes()].concat());
    file.extend([b"data", &size.to_le_bytes()[..], data].concat());
    file
}

#[test]
fn every_kind_of_wav_sample_is_read() {
    let cases: [(u16, u16, Vec<u8>); 6] = [
        (1, 8, vec![192; 100]),
        (1, 16, [0, 64].repeat(100)),
        (1, 24, [0, 0, 64].repeat(100)),
        (1, 32, [0, 0, 0, 64].repeat(100)),
        (3, 32, 0.5_f32.to_le_bytes().repeat(100)),
        (3, 64, 0.5_f64.to_le_bytes().repeat(100)),
    ];
    for (kind, bits, data) in cases {
        for (channels, frames) in [(1, 100), (2, 50)] {
            let file = riff(kind, channels, 16_000, bits, data.len() as u32, &data);
            let sound = decode(&file, at(16_000)).unwrap().to_i16();
            assert_eq!(sound[..], vec![16_384; frames], "{bits} bits of kind {kind}, {channels} channels");
        }
    }
}

#[test]
fn wrong_sizes_of_a_wav_do_not_matter() {
    let data = [0, 64].repeat(100);
    for size in [0, 200, 5_000, u32::MAX, u32::MAX - 36] {
        let sound = decode(&riff(1, 1, 16_000, 16, size, &data), at(16_000)).unwrap();
        assert_eq!(sound.to_i16()[..], vec![16_384; 100], "a size of {size}");
    }
    // A right size ends the sound: what follows is none. Half a sample at the end is none either.
    let mut file = riff(1, 1, 16_000, 16, 200, &data);
    file.extend(b"LIST\x08\0\0\0INFOabcd");
    assert_eq!(decode(&file, at(16_000)).unwrap().frames(), 100);
    assert_eq!(decode(&riff(1, 1, 16_000, 16, 0, b"LIST\x04\0\0\0INFO"), at(16_000)).unwrap().frames(), 0);
    assert_eq!(decode(&riff(1, 1, 16_000, 16, u32::MAX, &data[..7]), at(16_000)).unwrap().frames(), 3);
}

#[test]
fn all_usual_rates_come_out_at_16_khz() {
    for rate in [8_000_u32, 11_025, 22_050, 44_100, 48_000, 96_000] {
        let file = wav::encode(&Audio::mono_i16(rate, vec![1_000; rate as usize]));
        let sound = decode(&file, at(16_000)).unwrap();
        assert_eq!((sound.rate, sound.channels, sound.frames()), (16_000, 1, 16_000), "{rate}");
        assert!(sound.to_i16()[4_000..12_000].iter().all(|sample| (990..=1_010).contains(sample)), "{rate}");
    }
}

#[test]
fn announced_samples_are_taken_as_they_are() {
    let sound: Vec<i16> = (0..1_000).map(|n| n * 7).collect();
    let bytes = pcm16::bytes(&sound);
    let (found, error) = fed(Decoder::pcm16(16_000, 1, at(16_000)), bytes.chunks(3));
    assert!(error.is_none() && found == sound);
    let mut decoder = Decoder::pcm16(16_000, 1, at(16_000));
    // Before twelve bytes it could still be a container.
    assert_eq!(decoder.push(&bytes[..4]).unwrap().frames(), 0);
    assert_eq!(decoder.finish().unwrap().frames(), 2);
    // A container that was announced as samples is what it is.
    let (found, _) = fed(Decoder::pcm16(16_000, 1, at(16_000)), fixture("speech_16k.wav").chunks(999));
    assert_eq!(found[..], decode(&fixture("speech_16k.wav"), at(16_000)).unwrap().to_i16()[..]);
    let mut strange = Decoder::pcm16(16_000, 0, at(16_000));
    assert_eq!(strange.push(&bytes).unwrap_err().fact("field"), Some("channels"));
}

#[test]
fn no_bytes_are_no_sound_and_no_error() {
    assert_eq!(decode(&[], at(16_000)).unwrap().frames(), 0);
    let (samples, error) = fed(Decoder::new(at(16_000)), [&[][..], &[]].into_iter());
    assert!(samples.is_empty() && error.is_none());
    // A browser's header without a block.
    assert_eq!(decode(&fixture("client_utterance_1.webm")[..158], at(16_000)).unwrap().frames(), 0);
}

#[test]
fn what_is_no_sound_is_named() {
    let mp4 = b"\0\0\0\x1cftypmp42\0\0\0\0mp42".to_vec();
    let vorbis = {
        let mut webm = fixture("client_utterance_1.webm");
        let at = webm.windows(6).position(|bytes| bytes == b"A_OPUS").unwrap();
        webm[at..at + 6].copy_from_slice(b"A_AAC0");
        webm
    };
    let cases: [(Vec<u8>, &str); 10] = [
        (mp4, "MP4 (as Safari records)"),
        (b"ID3\x04\0\0\0\0\0\0\0\0\0\0".to_vec(), "MP3"),
        (vec![0xff, 0xfb, 0x90, 0x64, 0, 0, 0, 0, 0, 0, 0, 0], "MP3"),
        (vec![0xff, 0xf1, 0x50, 0x80, 0, 0, 0, 0, 0, 0, 0, 0], "AAC"),
        (b"{\"type\":\"speech_start\"}".to_vec(), "JSON"),
        (vec![7; 40], "bytes that begin 07 07 07 07 07 07 07 07"),
        (b"OK".to_vec(), "only the 2 bytes 4f 4b"),
        (vorbis, "A_AAC0"),
        (riff(6, 1, 8_000, 8, 4, &[0; 4]), "format 6 with 8 bits"),
        (riff(1, 0, 8_000, 16, 4, &[0; 4]), "0 channels"),
    ];
    for (bytes, named) in cases {
        let error = decode(&bytes, at(16_000)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidContent, "{error}");
        assert!(error.message().contains(named), "`{error}` does not name {named}");
        assert!(fed(Decoder::new(at(16_000)), bytes.chunks(1)).1.is_some(), "{named} in single bytes");
    }
    let error = decode(&[7; 40], at(16_000)).unwrap_err();
    assert!(error.message().contains("accepted are WebM with Opus, Ogg with Opus, WAV"), "{error}");
}

#[test]
fn sound_beyond_the_limit_is_an_error_behind_the_sound_before_it() {
    let options = DecodeOptions { limit: Duration::from_secs(2), ..at(16_000) };
    for name in ["client_utterance_1.webm", "speech.ogg", "speech_16k.wav"] {
        let bytes = fixture(name);
        for piece in [bytes.len(), 100] {
            let (samples, error) = fed(Decoder::new(options), bytes.chunks(piece));
            assert_eq!(samples.len(), 32_000, "{name}");
            let error = error.unwrap();
            assert_eq!(error.kind(), ErrorKind::TooLarge);
            assert!(error.message().contains("2 seconds"), "{error}");
        }
        assert_eq!(decode(&bytes, options).unwrap_err().kind(), ErrorKind::TooLarge);
    }
}

#[test]
fn an_hour_in_pieces_never_piles_up() {
    let mut decoder = Decoder::new(DecodeOptions { limit: Duration::from_secs(4_000), rate: 8_000 });
    let second = pcm16::bytes(&[500; 8_000]);
    decoder.push(&wav::header(8_000, 1, None)).unwrap();
    let mut samples = 0;
    for _ in 0..3_600 {
        let sound = decoder.push(&second).unwrap();
        assert!(sound.frames() <= 8_000, "{} samples at once", sound.frames());
        samples += sound.frames();
    }
    assert_eq!(samples + decoder.finish().unwrap().frames(), 3_600 * 8_000);
}

#[test]
fn damage_in_the_middle_costs_only_what_it_hit() {
    let mut webm = fixture("client_utterance_1.webm");
    // Inside of a packet: the packet is bridged, no time is lost.
    webm[5_000..5_020].fill(0xff);
    assert_eq!(decode(&webm, at(48_000)).unwrap().frames(), 385_920);
    // Over the heads of two blocks: these are lost, what follows is not.
    let heads: Vec<_> = (0..webm.len() - 7)
        .filter(|at| matches!(webm[*at..*at + 7], [0xa3, 0x40, _, 0x81, _, _, 0x80]))
        .collect();
    webm[heads[20]..heads[21] + 7].fill(0);
    let frames = decode(&webm, at(48_000)).unwrap().frames();
    assert!((385_920 - 3 * 2_880..385_920).contains(&frames), "{frames} samples");
    // To the end: an error, behind the sound before it.
    let rest = webm.len() - 3_000;
    webm[rest..].fill(0);
    let (samples, error) = fed(Decoder::new(at(48_000)), webm.chunks(500));
    assert!(
        samples.len() > 250_000 && error.is_some_and(|error| error.message().contains("damaged from byte"))
    );
    let mut ogg = fixture("speech.ogg");
    let middle = ogg.len() / 2;
    ogg[middle] ^= 0xff;
    let sound = decode(&ogg, at(48_000)).unwrap();
    assert!((48_000..175_843).contains(&sound.frames()), "{} samples", sound.frames());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_recordings_end_in_sound_or_an_error_and_alike_in_any_pieces(
        which in 0..4_usize,
        changes in prop::collection::vec((any::<u16>(), any::<u8>()), 1..12),
        seed in any::<u64>(),
    ) {
        let name = ["short_client_utterance_4.webm", "speech.webm", "speech.ogg", "speech_16k.wav"][which];
        let mut bytes = fixture(name);
        bytes.truncate(9_000);
        for (place, byte) in changes {
            let place = usize::from(place) % bytes.len();
            bytes[place] = byte;
        }
        let whole = fed(Decoder::new(at(16_000)), std::iter::once(&bytes[..]));
        let cut = fed(Decoder::new(at(16_000)), random_pieces(&bytes, seed).into_iter());
        prop_assert_eq!(whole.0, cut.0);
        prop_assert_eq!(whole.1.map(|error| error.kind()), cut.1.map(|error| error.kind()));
    }

    #[test]
    fn noise_behind_any_beginning_is_borne(
        which in 0..4_usize,
        noise in prop::collection::vec(any::<u8>(), 0..3_000),
        seed in any::<u64>(),
    ) {
        let beginnings: [&[u8]; 4] = [
            &fixture("client_utterance_1.webm")[..158],
            b"OggS",
            b"RIFF\0\0\0\0WAVE",
            b"",
        ];
        let bytes = [beginnings[which], &noise].concat();
        let whole = fed(Decoder::new(at(16_000)), std::iter::once(&bytes[..]));
        let cut = fed(Decoder::new(at(16_000)), random_pieces(&bytes, seed).into_iter());
        prop_assert_eq!(whole.0, cut.0);
        prop_assert_eq!(whole.1.map(|error| error.kind()), cut.1.map(|error| error.kind()));
    }
}
