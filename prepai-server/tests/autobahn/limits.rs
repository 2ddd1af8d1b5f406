//! 9: sizes up to the server's limit, and beyond it.

use crate::case::{Case, End, Seen, Step, case};
use crate::fragments::fragmented;
use crate::house::House;
use crate::raw::{BINARY, TEXT, whole};

const LIMIT: usize = 1 << 20;

/// Sizes that an echo takes; a text of an interview has its own limit.
fn large() -> Vec<Case> {
    let text = |length| vec![b'*'; length];
    let mut cases = Vec::new();
    for (number, length) in [64 << 10, 256 << 10, LIMIT].into_iter().enumerate() {
        let (number, payload) = (number + 1, text(length));
        let seen = vec![Seen::Text(payload.clone())];
        cases.push(case(format!("9.1.{number}"), vec![Step::Send(whole(TEXT, &payload))], seen, End::Clean));
        let payload = vec![0xfe; length];
        let seen = vec![Seen::Binary(payload.clone())];
        cases.push(case(
            format!("9.2.{number}"),
            vec![Step::Send(whole(BINARY, &payload))],
            seen,
            End::Clean,
        ));
    }
    for (number, size) in [64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10].into_iter().enumerate() {
        let payload = text(LIMIT);
        let steps = vec![Step::Send(fragmented(&payload, size).concat())];
        cases.push(case(format!("9.3.{}", number + 1), steps, vec![Seen::Text(payload)], End::Clean));
    }
    for (number, size) in [64, 128, 256, 512, 1024, 2048].into_iter().enumerate() {
        let payload = text(LIMIT);
        let steps = vec![Step::Chop(whole(TEXT, &payload), size)];
        cases.push(case(format!("9.5.{}", number + 1), steps, vec![Seen::Text(payload)], End::Clean));
    }
    for (number, length) in [0, 16, 64, 256, 1024, 4096].into_iter().enumerate() {
        let (one, seen) = (whole(TEXT, &text(length)), Seen::Text(text(length)));
        let rally = (0..200).flat_map(|count| [Step::Send(one.clone()), Step::Seen(count + 1)]).collect();
        cases.push(case(format!("9.7.{}", number + 1), rally, vec![seen; 200], End::Clean));
    }
    cases
}

/// Beyond the limit: closed with 1009, as soon as the length is known.
fn too_large() -> Vec<Case> {
    let payload = vec![b'*'; LIMIT + 1];
    let head = whole(BINARY, &vec![0; 16 << 20]).get(..14).unwrap_or_default().to_vec();
    vec![
        case("9.1.4", vec![Step::Send(whole(TEXT, &payload))], vec![], End::Failed(1009)),
        case("9.2.6", vec![Step::Send(head)], vec![], End::Failed(1009)),
        case("9.4.1", vec![Step::Send(fragmented(&payload, 1 << 10).concat())], vec![], End::Failed(1009)),
    ]
}

#[tokio::test]
async fn sizes_up_to_the_limit() {
    let house = House::new().await;
    let cases = large();
    for case in &cases {
        house.echo().play(case).await.unwrap();
    }
    println!("9 limits: {} cases on one endpoint, 0 failed", cases.len());
}

#[tokio::test]
async fn sizes_over_the_limit() {
    House::judge("9 over the limit", too_large()).await;
}
