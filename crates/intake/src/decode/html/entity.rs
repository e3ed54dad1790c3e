//! Character references.

use std::borrow::Cow;

/// Longest reference, `&` and `;` not counted.
const LONGEST: usize = 10;

/// Replaces character references; what is none stays.
pub(super) fn decode(words: &str) -> Cow<'_, str> {
    if !words.contains('&') {
        return Cow::Borrowed(words);
    }
    let mut decoded = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        decoded.push_str(before);
        let name = reference.get(1..).unwrap_or("");
        let end = name.bytes().take(LONGEST).position(|b| b == b';');
        match end.and_then(|end| Some((character(name.get(..end)?)?, name.get(end + 1..)?))) {
            Some((c, after)) => {
                decoded.push(c);
                rest = after;
            }
            None => {
                decoded.push('&');
                rest = name;
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']);
        let code = hexadecimal
            .map_or_else(|| number.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok());
        return char::from_u32(code?).filter(|c| *c != '\0');
    }
    Some(match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "mdash" => '—',
        "ndash" => '–',
        "middot" => '·',
        "hellip" => '…',
        "bull" => '•',
        "laquo" => '《',
        "raquo" => '》',
        "times" => '×',
        "ge" => '≥',
        "le" => '≤',
        "deg" => '°',
        "permil" => '‰',
        _ => return None,
    })
}
