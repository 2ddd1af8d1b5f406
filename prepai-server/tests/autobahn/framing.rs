//! 1: framing.

use crate::case::{Case, End, Seen, Step, case};
use crate::house::House;
use crate::raw::{BINARY, TEXT, whole};

/// 1.x.8 sends its octets in pieces of this size.
const CHOP: usize = 997;

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let echo = |opcode, payload: &[u8]| match opcode {
        TEXT => Seen::Text(payload.to_vec()),
        _ => Seen::Binary(payload.to_vec()),
    };
    for (group, opcode, octet) in [(1, TEXT, b'*'), (2, BINARY, 0xfe)] {
        for (number, length) in [0, 125, 126, 127, 128, 65_535, 65_536].into_iter().enumerate() {
            let payload = vec![octet; length];
            let steps = vec![Step::Send(whole(opcode, &payload))];
            cases.push(case(
                format!("1.{group}.{}", number + 1),
                steps,
                vec![echo(opcode, &payload)],
                End::Clean,
            ));
        }
        let payload = vec![octet; 65_536];
        let steps = vec![Step::Chop(whole(opcode, &payload), CHOP)];
        cases.push(case(format!("1.{group}.8"), steps, vec![echo(opcode, &payload)], End::Clean));
    }
    cases
}

#[tokio::test]
async fn framing() {
    House::judge("1 framing", cases()).await;
}
