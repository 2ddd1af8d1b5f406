//! What this server has: kinds of interviews, languages, engines.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use prepai_core::agent::AgentState;
use prepai_core::speech::SpeechToText;
use prepai_voice::models::{Catalogue, Folder, Job, State as Kept};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::App;

/// How long ears may take to say whether they have what they need.
const PATIENCE: Duration = Duration::from_secs(2);

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
    /// The models and voices that were fetched.
    models: Vec<Stored>,
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
    /// Whether there is one, and it has what it needs.
    available: bool,
    /// What is missing, and what helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<String>,
}

/// A model or voice in the server's folder.
#[derive(Debug, Serialize, ToSchema)]
struct Stored {
    /// As `prepai models list` calls it.
    #[schema(example = "base.en")]
    name: String,
    /// `speech_to_text`, `text_to_speech` or `runtime`.
    #[schema(example = "speech_to_text")]
    job: &'static str,
    /// BCP 47; `*` is about a hundred of them.
    languages: Vec<String>,
    /// Under which terms.
    licence: String,
    /// Bytes on the disk.
    bytes: u64,
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
    let engine = |available| Engine { available, reason: None };
    Json(Models {
        agent: Mind { available: true, state },
        speech_to_text: ears(backends.speech_to_text.as_deref()).await,
        text_to_speech: engine(backends.text_to_speech.is_some()),
        code: engine(backends.code.is_some()),
        documents: engine(backends.documents.is_some()),
        models: app.options.models.as_ref().map(stored).unwrap_or_default(),
    })
}

/// Whether the ears have their model; a model that is still being read counts as there.
async fn ears(ears: Option<&dyn SpeechToText>) -> Engine {
    let Some(ears) = ears else { return Engine { available: false, reason: None } };
    match tokio::time::timeout(PATIENCE, ears.ready()).await {
        Ok(Err(error)) => Engine { available: false, reason: Some(error.message().to_owned()) },
        Ok(Ok(())) | Err(_) => Engine { available: true, reason: None },
    }
}

fn stored(folder: &Folder) -> Vec<Stored> {
    let items = Catalogue::embedded().items().filter(|item| folder.state(item) == Kept::There);
    items
        .map(|item| Stored {
            name: item.name.clone(),
            job: match item.job {
                Job::SpeechToText => "speech_to_text",
                Job::TextToSpeech => "text_to_speech",
                Job::Runtime => "runtime",
            },
            languages: item.languages.clone(),
            licence: item.licence.clone(),
            bytes: folder.bytes(item),
        })
        .collect()
}
