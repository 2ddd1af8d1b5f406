//! Where spans are sent, and under which name.

use std::collections::HashMap;

use http::Uri;
use prepai_core::config::{Config, Kind, Setting};
use prepai_core::{Error, Result};

const ENDPOINT: &str = "server.otel_endpoint";
const HEADERS: &str = "server.otel_headers";
const NAME: &str = "server.otel_service_name";

/// The settings, under their standard names of OpenTelemetry too.
pub(super) const SETTINGS: &[Setting] = &[
    Setting {
        key: ENDPOINT,
        kind: Kind::Text,
        default: None,
        doc: "The collector to which spans are sent (OTLP over HTTP), such as `http://localhost:4318`; without it none are made.",
        env: &["OTEL_EXPORTER_OTLP_ENDPOINT"],
    },
    Setting {
        key: HEADERS,
        kind: Kind::Secret,
        default: None,
        doc: "Headers for the collector: `name=value,…`, values percent-encoded.",
        env: &["OTEL_EXPORTER_OTLP_HEADERS"],
    },
    Setting {
        key: NAME,
        kind: Kind::Text,
        default: Some("prepai"),
        doc: "The name of this server in spans.",
        env: &["OTEL_SERVICE_NAME"],
    },
];

/// What the configuration says of the export.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where batches are posted: the collector's address with `/v1/traces`.
    pub endpoint: Uri,
    /// Headers of each post; they may hold keys.
    pub headers: HashMap<String, String>,
    /// The name of this server.
    pub service: String,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Settings { endpoint, service, .. } = self;
        f.debug_struct("Settings")
            .field("endpoint", endpoint)
            .field("service", service)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// Reads the settings; nothing when no collector is named.
    ///
    /// # Errors
    /// `invalid_input` for an address that is none of HTTP, and for headers that are no list of `name=value`.
    pub fn read(config: &Config) -> Result<Option<Self>> {
        let Some(endpoint) = config.text(ENDPOINT).map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let wrong = || Error::invalid(ENDPOINT, "must be an address such as `http://localhost:4318`");
        let endpoint: Uri =
            format!("{}/v1/traces", endpoint.trim_end_matches('/')).parse().map_err(|_| wrong())?;
        if !matches!(endpoint.scheme_str(), Some("http" | "https")) || endpoint.host().is_none() {
            return Err(wrong());
        }
        let headers = config.secret(HEADERS).map(|secret| headers(secret.expose())).transpose()?;
        let service = config.text(NAME).unwrap_or("prepai").to_owned();
        Ok(Some(Settings { endpoint, headers: headers.unwrap_or_default(), service }))
    }
}

fn headers(text: &str) -> Result<HashMap<String, String>> {
    let wrong = || Error::invalid(HEADERS, "must be `name=value,name=value`, values percent-encoded");
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').ok_or_else(wrong)?;
            let value =
                percent_encoding::percent_decode_str(value.trim()).decode_utf8().map_err(|_| wrong())?;
            let fits = name.trim().parse::<http::HeaderName>().is_ok()
                && http::HeaderValue::from_str(&value).is_ok();
            fits.then(|| (name.trim().to_owned(), value.into_owned())).ok_or_else(wrong)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use prepai_core::config::{Schema, Sources};

    use super::*;

    fn read(env: &[(&str, &str)]) -> Result<Option<Settings>> {
        let mut schema = Schema::core();
        schema.add(SETTINGS);
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Settings::read(&Config::load(schema, &Sources { env, ..Sources::default() })?)
    }

    #[test]
    fn the_standard_names_are_understood() {
        assert_eq!(read(&[]).unwrap(), None);
        let names = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b, x=y"),
            ("OTEL_SERVICE_NAME", "prep"),
        ];
        let settings = read(&names).unwrap().unwrap();
        assert_eq!(settings.endpoint, "http://collector:4318/v1/traces");
        assert_eq!((settings.headers["api-key"].as_str(), settings.headers["x"].as_str()), ("a b", "y"));
        assert_eq!(settings.service, "prep");
        assert!(!format!("{settings:?}").contains("a b"), "keys are not shown");
    }

    #[test]
    fn what_is_wrong_is_named() {
        for endpoint in ["collector:4318", "grpc://collector", "http://", "not an address"] {
            let error = read(&[("PREPAI_SERVER_OTEL_ENDPOINT", endpoint)]).unwrap_err();
            assert!(error.message().starts_with(ENDPOINT), "{endpoint}: {error}");
        }
        let names = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"), ("OTEL_EXPORTER_OTLP_HEADERS", "key")];
        assert!(read(&names).unwrap_err().message().starts_with(HEADERS));
    }
}
