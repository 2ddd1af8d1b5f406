//! The description of the interface, made from the code.

use utoipa::OpenApi;

use super::routes;

#[derive(OpenApi)]
#[openapi(info(
    title = "PrepAI",
    description = "Mock interviews: sessions, typed and spoken interviews, CVs, code, reports and analytics."
))]
struct Description;

/// The OpenAPI 3.1 document.
pub fn document() -> utoipa::openapi::OpenApi {
    let (_, paths) = routes::all().split_for_parts();
    Description::openapi().merge_from(paths)
}
