//! What this server has: kinds of interviews, languages, engines.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use prepai_core::agent::AgentState;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::App;

/// The kinds of interviews.
#[derive(Debug, Serialize, ToSchema)]
struct InterviewTypes {
    /// In the order of their packs.
    interview_types: Vec<InterviewType>,
}

/// A kind of interview.
#[derive(Debug, Serialize, ToSchema)]
struct InterviewType {
    /// Its id.
    #[schema(example = "google-sde")]
    id: String,
    /// For people.
    #[schema(example = "Google SDE")]
    name: String,
    /// Other names that mean it.
    aliases: Vec<String>,
    /// For whom the interviewer hires.
    company: String,
    /// For which position.
    role: String,
    /// What the interview looks at.
    focus: Vec<String>,
    /// Its length when a session does not say.
    duration_minutes: u32,
}

/// The languages in which code is executed.
#[derive(Debug, Serialize, ToSchema)]
struct Languages {
    /// None where code is not executed.
    languages: Vec<LanguageView>,
}

/// A language.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LanguageView {
    /// What requests call it.
    #[schema(example = "python")]
    id: String,
    /// For people.
    name: String,
    /// The engine and its version.
    engine: String,
}

/// What the interview runs on.
#[derive(Debug, Serialize, ToSchema)]
struct Models {
    /// The interviewer's mind.
    agent: Mind,
    /// Whether speech is understood.
    speech_to_text: Engine,
    /// Whether replies are spoken.
    text_to_speech: Engine,
    /// Whether code is executed.
    code: Engine,
    /// Whether documents other than plain text are read.
    documents: Engine,
}

/// The interviewer's mind.
#[derive(Debug, Serialize, ToSchema)]
struct Mind {
    /// Always true.
    available: bool,
    /// Who remembers the conversation: `stateless` when it is sent with every request, `remote` when the backend does.
    state: &'static str,
}

/// An engine of this server.
#[derive(Debug, Serialize, ToSchema)]
struct Engine {
    /// Whether there is one.
    available: bool,
}

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(types)).routes(routes!(languages)).routes(routes!(models))
}

/// The kinds of interviews.
#[utoipa::path(
    get,
    path = "/api/interview-types",
    tag = "about",
    responses((status = 200, body = InterviewTypes, description = "The kinds"))
)]
async fn types(State(app): State<Arc<App>>) -> Json<InterviewTypes> {
    let kinds = app.interview.backends().library.kinds().iter();
    let interview_types = kinds.map(|kind| InterviewType {
        id: kind.id.clone(),
        name: kind.name.clone(),
        aliases: kind.aliases.clone(),
        company: kind.company.clone(),
        role: kind.role.clone(),
        focus: kind.focus.clone(),
        duration_minutes: kind.minutes,
    });
    Json(InterviewTypes { interview_types: interview_types.collect() })
}

/// The languages in which code is executed here; none without an executor.
#[utoipa::path(
    get,
    path = "/api/code/languages",
    tag = "code",
    responses((status = 200, body = Languages, description = "The languages"))
)]
async fn languages(State(app): State<Arc<App>>) -> Json<Languages> {
    let languages = app.interview.backends().code.as_ref().map(|code| code.languages());
    let languages = languages.iter().flat_map(|languages| languages.iter()).map(|language| LanguageView {
        id: language.id.clone(),
        name: language.name.clone(),
        engine: language.engine.clone(),
    });
    Json(Languages { languages: languages.collect() })
}

/// What interviews run on here. What is not available is answered with 501 `not_available`.
#[utoipa::path(
    get,
    path = "/api/models",
    tag = "about",
    responses((status = 200, body = Models, description = "The engines"))
)]
async fn models(State(app): State<Arc<App>>) -> Json<Models> {
    let backends = app.interview.backends();
    let state = match backends.agent.state() {
        AgentState::Stateless => "stateless",
        AgentState::Remote => "remote",
    };
    let engine = |available| Engine { available };
    Json(Models {
        agent: Mind { available: true, state },
        speech_to_text: engine(backends.speech_to_text.is_some()),
        text_to_speech: engine(backends.text_to_speech.is_some()),
        code: engine(backends.code.is_some()),
        documents: engine(backends.documents.is_some()),
    })
}
