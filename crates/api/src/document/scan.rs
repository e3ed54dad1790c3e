//! What is checked on the bare text: its length, and how deep its brackets go.
//!
//! The parser descends into itself for every bracket. A text of 60,000 opening brackets must
//! therefore be refused before the parser sees it.

use crate::error::Problem;
use crate::limits::DocumentLimits;

/// Where the scan stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Plain,
    Comment,
    Text,
    Block,
}

/// Checks the length of a document's text.
pub(super) fn length(text: &str, most: usize) -> Result<(), Problem> {
    let length = text.len();
    if length > most {
        return Err(Problem::limit(
            format!("GraphQL 文档为 {length} 字节，上限 {most} 字节。"),
            format!("The GraphQL document has {length} bytes, more than the {most} allowed."),
        ));
    }
    Ok(())
}

/// Checks the brackets of a document's text.
pub(super) fn check(text: &str, limits: &DocumentLimits) -> Result<(), Problem> {
    if deepest(text.as_bytes()) > limits.brackets {
        let most = limits.brackets;
        return Err(Problem::limit(
            format!("GraphQL 文档的括号嵌套超过 {most} 层。"),
            format!("The GraphQL document nests brackets more than {most} deep."),
        ));
    }
    Ok(())
}

/// Counts how many brackets are open at once, outside of strings and comments.
fn deepest(text: &[u8]) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    let mut place = Place::Plain;
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        let (next, taken) = step(place, byte, rest);
        if place == Place::Plain {
            match byte {
                b'{' | b'(' | b'[' => open += 1,
                b'}' | b')' | b']' => open = open.saturating_sub(1),
                _ => {}
            }
            deepest = deepest.max(open);
        }
        place = next;
        rest = after.get(taken - 1..).unwrap_or_default();
    }
    deepest
}

/// Says where the scan stands after the next bytes, and how many bytes those are.
fn step(place: Place, byte: u8, rest: &[u8]) -> (Place, usize) {
    match place {
        Place::Plain if byte == b'#' => (Place::Comment, 1),
        Place::Plain if rest.starts_with(b"\"\"\"") => (Place::Block, 3),
        Place::Plain if byte == b'"' => (Place::Text, 1),
        Place::Comment if byte == b'\n' || byte == b'\r' => (Place::Plain, 1),
        // A string ends at the end of its line: the parser refuses it, and nothing hides behind it.
        Place::Text if matches!(byte, b'"' | b'\n' | b'\r') => (Place::Plain, 1),
        Place::Text if byte == b'\\' => (Place::Text, 2.min(rest.len())),
        Place::Block if rest.starts_with(b"\\\"\"\"") => (Place::Block, 4),
        Place::Block if rest.starts_with(b"\"\"\"") => (Place::Plain, 3),
        _ => (place, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_counted_where_they_are_brackets() {
        assert_eq!(deepest(b"{ a(b: [1, 2]) { c } }"), 3);
        assert_eq!(deepest(b"{ a(b: \"[[[[\\\"[[\") } # {{{{{"), 2);
        assert_eq!(deepest(b"{ a(b: \"\"\"[[[\\\"\"\"[[[ \" [[\"\"\") }"), 2);
        assert_eq!(deepest(b"# {{{\n{"), 1);
        assert_eq!(deepest(b"\"never closed {{{\n{{"), 2);
    }

    #[test]
    fn an_escape_at_the_very_end_is_no_end_of_the_world() {
        assert_eq!(deepest(b"\"\\"), 0);
        assert_eq!(deepest(b"]]]{"), 1);
    }

    #[test]
    fn a_text_over_the_limit_is_refused_unread() {
        let limits = DocumentLimits::default();
        assert!(check(&"[".repeat(60_000), &limits).is_err());
        assert!(length(&" ".repeat(limits.bytes + 1), limits.bytes).is_err());
        assert!(length(&" ".repeat(limits.bytes), limits.bytes).is_ok());
    }
}
