//! 2: pings and pongs; 3: reserved bits; 4: opcodes; and masks, which the suite does not try.

use crate::case::{Case, End, Seen, Step, case};
use crate::house::House;
use crate::raw::{BINARY, CLOSE, PING, PONG, TEXT, close, frame, whole};

const HELLO: &[u8] = b"Hello, world!";
const NO_TEXT: &[u8] = b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff";

fn pings() -> Vec<Case> {
    let send = |bytes| vec![Step::Send(bytes)];
    let pong = |payload: &[u8]| vec![Seen::Pong(payload.to_vec())];
    let many: Vec<Vec<u8>> = (0..10).map(|number| format!("payload-{number}").into_bytes()).collect();
    let ten =
        |step: fn(Vec<u8>) -> Step| many.iter().map(|payload| step(whole(PING, payload))).collect::<Vec<_>>();
    let pongs: Vec<Seen> = many.iter().cloned().map(Seen::Pong).collect();
    let own = End::Answered(vec![1000]);
    vec![
        case("2.1", send(whole(PING, b"")), pong(b""), End::Clean),
        case("2.2", send(whole(PING, HELLO)), pong(HELLO), End::Clean),
        case("2.3", send(whole(PING, NO_TEXT)), pong(NO_TEXT), End::Clean),
        case("2.4", send(whole(PING, &[0xfe; 125])), pong(&[0xfe; 125]), End::Clean),
        case("2.5", send(whole(PING, &[0xfe; 126])), vec![], End::Failed(1002)),
        case("2.6", vec![Step::Chop(whole(PING, &[0xfe; 125]), 1)], pong(&[0xfe; 125]), End::Clean),
        case("2.7", send([whole(PONG, b""), close(1000, b"")].concat()), vec![], own.clone()),
        case("2.8", send([whole(PONG, b"unsolicited pong payload"), close(1000, b"")].concat()), vec![], own),
        case(
            "2.9",
            send([whole(PONG, b"unsolicited pong payload"), whole(PING, b"ping payload")].concat()),
            pong(b"ping payload"),
            End::Clean,
        ),
        case("2.10", ten(Step::Send), pongs.clone(), End::Clean),
        case("2.11", ten(|bytes| Step::Chop(bytes, 1)), pongs, End::Clean),
    ]
}

/// A good message, a bad frame and a ping, which is not answered any more.
fn after_an_echo(number: &str, bad: Vec<u8>, step: fn(Vec<u8>) -> Step) -> Case {
    let steps = vec![step(whole(TEXT, HELLO)), step(bad), step(whole(PING, b""))];
    case(number, steps, vec![Seen::Text(HELLO.to_vec())], End::Failed(1002))
}

fn at_once(bytes: Vec<u8>) -> Step {
    Step::Send(bytes)
}

fn by_octets(bytes: Vec<u8>) -> Step {
    Step::Chop(bytes, 1)
}

fn reserved_bits() -> Vec<Case> {
    let rsv = |rsv: u8, opcode: u8, payload: &[u8]| frame(0x80 | (rsv << 4) | opcode, payload);
    let alone = |number: &str, bytes| case(number, vec![Step::Send(bytes)], vec![], End::Failed(1002));
    vec![
        alone("3.1", rsv(1, TEXT, HELLO)),
        after_an_echo("3.2", rsv(2, TEXT, HELLO), at_once),
        after_an_echo("3.3", rsv(3, TEXT, HELLO), at_once),
        after_an_echo("3.4", rsv(4, TEXT, HELLO), by_octets),
        alone("3.5", rsv(5, BINARY, NO_TEXT)),
        alone("3.6", rsv(6, PING, HELLO)),
        alone("3.7", rsv(7, CLOSE, b"")),
    ]
}

fn opcodes() -> Vec<Case> {
    let mut cases = Vec::new();
    for (group, first) in [(1, 3), (2, 11)] {
        let alone = |number: u8, payload: &[u8]| {
            let steps = vec![Step::Send(whole(first + number - 1, payload))];
            case(format!("4.{group}.{number}"), steps, vec![], End::Failed(1002))
        };
        cases.extend([alone(1, b""), alone(2, b"reserved opcode payload")]);
        cases.push(after_an_echo(&format!("4.{group}.3"), whole(first + 2, b""), at_once));
        cases.push(after_an_echo(&format!("4.{group}.4"), whole(first + 3, HELLO), at_once));
        cases.push(after_an_echo(&format!("4.{group}.5"), whole(first + 4, HELLO), by_octets));
    }
    cases
}

/// RFC 6455, 5.1 and 5.2: a client's frames are masked, and lengths have 63 bits.
fn masks_and_lengths() -> Vec<Case> {
    let alone = |number: &str, bytes: &[u8], code| {
        case(number, vec![Step::Send(bytes.to_vec())], vec![], End::Failed(code))
    };
    vec![
        alone("rfc 5.1 unmasked text", b"\x81\x05Hello", 1002),
        alone("rfc 5.1 unmasked ping", b"\x89\x00", 1002),
        alone("rfc 5.2 a length of 2^63", b"\x82\xff\x80\0\0\0\0\0\0\0\x01\x02\x03\x04", 1009),
        alone("rfc 5.2 a length of 2^62", b"\x82\xff\x40\0\0\0\0\0\0\0\x01\x02\x03\x04", 1009),
    ]
}

#[tokio::test]
async fn pings_and_pongs() {
    House::judge("2 pings and pongs", pings()).await;
}

#[tokio::test]
async fn bits_that_are_reserved() {
    House::judge("3 reserved bits", reserved_bits()).await;
}

#[tokio::test]
async fn opcodes_that_are_reserved() {
    House::judge("4 opcodes", opcodes()).await;
}

#[tokio::test]
async fn masks_and_lengths_that_cannot_be() {
    House::judge("masks and lengths", masks_and_lengths()).await;
}
