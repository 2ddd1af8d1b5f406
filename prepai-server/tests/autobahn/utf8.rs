//! 6: text is UTF-8, whole and in parts, and what is not is refused as soon as it can be known.

use crate::case::{Case, End, Seen, Step, case};
use crate::house::House;
use crate::raw::{CONTINUATION, TEXT, frame, whole};

/// κόσμε, of which some prefixes end inside a character.
const WORD: &[u8] = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5";

/// Groups 6.5 to 6.23, after Markus Kuhn's UTF-8 decoder stress test: whether they are text, and the octets.
fn groups() -> Vec<Vec<(bool, Vec<u8>)>> {
    let valid = |all: &[&[u8]]| all.iter().map(|bytes| (true, bytes.to_vec())).collect::<Vec<_>>();
    let invalid = |all: &[&[u8]]| all.iter().map(|bytes| (false, bytes.to_vec())).collect::<Vec<_>>();
    let ends = [2, 5, 7, 9, 11];
    let prefixes =
        (1..=WORD.len()).map(|end| (ends.contains(&end), WORD.get(..end).unwrap_or_default().to_vec()));
    let boundaries = valid(&[b"\xed\x9f\xbf", b"\xee\x80\x80", b"\xef\xbf\xbd", b"\xf4\x8f\xbf\xbf"]);
    let alternating = b"\x80\xbf\x80\xbf\x80\xbf";
    let continuations = invalid(&[b"\x80", b"\xbf"]).into_iter();
    let continuations = continuations.chain((2..=6).map(|length| (false, alternating[..length].to_vec())));
    let starts = [(0xc0, 0xdf), (0xe0, 0xef), (0xf0, 0xf7), (0xf8, 0xfb), (0xfc, 0xfd)];
    let starts = starts.map(|(from, to)| (false, (from..to).flat_map(|start: u8| [start, b' ']).collect()));
    let cut: [&[u8]; 10] = [
        b"\xc0",
        b"\xe0\x80",
        b"\xf0\x80\x80",
        b"\xf8\x80\x80\x80",
        b"\xfc\x80\x80\x80\x80",
        b"\xdf",
        b"\xef\xbf",
        b"\xf7\xbf\xbf",
        b"\xfb\xbf\xbf\xbf",
        b"\xfd\xbf\xbf\xbf\xbf",
    ];
    let no_characters = (0..=16_u32).flat_map(|plane| [plane << 16 | 0xfffe, plane << 16 | 0xffff]);
    let no_characters =
        no_characters.filter_map(char::from_u32).map(|letter| (true, letter.to_string().into_bytes()));
    vec![
        valid(&[
            b"hello\x24world",
            b"hello\xc2\xa2world",
            b"hello\xe2\x82\xacworld",
            b"hello\xf0\xa4\xad\xa2world",
            WORD,
        ]),
        prefixes.collect(),
        valid(&[b"\0", b"\xc2\x80", b"\xe0\xa0\x80", b"\xf0\x90\x80\x80"]),
        invalid(&[b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80"]),
        valid(&[b"\x7f", b"\xdf\xbf", b"\xef\xbf\xbf", b"\xf4\x8f\xbf\xbf"]),
        invalid(&[b"\xf7\xbf\xbf\xbf", b"\xfb\xbf\xbf\xbf\xbf", b"\xfd\xbf\xbf\xbf\xbf\xbf"]),
        boundaries.into_iter().chain(invalid(&[b"\xf4\x90\x80\x80"])).collect(),
        continuations.chain([(false, (0x80..0xbf).collect())]).collect(),
        starts.to_vec(),
        invalid(&cut),
        invalid(&[&cut.concat()]),
        invalid(&[b"\xfe", b"\xff", b"\xfe\xfe\xff\xff"]),
        invalid(&[
            b"\xc0\xaf",
            b"\xe0\x80\xaf",
            b"\xf0\x80\x80\xaf",
            b"\xf8\x80\x80\x80\xaf",
            b"\xfc\x80\x80\x80\x80\xaf",
        ]),
        invalid(&[
            b"\xc1\xbf",
            b"\xe0\x9f\xbf",
            b"\xf0\x8f\xbf\xbf",
            b"\xf8\x87\xbf\xbf\xbf",
            b"\xfc\x83\xbf\xbf\xbf\xbf",
        ]),
        invalid(&[
            b"\xc0\x80",
            b"\xe0\x80\x80",
            b"\xf0\x80\x80\x80",
            b"\xf8\x80\x80\x80\x80",
            b"\xfc\x80\x80\x80\x80\x80",
        ]),
        invalid(&[
            b"\xed\xa0\x80",
            b"\xed\xad\xbf",
            b"\xed\xae\x80",
            b"\xed\xaf\xbf",
            b"\xed\xb0\x80",
            b"\xed\xbe\x80",
            b"\xed\xbf\xbf",
        ]),
        invalid(&[
            b"\xed\xa0\x80\xed\xb0\x80",
            b"\xed\xa0\x80\xed\xbf\xbf",
            b"\xed\xad\xbf\xed\xb0\x80",
            b"\xed\xad\xbf\xed\xbf\xbf",
            b"\xed\xae\x80\xed\xb0\x80",
            b"\xed\xae\x80\xed\xbf\xbf",
            b"\xed\xaf\xbf\xed\xb0\x80",
            b"\xed\xaf\xbf\xed\xbf\xbf",
        ]),
        no_characters.collect(),
        valid(&[
            b"\xef\xbf\xb9",
            b"\xef\xbf\xba",
            b"\xef\xbf\xbb",
            b"\xef\xbf\xbc",
            b"\xef\xbf\xbd",
            b"\xef\xbf\xbe",
            b"\xef\xbf\xbf",
        ]),
    ]
}

fn sequences() -> Vec<Case> {
    let mut cases = Vec::new();
    for (group, sequences) in groups().into_iter().enumerate() {
        for (number, (valid, octets)) in sequences.into_iter().enumerate() {
            let number = format!("6.{}.{}", group + 5, number + 1);
            let steps = vec![Step::Send(whole(TEXT, &octets))];
            cases.push(match valid {
                true => case(number, steps, vec![Seen::Text(octets)], End::Clean),
                false => case(number, steps, vec![], End::Failed(1007)),
            });
        }
    }
    cases
}

/// A text in fragments of these lengths; the last one takes the rest.
fn parts(octets: &[u8], lengths: &[usize]) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), octets);
    for (number, length) in lengths.iter().enumerate() {
        let (part, more) = rest.split_at(*length);
        bytes.extend(frame(if number == 0 { TEXT } else { CONTINUATION }, part));
        rest = more;
    }
    bytes.extend(whole(if lengths.is_empty() { TEXT } else { CONTINUATION }, rest));
    bytes
}

fn messages() -> Vec<Case> {
    let send = |bytes| vec![Step::Send(bytes)];
    let text = |octets: &[u8]| vec![Seen::Text(octets.to_vec())];
    let hello = "Hello-µ@ßöäüàá-UTF-8!!".as_bytes();
    let half = "Hello-µ@ßöä".len();
    let single: Vec<usize> = vec![1; hello.len() - 1];
    let word: Vec<usize> = vec![1; WORD.len() - 1];
    // Text, one octet more than a code point can have, text.
    let edited = [WORD, b"\xf4\x90\x80\x80", b"edited"].concat();
    let surrogate = [WORD, b"\xed\xa0\x80", b"edited"].concat();
    let all: Vec<usize> = vec![1; surrogate.len() - 1];
    let failed = End::Failed(1007);
    let early = |lengths: [usize; 2]| {
        let (first, rest) = edited.split_at(lengths[0]);
        // The last fragment never comes: the failure must not wait for it.
        [frame(TEXT, first), frame(CONTINUATION, &rest[..lengths[1]])].concat()
    };
    let pieces = whole(TEXT, &edited);
    vec![
        case("6.1.1", send(whole(TEXT, b"")), text(b""), End::Clean),
        case("6.1.2", send(parts(b"", &[0, 0])), text(b""), End::Clean),
        case(
            "6.1.3",
            send(parts(b"middle frame payload", &[0, 20])),
            text(b"middle frame payload"),
            End::Clean,
        ),
        case("6.2.1", send(whole(TEXT, hello)), text(hello), End::Clean),
        case("6.2.2", send(parts(hello, &[half])), text(hello), End::Clean),
        case("6.2.3", send(parts(hello, &single)), text(hello), End::Clean),
        case("6.2.4", send(parts(WORD, &word)), text(WORD), End::Clean),
        case("6.3.1", send(whole(TEXT, &surrogate)), vec![], failed.clone()),
        case("6.3.2", send(parts(&surrogate, &all)), vec![], failed.clone()),
        case("6.4.1", send(early([WORD.len(), 4])), vec![], failed.clone()),
        case("6.4.2", send(early([12, 1])), vec![], failed.clone()),
        // Frames are read whole, so these fail with the end of the frame: `NON-STRICT` in the suite's words.
        case("6.4.3", vec![Step::Chop(pieces.clone(), 17)], vec![], failed.clone()),
        case("6.4.4", vec![Step::Chop(pieces, 1)], vec![], failed),
    ]
}

#[tokio::test]
async fn text_in_one_part_and_in_many() {
    House::judge("6.1 to 6.4 text", messages()).await;
}

#[tokio::test]
async fn sequences_that_are_text_and_that_are_not() {
    House::judge("6.5 to 6.23 sequences", sequences()).await;
}
