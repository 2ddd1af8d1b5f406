use axum::body::Body;
use axum::http::Request;
use futures::stream;
use serde_json::json;

use super::server::{Answer, Server};

async fn served() -> (Server, String) {
    let server = Server::new();
    let id = server.session().await;
    let content = stream::iter([Ok(b"01234".to_vec()), Ok(b"56789".to_vec())]);
    let store = server.interview.sessions().store();
    store.put_file(&id.parse().unwrap(), "audio_1.wav", Box::pin(content)).await.unwrap();
    let path = format!("/api/interviews/{id}/files");
    (server, path)
}

async fn part(server: &Server, path: &str, range: &str) -> Answer {
    let request = Request::get(format!("{path}/audio_1.wav")).header("range", range);
    server.ask(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn files_are_listed_and_read_whole_or_in_parts() {
    let (server, path) = served().await;
    let files = server.get(&path).await.json();
    assert_eq!((&files["files"][0]["name"], &files["files"][0]["size"]), (&json!("audio_1.wav"), &json!(10)));
    let whole = server.get(files["files"][0]["url"].as_str().unwrap()).await;
    assert_eq!((whole.status.as_u16(), whole.text.as_str()), (200, "0123456789"));
    assert_eq!((whole.header("content-type"), whole.header("accept-ranges")), ("audio/wav", "bytes"));
    let some = part(&server, &path, "bytes=3-5").await;
    assert_eq!((some.status.as_u16(), some.text.as_str()), (206, "345"));
    assert_eq!((some.header("content-range"), some.header("content-length")), ("bytes 3-5/10", "3"));
    let behind = part(&server, &path, "bytes=10-").await;
    assert_eq!((behind.status.as_u16(), behind.header("content-range")), (416, "bytes */10"));
}

#[tokio::test]
async fn the_head_of_a_file_tells_its_size() {
    let (server, path) = served().await;
    let request = Request::head(format!("{path}/audio_1.wav")).body(Body::empty()).unwrap();
    let head = server.ask(request).await;
    assert_eq!((head.status.as_u16(), head.header("content-length"), head.text.as_str()), (200, "10", ""));
}

#[tokio::test]
async fn names_that_are_no_files_are_not_found() {
    let (server, path) = served().await;
    for name in ["nope.wav", "..%2Fx", ".hidden", "%ff"] {
        assert_eq!(server.get(&format!("{path}/{name}")).await.status, 404, "{name}");
    }
}
