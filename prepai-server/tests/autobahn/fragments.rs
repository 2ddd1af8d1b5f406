//! 5: fragments, and what comes between them; 10: a message in many.

use crate::case::{Case, End, Seen, Step, case};
use crate::house::House;
use crate::raw::{CONTINUATION, PING, PONG, TEXT, frame, whole};

fn send(frames: &[Vec<u8>]) -> Vec<Step> {
    vec![Step::Send(frames.concat())]
}

fn each(frames: &[Vec<u8>]) -> Vec<Step> {
    frames.iter().cloned().map(Step::Send).collect()
}

fn octets(frames: &[Vec<u8>]) -> Vec<Step> {
    frames.iter().cloned().map(|frame| Step::Chop(frame, 1)).collect()
}

/// The same frames at once, frame by frame and octet by octet.
fn three(first: usize, frames: &[Vec<u8>], seen: &[Seen], end: &End) -> Vec<Case> {
    let ways = [send(frames), each(frames), octets(frames)];
    let number = |way: usize| format!("5.{}", first + way);
    ways.into_iter()
        .enumerate()
        .map(|(way, steps)| case(number(way), steps, seen.to_vec(), end.clone()))
        .collect()
}

fn cases() -> Vec<Case> {
    let first = |payload: &[u8]| frame(TEXT, payload);
    let more = |payload: &[u8]| frame(CONTINUATION, payload);
    let last = |payload: &[u8]| whole(CONTINUATION, payload);
    let both = Seen::Text(b"fragment1fragment2".to_vec());
    let failed = End::Failed(1002);
    let hello = whole(TEXT, b"Hello, world!");
    let stray = b"non-continuation payload";

    let mut cases = vec![
        case("5.1", send(&[frame(PING, b"fragment1"), last(b"fragment2")]), vec![], failed.clone()),
        case("5.2", send(&[frame(PONG, b"fragment1"), last(b"fragment2")]), vec![], failed.clone()),
    ];
    cases.extend(three(
        3,
        &[first(b"fragment1"), last(b"fragment2")],
        std::slice::from_ref(&both),
        &End::Clean,
    ));
    let between = [first(b"fragment1"), whole(PING, b"ping payload"), last(b"fragment2")];
    cases.extend(three(6, &between, &[Seen::Pong(b"ping payload".to_vec()), both.clone()], &End::Clean));
    cases.extend(three(9, &[last(stray), hello.clone()], &[], &failed));
    cases.extend(three(12, &[more(stray), hello], &[], &failed));
    let after = [first(b"fragment1"), last(b"fragment2"), more(b"fragment3"), whole(TEXT, b"fragment4")];
    cases.push(case("5.15", send(&after), vec![both], failed.clone()));
    for (number, stray) in [("5.16", more(b"fragment1")), ("5.17", last(b"fragment1"))] {
        let once = [stray, first(b"fragment2"), last(b"fragment3")].concat();
        cases.push(case(number, send(&[once.clone(), once]), vec![], failed.clone()));
    }
    cases.push(case("5.18", send(&[first(b"fragment1"), whole(TEXT, b"fragment2")]), vec![], failed));

    let pong = |payload: &[u8]| Seen::Pong(payload.to_vec());
    let whole_text = Seen::Text(b"fragment1fragment2fragment3fragment4fragment5".to_vec());
    let seen = vec![pong(b"pongme 1!"), pong(b"pongme 2!"), whole_text];
    let begin = [first(b"fragment1"), more(b"fragment2"), whole(PING, b"pongme 1!")];
    let rest = [more(b"fragment3"), more(b"fragment4"), whole(PING, b"pongme 2!"), last(b"fragment5")];
    for (number, way) in [("5.19", send as fn(&[Vec<u8>]) -> Vec<Step>), ("5.20", each)] {
        // The first ping is answered before the message is complete.
        let steps = [way(&begin), vec![Step::Seen(1)], way(&rest)].concat();
        cases.push(case(number, steps, seen.clone(), End::Clean));
    }

    let long = vec![b'*'; 65_536];
    cases.push(case("10.1.1", send(&fragmented(&long, 1300)), vec![Seen::Text(long)], End::Clean));
    cases
}

/// A text message in fragments of this size.
pub(crate) fn fragmented(payload: &[u8], size: usize) -> Vec<Vec<u8>> {
    let pieces = payload.chunks(size).enumerate();
    let mut frames: Vec<Vec<u8>> =
        pieces.map(|(number, piece)| frame(if number == 0 { TEXT } else { CONTINUATION }, piece)).collect();
    if let Some(last) = frames.last_mut().and_then(|frame| frame.first_mut()) {
        *last |= 0x80;
    }
    frames
}

#[tokio::test]
async fn fragments() {
    House::judge("5 and 10 fragments", cases()).await;
}
