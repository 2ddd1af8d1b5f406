//! The examples in the documentation are what server and clients really say.

use prepai_server::socket::ClientMessage;
use serde_json::Value;

use crate::peer::House;

const DOCUMENT: &str = include_str!("../../docs/protocol.md");

/// The lines of the blocks of a side.
fn examples(side: &str) -> Vec<&'static str> {
    let blocks = DOCUMENT.split("```json ").skip(1).filter_map(|block| block.split_once("```"));
    blocks
        .filter_map(|(block, _)| block.strip_prefix(side))
        .flat_map(str::lines)
        .filter(|line| !line.is_empty())
        .collect()
}

#[test]
fn what_clients_are_shown_to_say_is_understood() {
    let tables = DOCUMENT.lines().filter_map(|line| line.strip_prefix("| `{\"type\"")).map(|rest| {
        let example = rest.split('`').next().unwrap();
        format!("{{\"type\"{example}")
    });
    let all: Vec<String> = examples("client").into_iter().map(str::to_owned).chain(tables).collect();
    assert!(all.len() >= 12, "{}", all.len());
    for text in all {
        let message = ClientMessage::parse(&text).unwrap();
        assert_ne!(message, ClientMessage::Unknown, "{text}");
    }
}

#[tokio::test]
async fn what_the_server_says_has_the_fields_of_its_example() {
    let shown: Vec<Value> =
        examples("server").iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let house = House::new().await;
    let session = house.session().await;
    let (mut peer, ack) = house.hello(&session, None).await;
    let mut said = vec![ack];
    peer.say(serde_json::json!({"type": "interview_ready"})).await;
    said.extend(peer.until("metrics").await);
    peer.say(serde_json::json!({"type": "text_message", "text": "I built caches."})).await;
    said.extend(peer.until("metrics").await);
    peer.say(serde_json::json!({"type": "code_submission", "code": "x", "language": "python"})).await;
    said.extend(peer.until("metrics").await);
    let mut compared = 0;
    for message in said {
        let example = shown.iter().find(|shown| shown["type"] == message["type"]).unwrap();
        for field in message.as_object().unwrap().keys().filter(|field| *field != "stages") {
            assert!(example.get(field).is_some(), "{field} of {message} is not in the document");
        }
        compared += 1;
    }
    assert!(compared > 10, "{compared}");
}
