//! 7: closes.

use crate::case::{Case, End, Seen, Step, case};
use crate::house::House;
use crate::raw::{CLOSE, CONTINUATION, PING, TEXT, close, frame, whole};

fn cases() -> Vec<Case> {
    let hello = whole(TEXT, b"Hello World!");
    let normal = || End::Answered(vec![1000]);
    let send = |frames: &[Vec<u8>]| vec![Step::Send(frames.concat())];
    let bye = close(1000, b"");
    let part = frame(TEXT, b"fragment1");
    let rest = whole(CONTINUATION, b"fragment2");
    let large = vec![b'*'; 256 << 10];
    let no_text = b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80\x65\x64\x69\x74\x65\x64";
    let mut cases = vec![
        case(
            "7.1.1",
            send(std::slice::from_ref(&hello)),
            vec![Seen::Text(b"Hello World!".to_vec())],
            End::Clean,
        ),
        case("7.1.2", send(&[bye.clone(), whole(CLOSE, b"")]), vec![], normal()),
        case("7.1.3", send(&[bye.clone(), whole(PING, b"")]), vec![], normal()),
        case("7.1.4", send(&[bye.clone(), hello.clone()]), vec![], normal()),
        case("7.1.5", send(&[part, bye.clone(), rest]), vec![], normal()),
        case(
            "7.1.6",
            send(&[whole(TEXT, &large), hello, bye, whole(PING, b"")]),
            vec![Seen::Text(large), Seen::Text(b"Hello World!".to_vec())],
            normal(),
        ),
        case("7.3.1", send(&[whole(CLOSE, b"")]), vec![], End::Answered(vec![1000, 1005])),
        case("7.3.2", send(&[whole(CLOSE, b"a")]), vec![], End::Answered(vec![1002])),
        case("7.3.3", send(&[close(1000, b"")]), vec![], normal()),
        case("7.3.4", send(&[close(1000, b"Hello World!")]), vec![], normal()),
        case("7.3.5", send(&[close(1000, &[b'*'; 123])]), vec![], normal()),
        case("7.3.6", send(&[close(1000, &[b'*'; 124])]), vec![], End::Answered(vec![1002])),
        case("7.5.1", send(&[close(1000, no_text)]), vec![], End::Answered(vec![1002, 1007])),
    ];
    let valid = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
    for (number, code) in valid.into_iter().enumerate() {
        let end = End::Answered(vec![1000, code]);
        cases.push(case(format!("7.7.{}", number + 1), send(&[close(code, b"")]), vec![], end));
    }
    for (number, code) in [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999].into_iter().enumerate() {
        let end = End::Answered(vec![1002]);
        cases.push(case(format!("7.9.{}", number + 1), send(&[close(code, b"")]), vec![], end));
    }
    // What the suite leaves open: any answer, but an answer.
    for (number, code) in [5000, 65_535].into_iter().enumerate() {
        let end = End::Answered(vec![1000, 1002, code]);
        cases.push(case(format!("7.13.{}", number + 1), send(&[close(code, b"")]), vec![], end));
    }
    cases
}

#[tokio::test]
async fn closes() {
    House::judge("7 closes", cases()).await;
}
