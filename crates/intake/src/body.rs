//! The text the rules read: plain characters, each knowing where it came from.

use crate::{piece::Piece, span::Span};

/// The working text of a document.
///
/// `shown` is the repaired text as it will be quoted; `plain` is the same text character for
/// character with full-width forms narrowed and Traditional characters simplified, which is what
/// rules compare with; `origin` says which code point of the decoded text each character is.
#[derive(Debug, Default)]
pub(crate) struct Body {
    shown: Vec<char>,
    plain: Vec<char>,
    origin: Vec<u32>,
}

impl Body {
    /// Makes a body of characters, each with its place in the decoded text.
    pub(crate) fn new(
        characters: impl Iterator<Item = (char, u32)>,
        fold: impl Fn(char) -> char,
    ) -> Self {
        let mut body = Self::default();
        for (c, place) in characters {
            body.shown.push(c);
            body.plain.push(fold(c));
            body.origin.push(place);
        }
        body
    }

    /// The whole text.
    pub(crate) fn all(&self) -> Piece<'_> {
        Piece::new(&self.plain, 0)
    }

    /// The lines, without their line ends and surrounding blanks; empty lines are left out.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut from = 0;
        self.plain.split(|&c| c == '\n').filter_map(move |line| {
            let piece = Piece::new(line, from).trim();
            from += line.len() + 1;
            (!piece.is_empty()).then_some(piece)
        })
    }

    /// Where a stretch of the working text stands in the decoded text.
    pub(crate) fn span(&self, from: usize, to: usize) -> Span {
        let first = self.origin.get(from).copied();
        let last = to.checked_sub(1).and_then(|last| self.origin.get(last)).copied();
        match (first, last) {
            (Some(first), Some(last)) if to > from => Span::new(first as usize, last as usize + 1),
            (Some(first), _) => Span::new(first as usize, first as usize),
            (None, _) => Span::default(),
        }
    }

    /// Where a piece stands in the decoded text.
    pub(crate) fn span_of(&self, piece: Piece<'_>) -> Span {
        self.span(piece.start(), piece.end())
    }

    /// The working text of a span of the decoded text.
    pub(crate) fn piece(&self, span: Span) -> Piece<'_> {
        let place =
            |wanted: usize| self.origin.partition_point(|&origin| (origin as usize) < wanted);
        self.all().cut(place(span.start), place(span.end))
    }

    /// The words of a piece as the document writes them.
    pub(crate) fn quote(&self, piece: Piece<'_>) -> String {
        self.shown.get(piece.start()..piece.end()).unwrap_or_default().iter().collect()
    }
}
