//! The description of the interface, made from the code.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder, SecurityRequirement};
use utoipa::{OpenApi, ToSchema};

use super::routes;
use crate::socket::{Described, ServerMessage};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "PrepAI",
        description = "Mock interviews: sessions, typed and spoken interviews, CVs, code, reports and analytics.\n\n\
            Every path answers with and without a slash at its end. Where tokens are configured every request needs \
            one, and a session belongs to the owner of the token that created it: for everybody else it is not there."
    ),
    components(schemas(Problem, Described, ServerMessage)),
    tags(
        (name = "sessions", description = "Create, list, read and erase sessions."),
        (name = "interviews", description = "The interview of a session: transcript, log, files, report."),
        (name = "cv", description = "CVs and their analysis."),
        (name = "code", description = "Code: executions, submissions, quality."),
        (name = "analytics", description = "What many interviews say together. Demonstrations never count."),
        (name = "about", description = "What this server has."),
        (name = "operation", description = "Whether the server is well."),
    )
)]
struct Description;

/// An error.
#[derive(Serialize, ToSchema)]
struct Problem {
    /// A sentence; for a request of the wrong form (422) what is wrong with each field.
    detail: Detail,
    /// The kind of error as a word.
    #[schema(example = "not_found")]
    code: String,
    /// The request, as in the header `x-request-id` and in logs.
    request_id: Option<String>,
}

/// What is wrong.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes what `Failure` writes")]
enum Detail {
    Sentence(String),
    Fields(Vec<WrongField>),
}

/// What is wrong with a field.
#[derive(Serialize, ToSchema)]
struct WrongField {
    /// The rule that it breaks.
    #[serde(rename = "type")]
    #[schema(example = "missing")]
    kind: String,
    /// The way to it: `body`, `query` or `header`, then names and places in lists.
    loc: Vec<Value>,
    /// A sentence.
    #[schema(example = "Field required")]
    msg: String,
    /// What came.
    input: Value,
    /// The limits that it breaks.
    #[schema(nullable = false)]
    ctx: Option<Value>,
}

/// The OpenAPI 3.1 document.
pub fn document() -> utoipa::openapi::OpenApi {
    let (_, paths) = routes::all().split_for_parts();
    let mut document = Description::openapi().merge_from(paths);
    for (path, item) in &mut document.paths.paths {
        for operation in operations(item) {
            add_errors(path, operation);
        }
    }
    let components = document.components.get_or_insert_default();
    for (_, name, description, code) in ERRORS {
        components.responses.insert(name.to_owned(), RefOr::T(problem(description, code)));
    }
    components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    // Without tokens in the configuration nothing is asked for.
    document.security =
        Some(vec![SecurityRequirement::default(), SecurityRequirement::new("bearer", Vec::<String>::new())]);
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
}

/// The errors that there are, once each: status, name and sentence, and the word of the code.
const ERRORS: [(&str, &str, &str, &str); 13] = [
    ("400", "InvalidContent", "The request can be read, and its content fails", "invalid_content"),
    ("400", "NotReady", "The interview has not ended", "not_ready"),
    ("401", "Unauthenticated", "No valid token", "unauthenticated"),
    ("403", "Forbidden", "This host, origin or token may not", "forbidden"),
    ("404", "NotFound", "There is no such thing, or it is somebody else's", "not_found"),
    ("409", "Conflict", "The interview has ended, or has moved on", "conflict"),
    ("413", "TooLarge", "Too large", "too_large"),
    ("422", "InvalidInput", "The request has not the form that it must have", "invalid_input"),
    ("429", "RateLimited", "Too many requests", "rate_limited"),
    ("500", "Corrupt", "Stored data are damaged, or a defect", "corrupt"),
    ("501", "NotAvailable", "This build has no engine for it", "not_available"),
    ("503", "Unavailable", "The store or the server is not there now", "unavailable"),
    ("504", "Timeout", "It took too long", "timeout"),
];

/// The errors that an operation can answer, beside those that it describes itself.
fn add_errors(path: &str, operation: &mut Operation) {
    let parameters = operation.parameters.as_ref().is_some_and(|parameters| !parameters.is_empty());
    let body = operation.request_body.is_some();
    let named = path.contains("{id}");
    let mut codes = vec!["unauthenticated", "forbidden", "rate_limited", "corrupt", "unavailable", "timeout"];
    let mut may = |condition: bool, code| codes.extend(condition.then_some(code));
    may(named, "not_found");
    may(parameters || body, "invalid_input");
    may(body, "invalid_content");
    may(body, "too_large");
    let report = path == "/api/interviews/{id}/performance-report";
    may(report, "not_ready");
    let engine = ["/api/code/execute", "/api/interviews/{id}/upload-cv"].contains(&path);
    may(report || engine, "not_available");
    let commits = named && (body || path.ends_with("/hint")) || path == "/api/interviews/{id}/cv-analysis";
    may(commits, "conflict");
    let responses = &mut operation.responses.responses;
    for (status, name, _, _) in ERRORS.iter().filter(|(_, _, _, code)| codes.contains(code)) {
        let reference = || RefOr::Ref(Ref::from_response_name(*name));
        responses.entry((*status).to_owned()).or_insert_with(reference);
    }
}

fn problem(description: &str, code: &str) -> Response {
    let detail = match code {
        "invalid_input" => {
            json!([{"type": "missing", "loc": ["body", "candidate_name"], "msg": "Field required", "input": {}}])
        }
        "not_found" => json!("Session not found"),
        _ => json!(description),
    };
    let example =
        json!({"detail": detail, "code": code, "request_id": "0198f0a2-6c1e-7d3a-9a55-3f1f6f0c9b11"});
    let mut content =
        Content::new(Some(RefOr::<utoipa::openapi::Schema>::Ref(Ref::from_schema_name("Problem"))));
    content.example = Some(example);
    ResponseBuilder::new().description(description).content("application/json", content).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_document_is_the_one_that_the_code_makes() {
        let committed = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
        let committed: Value = serde_json::from_slice(&std::fs::read(committed).unwrap()).unwrap();
        let made = serde_json::to_value(document()).unwrap();
        assert!(
            committed == made,
            "write it again: `cargo prepai openapi --text > prepai-server/docs/openapi.json`"
        );
    }

    #[test]
    fn every_operation_tells_its_errors_and_every_reference_leads_somewhere() {
        let document = serde_json::to_value(document()).unwrap();
        let text = document.to_string();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let told = &operation["responses"];
                assert!(told.get("401").is_some() && operation["summary"].is_string(), "{method} {path}");
                assert!(
                    operation["operationId"].is_string() && operation["tags"].is_array(),
                    "{method} {path}"
                );
                assert_eq!(path.contains("{id}"), told.get("404").is_some(), "{method} {path}");
            }
        }
        for reference in text.split("\"#/components/").skip(1) {
            let (kind, rest) = reference.split_once('/').unwrap();
            let name = rest.split('"').next().unwrap();
            assert!(document["components"][kind].get(name).is_some(), "{kind} {name}");
        }
        let not_found = &document["paths"]["/api/sessions/{id}"]["get"]["responses"]["404"];
        assert_eq!(not_found["$ref"], "#/components/responses/NotFound", "errors are described once");
        assert_eq!(document["openapi"], "3.1.0");
    }
}
