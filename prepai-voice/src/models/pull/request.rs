//! One request for what is missing.

use prepai_core::net::Http;
use prepai_core::net::reqwest::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderName, IF_RANGE, LAST_MODIFIED,
    RANGE,
};
use prepai_core::net::reqwest::{Method, Response, StatusCode};
use prepai_core::{Error, ErrorKind, Result};

use super::part::Part;

/// An answer whose body goes on where the part ends.
pub(super) struct Answer {
    pub(super) response: Response,
    /// Bytes of the whole file, if the server says so.
    pub(super) total: Option<u64>,
    /// What the server calls this version, if it is good enough to go on with.
    pub(super) version: Option<String>,
}

/// Asks for the rest, of the same version only. A server without ranges, or with a newer version, sends all of it: then the
/// part begins anew. Nothing when all is here.
pub(super) async fn ask(http: &Http, url: &str, part: &mut Part) -> Result<Option<Answer>> {
    let mut request = http.request(Method::GET, url)?.header(ACCEPT_ENCODING, "identity");
    if let Some(version) = part.version() {
        request = request.header(RANGE, format!("bytes={}-", part.length())).header(IF_RANGE, version);
    }
    let response = http.ask(request).await?;
    let disk = |error: std::io::Error| Error::from(error).retry(false);
    let headers = response.headers();
    let version = version(headers);
    match response.status() {
        StatusCode::PARTIAL_CONTENT => {
            let (start, total) = range(headers).unwrap_or((u64::MAX, None));
            if start != part.length() {
                // Whatever this is, it does not fit.
                part.restart().map_err(disk)?;
                return Err(Error::new(
                    ErrorKind::Unavailable,
                    "the server sends another part than was asked for",
                ));
            }
            Ok(Some(Answer { response, total, version }))
        }
        StatusCode::RANGE_NOT_SATISFIABLE if part.length() > 0 => {
            if range(headers).and_then(|(_, total)| total) == Some(part.length()) {
                return Ok(None);
            }
            part.restart().map_err(disk)?;
            Err(Error::new(ErrorKind::Unavailable, "the file has changed at its server"))
        }
        status if status.is_success() => {
            part.restart().map_err(disk)?;
            let total = text(headers, &CONTENT_LENGTH).and_then(|length| length.parse().ok());
            Ok(Some(Answer { response, total, version }))
        }
        _ => Err(Http::told(response).await),
    }
}

/// Start and size of `bytes 5-9/10`; the start of `bytes */10` is its end.
fn range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let (range, total) =
        text(headers, &CONTENT_RANGE)?.strip_prefix("bytes")?.trim_start().split_once('/')?;
    let total = total.trim().parse().ok();
    match range.split_once('-') {
        Some((start, _)) => Some((start.trim().parse().ok()?, total)),
        None => Some((total?, total)),
    }
}

/// A strong `ETag`, or the date of the last change (RFC 9110, 13.1.5: a weak one says nothing about bytes).
fn version(headers: &HeaderMap) -> Option<String> {
    let etag = text(headers, &ETAG).filter(|etag| !etag.starts_with("W/"));
    etag.or_else(|| text(headers, &LAST_MODIFIED)).map(str::to_owned)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_RANGE, value.parse().unwrap());
            range(&headers)
        };
        assert_eq!(of("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(of("bytes 5-9/*"), Some((5, None)));
        assert_eq!(of("bytes */10"), Some((10, Some(10))));
        assert_eq!(of("lines 1-2/3"), None);
        assert_eq!(of("bytes x-9/10"), None);
    }
}
