//! Uploads by the GraphQL multipart request specification.
//!
//! `operations` comes first, `map` second, files after them, as the specification says; so every
//! file is known before its first byte arrives, and one that nobody asked for is refused unread.
//! Files go to unnamed temporary files piece by piece: what is aborted leaves nothing behind, and
//! memory holds one piece at a time.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use async_graphql::{Request as Operation, UploadValue};
use axum::body::{Body, Bytes};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use futures_util::Stream;
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use crate::error::Problem;
use crate::http::parameters::{self, Asked};
use crate::limits::RequestLimits;

/// A header that a foreign page cannot set without asking first.
pub(crate) const PREFLIGHT: HeaderName = HeaderName::from_static("graphql-require-preflight");

/// Characters of a file name; file systems allow no more bytes than this.
const NAME_CHARS: usize = 255;

/// Bytes of heads, boundaries and pieces under way that the multipart reader may hold.
const WINDOW: u64 = 2 << 20;

/// Bytes of the part `map`.
const MAP_BYTES: usize = 16 << 10;

/// Says that a body or a file is larger than allowed.
pub(crate) fn too_large(most: u64) -> Problem {
    Problem::limit(
        format!("请求体或文件超过 {most} 字节的上限。"),
        format!("The body or file is larger than the {most} bytes allowed."),
    )
    .with_status(StatusCode::PAYLOAD_TOO_LARGE)
}

/// Receives one multipart request, files and all.
pub(crate) async fn receive(
    headers: &HeaderMap,
    body: Body,
    limits: &RequestLimits,
) -> Result<Operation, Problem> {
    let used = Used::default();
    let mut parts = open(headers, body, &used).await?;
    let operations = named(parts.next_field().await, "operations")?;
    let operations = small(operations, limits.body_bytes, &used).await?;
    let Asked::One(parameters) = parameters::from_body(&operations, limits)? else {
        return Err(out_of_order("operations"));
    };
    let mut operation = parameters.into_request(limits)?;
    let map = named(parts.next_field().await, "map")?;
    let mut paths = paths(&small(map, MAP_BYTES, &used).await?, limits)?;
    while let Some(field) = parts.next_field().await.map_err(|error| unreadable(&error))? {
        let path = field.name().and_then(|name| paths.remove(name));
        let Some(path) = path else {
            return Err(out_of_order("map"));
        };
        let upload = store(field, limits.file_bytes, &used).await?;
        let before = operation.uploads.len();
        operation.set_upload(&path, upload);
        if operation.uploads.len() == before {
            return Err(out_of_order(&path));
        }
    }
    if paths.is_empty() { Ok(operation) } else { Err(out_of_order("map")) }
}

async fn open(headers: &HeaderMap, body: Body, used: &Used) -> Result<Multipart, Problem> {
    let paced = Paced { inner: body.into_data_stream(), taken: 0, used: used.clone(), rest: false };
    let mut request = Request::new(Body::from_stream(paced));
    *request.headers_mut() = headers.clone();
    Multipart::from_request(request, &()).await.map_err(|_| out_of_order("boundary"))
}

/// How many bytes of the body came out of the multipart reader again.
#[derive(Clone, Default)]
struct Used(Arc<AtomicU64>);

impl Used {
    async fn next(&self, field: &mut Field<'_>) -> Result<Option<Bytes>, Problem> {
        let piece = field.chunk().await.map_err(|error| unreadable(&error))?;
        let length = piece.as_ref().map_or(0, Bytes::len);
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        self.0.fetch_add(length, Ordering::Relaxed);
        Ok(piece)
    }
}

/// The body, one piece per poll, and never far ahead of what was used of it.
///
/// The multipart reader takes all that is ready before it looks at any of it, and waits for the end
/// of a part's head however long that is. Pausing after every piece makes it look; the window keeps
/// a head without an end out of memory.
struct Paced<S> {
    inner: S,
    taken: u64,
    used: Used,
    rest: bool,
}

impl<S: Stream<Item = Result<Bytes, axum::Error>> + Unpin> Stream for Paced<S> {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.rest) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let polled = Pin::new(&mut self.inner).poll_next(context);
        if let Poll::Ready(Some(Ok(bytes))) = &polled {
            let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            self.taken = self.taken.saturating_add(length);
            if self.taken.saturating_sub(self.used.0.load(Ordering::Relaxed)) > WINDOW {
                return Poll::Ready(Some(Err(axum::Error::new("a part without an end"))));
            }
            self.rest = true;
        }
        polled
    }
}

fn named<'a>(
    field: Result<Option<Field<'a>>, MultipartError>,
    name: &str,
) -> Result<Field<'a>, Problem> {
    match field.map_err(|error| unreadable(&error))? {
        Some(field) if field.name() == Some(name) => Ok(field),
        _ => Err(out_of_order(name)),
    }
}

/// Reads a part that is kept in memory.
async fn small(mut field: Field<'_>, most: usize, used: &Used) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(piece) = used.next(&mut field).await? {
        if bytes.len().saturating_add(piece.len()) > most {
            return Err(too_large(u64::try_from(most).unwrap_or(u64::MAX)));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// Reads which file belongs where: part name to the one path in the variables.
fn paths(map: &[u8], limits: &RequestLimits) -> Result<HashMap<String, String>, Problem> {
    let map: HashMap<String, Vec<String>> =
        serde_json::from_slice(map).map_err(|_| out_of_order("map"))?;
    let (count, most) = (map.len(), limits.files);
    if count > most {
        return Err(Problem::limit(
            format!("一次最多上传 {most} 个文件，实为 {count} 个。"),
            format!("At most {most} files come in one request; here are {count}."),
        ));
    }
    map.into_iter()
        .map(|(name, mut paths)| match (paths.pop(), paths.pop()) {
            (Some(path), None) => Ok((name, path)),
            _ => Err(out_of_order("map")),
        })
        .collect()
}

/// Writes one file to disk, piece by piece.
async fn store(mut field: Field<'_>, most: u64, used: &Used) -> Result<UploadValue, Problem> {
    let filename = file_name(field.file_name().unwrap_or_default())?;
    let content_type = field.content_type().map(ToOwned::to_owned);
    let disk = |error: std::io::Error| Problem::internal(&format!("storing an upload: {error}"));
    let mut file = File::from_std(tempfile::tempfile().map_err(disk)?);
    let mut length: u64 = 0;
    while let Some(piece) = used.next(&mut field).await? {
        length = length.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if length > most {
            return Err(too_large(most));
        }
        file.write_all(&piece).await.map_err(disk)?;
    }
    file.flush().await.map_err(disk)?;
    file.rewind().await.map_err(disk)?;
    Ok(UploadValue { filename, content_type, content: file.into_std().await })
}

/// Checks a file name: it is shown to people, and is never a path here.
fn file_name(name: &str) -> Result<String, Problem> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if last.is_empty() || last.chars().count() > NAME_CHARS || last.chars().any(char::is_control) {
        return Err(Problem::bad_input(
            "文件须有名称，且名称不得超过 255 个字符或包含控制字符。",
            "A file needs a name of at most 255 characters without control characters.",
        ));
    }
    Ok(last.to_owned())
}

fn unreadable(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::limit("请求体过大。", "The body is too large.")
            .with_status(error.status());
    }
    out_of_order("body")
}

fn out_of_order(place: &str) -> Problem {
    let place: String = place.chars().take(100).collect();
    Problem::bad_input(
        format!("multipart 请求不符合 GraphQL multipart 规范（{place}）。"),
        format!("The request does not follow the GraphQL multipart specification at `{place}`."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_a_name_and_no_path() {
        assert_eq!(file_name("责任清单.txt").expect("a name"), "责任清单.txt");
        assert_eq!(file_name("../../etc/passwd").expect("a name"), "passwd");
        assert_eq!(file_name("C:\\材料\\表.xlsx").expect("a name"), "表.xlsx");
        assert!(file_name("").is_err());
        assert!(file_name("a/").is_err());
        assert!(file_name("a\r\nb").is_err());
        assert!(file_name(&"长".repeat(256)).is_err());
    }

    #[test]
    fn every_file_has_one_place() {
        let limits = RequestLimits { files: 2, ..RequestLimits::default() };
        assert!(paths(br#"{"0":["variables.f"]}"#, &limits).is_ok());
        assert!(paths(br#"{"0":["variables.f","variables.g"]}"#, &limits).is_err());
        assert!(paths(br#"{"0":[]}"#, &limits).is_err());
        assert!(paths(br#"{"0":["a"],"1":["b"],"2":["c"]}"#, &limits).is_err());
        assert!(paths(b"[]", &limits).is_err());
    }
}
