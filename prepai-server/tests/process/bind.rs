//! Who may listen where.

use prepai_server::http::guard::Tokens;

use crate::prepai::{Prepai, command};

/// Starts it where it must not start, and gives what it says.
fn refused(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = command(&folder, arguments, &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn beyond_this_machine_it_listens_only_with_a_token_or_when_told_to_be_open() {
    for host in ["0.0.0.0", "::"] {
        let said = refused(&["--host", host]);
        assert!(said.contains("prepai token") && said.contains("--insecure-open"), "{said}");
    }
    let open = Prepai::start(&["--host", "0.0.0.0", "--insecure-open"], &[]);
    assert!(open.address.starts_with("0.0.0.0:"), "{}", open.address);
    open.get("/api/sessions/list");

    let line = Tokens::line("ada", "secret-of-ada");
    let guarded = Prepai::start(&["--host", "0.0.0.0"], &[("PREPAI_SERVER_TOKENS", &line)]);
    assert_eq!(guarded.ask("GET", "/metrics", "", "").0, 401);
    guarded.with_token("secret-of-ada").get("/metrics");
}

#[test]
fn without_a_word_it_listens_on_this_machine_alone() {
    let prepai = Prepai::start(&[], &[]);
    assert!(prepai.address.starts_with("127.0.0.1:"), "{}", prepai.address);
    assert_eq!(prepai.url, format!("http://{}", prepai.address));
}
