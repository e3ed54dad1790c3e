//! 十六进制. Bytes as hexadecimal digits: how digests, keys, cursors and encrypted text are spelled.

/// Two small digits a byte.
pub fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes; none where the text is not written in pairs of hexadecimal digits. Capitals are read
/// as well.
///
/// ```
/// use duban_domain::value::hex;
///
/// assert_eq!(hex::decode(&hex::encode(b"\x00\xff")), Some(vec![0, 255]));
/// for wrong in ["0", "zz", "+1", "0 "] {
///     assert_eq!(hex::decode(wrong), None, "{wrong}");
/// }
/// ```
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |[high, low]: &[u8; 2]| u8::try_from(digit(*high)? * 16 + digit(*low)?).ok();
    pairs.iter().map(byte).collect()
}
