//! Everything that is limited at the door, in one place.
//!
//! The defaults serve one office on one small machine; the server's configuration may name others.
//! Sizes are bytes unless the name says otherwise, times milliseconds.

use std::time::Duration;

use serde::Deserialize;

/// 限制. What one request, one document, one answer and one socket may use.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// What a GraphQL document may contain.
    pub document: DocumentLimits,
    /// What one HTTP request may carry and how long it may take.
    pub request: RequestLimits,
    /// How much is said in one answer.
    pub answer: AnswerLimits,
    /// What one WebSocket may do.
    pub socket: SocketLimits,
}

/// 文档限制. Measured before a document is validated or executed.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentLimits {
    /// Length of the text, for a caller who is signed in.
    pub bytes: usize,
    /// The same for a stranger, who has no use for long ones.
    pub bytes_anonymous: usize,
    /// Brackets of any kind inside one another; the parser must not run out of stack.
    pub brackets: usize,
    /// Selection sets inside one another, fragments and inline fragments included.
    pub levels: u32,
    /// Fields inside one another.
    pub depth: u32,
    /// Fields of one request after every fragment is written out, for a caller who is signed in.
    pub fields: u64,
    /// The same for a stranger.
    pub fields_anonymous: u64,
    /// Fields weighted by the pages they stand in, for a caller who is signed in.
    pub cost: u64,
    /// The same for a stranger.
    pub cost_anonymous: u64,
    /// Fields inside one another below `__schema`; standard tools need 15.
    pub introspection_depth: u32,
    /// Fields below `__schema` after every fragment is written out.
    pub introspection_fields: u64,
    /// Lists of types and fields inside one another below `__schema`; standard tools need 1.
    pub introspection_lists: u32,
    /// Mutations in one request.
    pub mutations: usize,
    /// Directives on one field, spread, fragment or operation.
    pub directives: usize,
    /// Operations in one document.
    pub operations: usize,
    /// Fragments in one document.
    pub fragments: usize,
    /// Variables of one operation.
    pub variables: usize,
    /// Text of the documents that are kept parsed.
    pub cache_bytes: usize,
}

impl Default for DocumentLimits {
    fn default() -> Self {
        Self {
            bytes: 64 << 10,
            bytes_anonymous: 16 << 10,
            brackets: 100,
            levels: 32,
            depth: 15,
            fields: 2_000,
            fields_anonymous: 100,
            cost: 100_000,
            cost_anonymous: 1_000,
            introspection_depth: 20,
            introspection_fields: 1_000,
            introspection_lists: 2,
            mutations: 10,
            directives: 5,
            operations: 10,
            fragments: 100,
            variables: 100,
            cache_bytes: 256 << 10,
        }
    }
}

/// 请求限制. Sizes and times of one HTTP request.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestLimits {
    /// JSON body of a caller who is signed in.
    pub body_bytes: usize,
    /// JSON body of a stranger.
    pub body_bytes_anonymous: usize,
    /// Query string of a GET.
    pub query_string_bytes: usize,
    /// Values (numbers, texts, lists, objects) in the variables of one request.
    pub variable_values: usize,
    /// Operations in one batch.
    pub batch: usize,
    /// Files in one multipart request.
    pub files: usize,
    /// One file of a multipart request.
    pub file_bytes: u64,
    /// How long a JSON body may take to arrive.
    pub body_ms: u64,
    /// How long a multipart body may take to arrive.
    pub upload_ms: u64,
    /// How long the answer may take once the body is there.
    pub answer_ms: u64,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self {
            body_bytes: 1 << 20,
            body_bytes_anonymous: 128 << 10,
            query_string_bytes: 16 << 10,
            variable_values: 20_000,
            batch: 10,
            files: 10,
            file_bytes: 20 << 20,
            body_ms: 10_000,
            upload_ms: 120_000,
            answer_ms: 30_000,
        }
    }
}

/// 应答限制. Errors are few and short.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerLimits {
    /// Errors in one answer; the rest is counted in a last one.
    pub errors: usize,
    /// Characters of one message.
    pub message_chars: usize,
}

impl Default for AnswerLimits {
    fn default() -> Self {
        Self { errors: 20, message_chars: 400 }
    }
}

/// 长连接限制. What one WebSocket may do.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SocketLimits {
    /// Sockets open at once on this node.
    pub sockets: usize,
    /// One message from the client.
    pub message_bytes: usize,
    /// Messages from the client within [`window_ms`](Self::window_ms).
    pub messages: u32,
    /// The window in which messages are counted.
    pub window_ms: u64,
    /// Operations running at once on one socket.
    pub streams: usize,
    /// How long `connection_init` may take.
    pub init_ms: u64,
    /// How often the server asks whether the client is still there.
    pub ping_ms: u64,
    /// How long a client may say nothing at all, not even a pong.
    pub silence_ms: u64,
    /// How long one message to the client may take to leave.
    pub send_ms: u64,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self {
            sockets: 2_000,
            message_bytes: 128 << 10,
            messages: 300,
            window_ms: 10_000,
            streams: 32,
            init_ms: 5_000,
            ping_ms: 20_000,
            silence_ms: 60_000,
            send_ms: 10_000,
        }
    }
}

/// Turns a number of milliseconds into a duration.
pub(crate) fn millis(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
