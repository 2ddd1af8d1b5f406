//! Fields and paths as the OpenAPI document wants them.

use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};

use crate::http::extract::{Pattern, text_schema};

/// Gives [`Shaped`](crate::http::extract::Shaped) types the traits of the document, from their fields.
macro_rules! describe {
    ($($name:ty),*) => {$(
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                use crate::http::extract::Shaped;
                crate::http::extract::body_schema(<Self as Shaped>::FIELDS, <Self as Shaped>::PART)
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                <Self as crate::http::extract::Shaped>::NAME.into()
            }
        }

        impl utoipa::IntoParams for $name {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                crate::http::extract::parameters(<Self as crate::http::extract::Shaped>::FIELDS)
            }
        }
    )*};
}

pub(super) use describe;

/// The id of a session in a path.
pub(super) struct SessionPath;

/// An id of a session and one of its submissions in a path.
pub(super) struct SubmissionPath;

/// An id of a session and the name of one of its files in a path.
pub(super) struct FilePath;

/// The name of a kind in a path.
pub(super) struct KindPath;

/// The name of a candidate in a path.
pub(super) struct CandidatePath;

const LINE: Option<&str> = Some(Pattern::LINE.expression);

const ID: &str = "^[A-Za-z0-9_-]{1,64}$";

impl IntoParams for SessionPath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![session()]
    }
}

impl IntoParams for SubmissionPath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![session(), parameter("submission", "The submission's id.", 64, Some(ID))]
    }
}

impl IntoParams for FilePath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let name = Some("^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}$");
        vec![session(), parameter("name", "The file's name.", 128, name)]
    }
}

impl IntoParams for KindPath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![parameter("kind", "The kind of interview, in any spelling.", 100, LINE)]
    }
}

impl IntoParams for CandidatePath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![parameter("name", "The candidate's name, in any case and spacing.", 200, LINE)]
    }
}

fn session() -> Parameter {
    let about = "The session's id. `demo-session` and `demo-session-123` are demonstrations that exist by themselves.";
    parameter("id", about, 64, Some(ID))
}

fn parameter(name: &str, about: &str, max: usize, pattern: Option<&str>) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(about))
        .schema(Some(utoipa::openapi::Schema::Object(text_schema(max, pattern))))
        .build()
}
