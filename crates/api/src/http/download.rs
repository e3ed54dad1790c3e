//! `GET /evidence/{id}`, `GET /plans/{id}/source`: kept files, for those who see what they belong to.
//!
//! A file is whatever somebody uploaded, so it is never shown: it is handed out as an attachment,
//! under a media type from a short list, and streamed.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::http::accept::Media;
use crate::http::{Door, Entrance, Visit, answer};

/// Which kind of file is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// 佐证. The file of a piece of evidence.
    Evidence,
    /// 原件. The document that a plan was read from.
    PlanSource,
}

/// 下载. A file on its way out.
#[derive(Debug)]
pub struct Download {
    /// The name its owner gave it.
    pub name: String,
    /// The media type that its bytes were recognised as.
    pub media_type: String,
    /// How many bytes it has.
    pub size: u64,
    /// The digest of its bytes, in hexadecimal.
    pub digest: String,
    /// The bytes.
    pub body: Body,
}

/// Media types that are passed on; a browser is told nothing about any other.
const TYPES: [&str; 9] = [
    "application/ofd",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/csv",
    "text/plain",
];

const OPAQUE: &str = "application/octet-stream";

/// Hands out the file of a piece of evidence.
pub(crate) async fn evidence<D: Door, E: Send + Sync + 'static>(
    State(entrance): State<Arc<Entrance<D, E>>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    hand_out(&entrance, (Shelf::Evidence, id), request).await
}

/// Hands out the document that a plan was read from.
pub(crate) async fn source<D: Door, E: Send + Sync + 'static>(
    State(entrance): State<Arc<Entrance<D, E>>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    hand_out(&entrance, (Shelf::PlanSource, id), request).await
}

async fn hand_out<D: Door, E>(
    entrance: &Entrance<D, E>,
    (shelf, id): (Shelf, String),
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let visit = Visit::of(&parts, &entrance.settings.proxies);
    let found = async {
        let caller = Arc::new(entrance.door.caller(&visit).await?);
        entrance.door.fetch(&caller, &visit, shelf, &id).await
    };
    match found.await {
        Ok(download) => {
            let known = parts.headers.get(header::IF_NONE_MATCH);
            download.answer(known.and_then(|value| value.to_str().ok()))
        }
        Err(problem) => answer::refused(&problem, Media::Json, &visit),
    }
}

impl Download {
    /// Answers with the file, unless the client has it already.
    fn answer(self, known: Option<&str>) -> Response {
        let tag = format!("\"{}\"", self.digest);
        let fresh = known.is_some_and(|known| known.split(',').any(|held| held.trim() == tag));
        let media_type = TYPES.iter().find(|known| **known == self.media_type).unwrap_or(&OPAQUE);
        let mut response = if fresh {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut response = self.body.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
            headers.insert(header::CONTENT_LENGTH, self.size.into());
            set(&mut response, header::CONTENT_DISPOSITION, &disposition(&self.name));
            response
        };
        set(&mut response, header::ETAG, &tag);
        set(&mut response, header::CACHE_CONTROL, "private, no-cache");
        response
    }
}

/// Sets a header whose value is plain text, as all of ours are.
fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// `Content-Disposition` with the name in plain letters and, by RFC 8187, as it is.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|sign| match sign {
            '0'..='9' | 'A'..='Z' | 'a'..='z' | '.' | '-' | '_' | ' ' => sign,
            _ => '_',
        })
        .collect();
    let mut coded = String::new();
    for byte in name.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'.' | b'-' | b'_' => {
                coded.push(char::from(byte));
            }
            _ => coded.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn download(media_type: &str) -> Download {
        Download {
            name: "现场 1\".png".into(),
            media_type: media_type.into(),
            size: 3,
            digest: "ab12".into(),
            body: Body::from("abc"),
        }
    }

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let text = disposition("现场 1\"\r\n.png");
        assert_eq!(
            text,
            "attachment; filename=\"__ 1___.png\"; \
             filename*=UTF-8''%E7%8E%B0%E5%9C%BA%201%22%0D%0A.png"
        );
    }

    #[test]
    fn only_known_media_types_are_passed_on() {
        let told = |media_type| {
            let response = download(media_type).answer(None);
            response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned()
        };
        assert_eq!(told("image/png"), "image/png");
        for media_type in ["text/html", "image/svg+xml", "TEXT/HTML", "text/plain; charset=x", ""] {
            assert_eq!(told(media_type), OPAQUE);
        }
    }

    #[test]
    fn who_has_the_file_already_is_told_so() {
        let known = download("image/png").answer(Some("\"00\", \"ab12\""));
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
        let other = download("image/png").answer(Some("\"00\""));
        assert_eq!(other.status(), StatusCode::OK);
    }
}
