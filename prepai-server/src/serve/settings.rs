//! The settings of a server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use prepai_core::config::{Config, Kind, Setting};
use prepai_core::interview::PhraseBook;
use prepai_core::{Error, Result};
use prepai_voice::duplex::Setup;
use prepai_voice::models::Folder;

use super::{Limits, Tls};
use crate::http::Options;
use crate::http::guard::Tokens;
use crate::socket::Patience;
use crate::telemetry::Spans;

const HOST: &str = "server.host";
const PORT: &str = "server.port";
const TOKENS: &str = "server.tokens";
const INSECURE_OPEN: &str = "server.insecure_open";
const ALLOW_HOSTS: &str = "server.allow_hosts";
const ALLOW_ORIGINS: &str = "server.allow_origins";
const REQUESTS: &str = "server.requests_per_second";
const SOCKETS: &str = "server.sockets_per_client";
const REQUEST_TIMEOUT: &str = "server.request_timeout";
const HEADER_TIMEOUT: &str = "server.header_timeout";
const CONNECTIONS: &str = "server.connections";
const VOICES: &str = "server.voices";
const WAITING_SPEECH: &str = "server.waiting_speech";
const ANSWER_BUDGET: &str = "server.answer_budget";
const FILLER_AFTER: &str = "server.filler_after";
const PHRASES: &str = "server.phrases";
const GRACE: &str = "server.shutdown_grace";
const TLS_CERT: &str = "server.tls_cert";
const TLS_KEY: &str = "server.tls_key";

/// Every setting of a server.
pub const SETTINGS: &[Setting] = &[
    Setting::new(HOST, Kind::Text, Some("127.0.0.1"), "The address that the server listens on."),
    Setting::new(PORT, Kind::Integer(0, 65_535), Some("8000"), "Its port; 0 is a free one."),
    Setting::new(
        TOKENS,
        Kind::Texts,
        None,
        "Who is let in: lines OWNER:HASH as `prepai token OWNER` prints them.",
    ),
    Setting::new(
        INSECURE_OPEN,
        Kind::Bool,
        Some("false"),
        "Listens beyond this machine without tokens: everybody reads every interview.",
    ),
    Setting::new(
        ALLOW_HOSTS,
        Kind::Texts,
        None,
        "Names under which the server answers beyond its own; `*` is any.",
    ),
    Setting::new(
        ALLOW_ORIGINS,
        Kind::Texts,
        Some("http://localhost:3000,http://localhost:3001,http://127.0.0.1:3000,http://127.0.0.1:3001"),
        "Origins of pages elsewhere that may read answers and open sockets.",
    ),
    Setting::new(
        REQUESTS,
        Kind::Integer(0, 1_000_000),
        Some("50"),
        "Requests a second of one client (its token's owner, or its address elsewhere) in the long run, ten times as many at once; 0 is no limit.",
    ),
    Setting::new(
        SOCKETS,
        Kind::Integer(0, 1_000_000),
        Some("1000"),
        "WebSockets of one client at once, counted as requests are; more are refused with 429. 0 is no limit.",
    ),
    Setting::new(REQUEST_TIMEOUT, Kind::Duration, Some("60s"), "After which a request is given up."),
    Setting::new(
        HEADER_TIMEOUT,
        Kind::Duration,
        Some("15s"),
        "In which the head of a request must arrive, the first one or the next one.",
    ),
    Setting::new(
        CONNECTIONS,
        Kind::Integer(1, 1_000_000),
        Some("20000"),
        "Connections at once, WebSockets among them; more wait.",
    ),
    Setting::new(
        VOICES,
        Kind::Integer(0, 1_000_000),
        Some("0"),
        "Voices at once; more are refused with 503 or 4429. 0 is as many as the machine keeps up with.",
    ),
    Setting::new(
        WAITING_SPEECH,
        Kind::Duration,
        Some("2h"),
        "Whole utterances of all sockets together that may wait to be transcribed (a second is 32 KB); more are answered with `busy`.",
    ),
    Setting::new(
        ANSWER_BUDGET,
        Kind::Duration,
        None,
        "How long a spoken answer should take in real mode, before the candidate is cut in on (half beyond it); else as the plan has it.",
    ),
    Setting::new(
        FILLER_AFTER,
        Kind::Duration,
        Some("1200ms"),
        "After how long without a word the interviewer says that it takes a moment; 0 is never.",
    ),
    Setting::new(
        PHRASES,
        Kind::Path,
        None,
        "A TOML file with own sentences for fillers and cutting in, by language; see `operation.md`.",
    ),
    Setting::new(GRACE, Kind::Duration, Some("20s"), "How long running turns may take to finish at the end."),
    Setting::new(TLS_CERT, Kind::Path, None, "The certificate chain, PEM; read again when it changes."),
    Setting::new(TLS_KEY, Kind::Path, None, "The private key, PEM."),
];

/// What the configuration says of a server.
#[derive(Debug)]
pub struct Settings {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it answers to whom.
    pub options: Options,
    /// How much it takes.
    pub limits: Limits,
    /// Certificate and key.
    pub tls: Option<(PathBuf, PathBuf)>,
}

/// Reads sentences of one's own.
fn phrases(path: &Path) -> Result<PhraseBook> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Error::invalid(PHRASES, format!("cannot be read: {error}")).with("path", path.display())
    })?;
    PhraseBook::with(&text).map_err(|error| error.with("path", path.display()))
}

impl Settings {
    /// Reads the settings.
    ///
    /// # Errors
    /// `invalid_input` for an address that is none, a token line that is none, half of a TLS pair, and for an address that
    /// others can reach without any token.
    pub fn read(config: &Config) -> Result<Self> {
        let host = config.text(HOST).unwrap_or("127.0.0.1");
        let host: IpAddr = match host {
            "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
            host => host.parse().map_err(|_| {
                Error::invalid(HOST, "must be an address such as `127.0.0.1`, `0.0.0.0` or `::1`")
            })?,
        };
        let port = config.integer(PORT).and_then(|port| u16::try_from(port).ok()).unwrap_or(8000);
        let tokens = Tokens::read(config.texts(TOKENS))?;
        let open = config.bool(INSECURE_OPEN).unwrap_or(false);
        if !host.is_loopback() && tokens.is_empty() && !open {
            let remedy = format!(
                "{host} can be reached from elsewhere and no token is configured: make one with `prepai token NAME`, or say \
                 `--insecure-open` if everybody may read every interview"
            );
            return Err(Error::invalid(HOST, remedy));
        }
        let duration = |key, default| config.duration(key).unwrap_or(Duration::from_secs(default));
        let options = Options {
            server: server_name(port),
            tokens,
            allow_hosts: config.texts(ALLOW_HOSTS).to_vec(),
            address: Some(host),
            allow_origins: config.texts(ALLOW_ORIGINS).to_vec(),
            requests_per_second: config.integer(REQUESTS).and_then(|n| u32::try_from(n).ok()).unwrap_or(50),
            sockets_per_client: config
                .integer(SOCKETS)
                .and_then(|n| usize::try_from(n).ok())
                .unwrap_or(1_000),
            spans: Spans::default(),
            request_timeout: duration(REQUEST_TIMEOUT, 60),
            patience: Patience::default(),
            voice: Setup {
                answer_budget: config.duration(ANSWER_BUDGET),
                filler_after: Some(config.duration(FILLER_AFTER).unwrap_or(Duration::from_millis(1_200)))
                    .filter(|after| !after.is_zero()),
                phrases: Arc::new(config.path(PHRASES).map(phrases).transpose()?.unwrap_or_default()),
                ..Setup::default()
            },
            voices: config.integer(VOICES).and_then(|n| usize::try_from(n).ok()).unwrap_or(0),
            waiting_speech: duration(WAITING_SPEECH, 7_200),
            models: Some(Folder::of(config)),
        };
        let limits = Limits {
            connections: config.integer(CONNECTIONS).and_then(|n| usize::try_from(n).ok()).unwrap_or(20_000),
            header_timeout: duration(HEADER_TIMEOUT, 15),
            grace: duration(GRACE, 20),
            ..Limits::default()
        };
        let tls = match (config.path(TLS_CERT), config.path(TLS_KEY)) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some((certificate.to_owned(), key.to_owned())),
            (Some(_), None) => return Err(Error::invalid(TLS_KEY, "is missing beside the certificate")),
            (None, Some(_)) => return Err(Error::invalid(TLS_CERT, "is missing beside the key")),
        };
        Ok(Settings { address: SocketAddr::new(host, port), options, limits, tls })
    }

    /// Reads certificate and key, if there are any.
    ///
    /// # Errors
    /// As [`Tls::read`].
    pub fn tls(&self) -> Result<Option<Tls>> {
        self.tls.as_ref().map(|(certificate, key)| Tls::read(certificate, key)).transpose()
    }
}

/// Names this process in the logs of sessions.
fn server_name(port: u16) -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = host.trim();
    format!("{}:{port}/{}", if host.is_empty() { "server" } else { host }, std::process::id())
}

#[cfg(test)]
mod tests {
    use prepai_core::config::{Schema, Sources};

    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Settings> {
        let mut schema = Schema::core();
        schema.add(SETTINGS);
        let env = env.iter().map(|(name, value)| (format!("PREPAI_SERVER_{name}"), (*value).to_owned()));
        let sources = Sources { env: env.collect(), ..Sources::default() };
        Settings::read(&Config::load(schema, &sources)?)
    }

    #[test]
    fn it_listens_on_this_machine_unless_told_and_guarded() {
        assert_eq!(read(&[]).unwrap().address.to_string(), "127.0.0.1:8000");
        let line = Tokens::line("ada", "token");
        assert_eq!(read(&[("HOST", "::1"), ("PORT", "0")]).unwrap().address.to_string(), "[::1]:0");
        let error = read(&[("HOST", "0.0.0.0")]).unwrap_err();
        assert!(
            error.message().contains("prepai token") && error.message().contains("--insecure-open"),
            "{error}"
        );
        assert!(read(&[("HOST", "0.0.0.0"), ("TOKENS", &line)]).is_ok());
        assert!(read(&[("HOST", "0.0.0.0"), ("INSECURE_OPEN", "true")]).is_ok());
        assert!(read(&[("HOST", "example.com")]).unwrap_err().message().contains("0.0.0.0"));
    }

    #[test]
    fn own_sentences_are_read_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("phrases.toml");
        let path = file.display().to_string();
        assert!(read(&[("PHRASES", &path)]).unwrap_err().message().starts_with(PHRASES));
        std::fs::write(&file, "[en]\ncut_in = \"That will do, thank you.\"").unwrap();
        let settings = read(&[("PHRASES", &path)]).unwrap();
        assert_eq!(settings.options.voice.phrases.of("en").unwrap().cut_in, "That will do, thank you.");
        std::fs::write(&file, "[en]\ncut_in = 1").unwrap();
        assert!(read(&[("PHRASES", &path)]).unwrap_err().message().contains("en: "));
    }

    #[test]
    fn certificate_and_key_come_together() {
        assert!(read(&[("TLS_CERT", "cert.pem")]).unwrap_err().message().starts_with(TLS_KEY));
        assert!(read(&[("TLS_KEY", "key.pem")]).unwrap_err().message().starts_with(TLS_CERT));
    }
}
