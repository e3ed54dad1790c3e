//! Plain text: the character set is told by its mark, else by whether it is UTF-8.

use super::{Decoded, Format};

/// Decodes plain text.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
    Decoded { text, format: Format::Text("UTF-8"), ..Decoded::default() }
}
