//! TLS from files, with a real client.

use std::sync::Arc;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio_tungstenite::tungstenite::Message;

use crate::prepai::{Prepai, command};
use crate::talk::WATCHDOG;

fn write(folder: &TempDir) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.path().join("cert.pem"), cert.pem()).unwrap();
    std::fs::write(folder.path().join("key.pem"), signing_key.serialize_pem()).unwrap();
    cert.der().clone()
}

async fn connect(
    address: &str,
    trusted: Option<&CertificateDer<'static>>,
    protocol: &[u8],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    if let Some(trusted) = trusted {
        roots.add(trusted.clone()).unwrap();
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(address).await.unwrap();
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await
}

const FILES: [&str; 4] = ["--tls-cert", "cert.pem", "--tls-key", "key.pem"];

#[tokio::test]
async fn a_client_that_trusts_the_certificate_holds_an_interview() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = write(&folder);
    let prepai = Prepai::start_in(folder, &FILES, &[]);
    assert!(prepai.url.starts_with("https://"), "{}", prepai.url);

    let mut stream = connect(&prepai.address, Some(&certificate), b"http/1.1").await.unwrap();
    let body = json!({"interview_type": "google-sde", "candidate_name": "Ada"}).to_string();
    let request = format!(
        "POST /api/sessions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let body: serde_json::Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();

    let url = format!("wss://localhost/ws/interview/{}", body["session_id"].as_str().unwrap());
    let stream = connect(&prepai.address, Some(&certificate), b"http/1.1").await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
    for message in [json!({"type": "hello", "protocol": 2}), json!({"type": "interview_ready"})] {
        socket.send(Message::Text(message.to_string().into())).await.unwrap();
    }
    loop {
        let next = tokio::time::timeout(WATCHDOG, socket.next()).await.unwrap().unwrap().unwrap();
        if next.to_text().unwrap().contains("\"assistant_complete\"") {
            break;
        }
    }

    let second = connect(&prepai.address, Some(&certificate), b"h2").await.unwrap();
    assert_eq!(second.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
}

#[tokio::test]
async fn who_does_not_trust_it_or_speaks_no_tls_gets_nothing_and_disturbs_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = write(&folder);
    let prepai = Prepai::start_in(folder, &FILES, &[]);
    assert!(connect(&prepai.address, None, b"http/1.1").await.is_err());
    let mut plain = TcpStream::connect(&prepai.address).await.unwrap();
    plain.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(WATCHDOG, plain.read_to_end(&mut answer)).await.expect("it is closed");
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    // One that never shakes hands holds its place and nothing else.
    let _silent = TcpStream::connect(&prepai.address).await.unwrap();
    connect(&prepai.address, Some(&certificate), b"http/1.1").await.unwrap();
}

/// Connects again and again until this is so.
async fn until(prepai: &Prepai, trusted: &CertificateDer<'static>, so: impl Fn(bool) -> bool) {
    let patience = async {
        while !so(connect(&prepai.address, Some(trusted), b"http/1.1").await.is_ok()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(WATCHDOG, patience).await.unwrap_or_else(|_| panic!("it stays: {}", prepai.log()));
}

#[tokio::test]
async fn a_renewed_certificate_needs_no_restart_and_a_broken_one_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let first = write(&folder);
    let prepai = Prepai::start_in(folder, &[&FILES[..], &["--log", "info"]].concat(), &[]);
    let mut held = connect(&prepai.address, Some(&first), b"http/1.1").await.unwrap();

    // A renewal that broke off.
    std::fs::write(prepai.folder.path().join("cert.pem"), "-----BEGIN CERTIFICATE-----\nMII").unwrap();
    let told = |_| prepai.log().contains("the new certificate cannot be used");
    until(&prepai, &first, told).await;
    connect(&prepai.address, Some(&first), b"http/1.1").await.expect("the old one is in force");
    let log = prepai.log();
    let why = "cert.pem is no PEM file of certificates: `-----END CERTIFICATE-----` is missing";
    assert!(log.contains(why), "the log says why: {log}");

    // The key of one certificate with another is no better.
    let second = write(&prepai.folder);
    let key = std::fs::read(prepai.folder.path().join("key.pem")).unwrap();
    let third = write(&prepai.folder);
    std::fs::write(prepai.folder.path().join("key.pem"), key).unwrap();
    until(&prepai, &first, |_| prepai.log().contains("does not fit")).await;
    connect(&prepai.address, Some(&first), b"http/1.1").await.expect("the old one is in force");

    let fourth = write(&prepai.folder);
    // Older than what it replaces, as a restored backup is.
    for name in ["cert.pem", "key.pem"] {
        let file = std::fs::File::options().write(true).open(prepai.folder.path().join(name)).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)).unwrap();
    }
    until(&prepai, &fourth, |fits| fits).await;
    assert!(prepai.log().contains("the certificate was read again"), "{}", prepai.log());
    for old in [first, second, third] {
        assert!(connect(&prepai.address, Some(&old), b"http/1.1").await.is_err(), "the new one is shown");
    }

    // Who was there before stays.
    held.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    held.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn a_key_that_does_not_fit_is_named() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder);
    let key = std::fs::read(folder.path().join("key.pem")).unwrap();
    write(&folder);
    std::fs::write(folder.path().join("key.pem"), key).unwrap();
    let output = command(&folder, &FILES, &[]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("tls_key") && said.contains("does not fit"), "{said}");
}
