//! `/health`: the process answers. `/ready`: it can serve. Neither says anything about the inside.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::HeaderMap};
use serde::Serialize;
use tokio::time::timeout;

use crate::error::Problem;
use crate::http::{Door, Entrance};
use crate::language::accepted;

/// How long `/ready` waits for the things behind the door.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// 状态. The body of `/health` and `/ready`.
#[derive(Debug, Serialize)]
pub struct Status {
    /// `ok` or `unavailable`.
    pub status: &'static str,
    /// Why not, where the answer is no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Answers that the process lives; touches nothing else.
pub async fn health() -> Json<Status> {
    Json(Status { status: "ok", message: None })
}

/// Answers whether requests can be served.
pub(crate) async fn ready<D: Door, E: Send + Sync + 'static>(
    State(entrance): State<Arc<Entrance<D, E>>>,
    headers: HeaderMap,
) -> Response {
    let checked = timeout(READY_WITHIN, entrance.door.ready()).await;
    match checked.unwrap_or_else(|_| Err(Problem::unavailable())) {
        Ok(()) => health().await.into_response(),
        Err(problem) => {
            let message = Some(problem.message(accepted(&headers)).to_owned());
            let body = Json(Status { status: "unavailable", message });
            (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
        }
    }
}
