//! A stretch of the plain text that knows where it stands.
//!
//! Every rule of this crate looks at pieces. A piece never copies, and cutting it keeps the
//! position, so whatever a rule finds can point back to its words.

/// A stretch of plain text and the place of its first character.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'a> {
    chars: &'a [char],
    start: usize,
}

impl<'a> Piece<'a> {
    pub(crate) fn new(chars: &'a [char], start: usize) -> Self {
        Self { chars, start }
    }

    pub(crate) fn len(self) -> usize {
        self.chars.len()
    }

    pub(crate) fn is_empty(self) -> bool {
        self.chars.is_empty()
    }

    /// Place of the first character in the whole text.
    pub(crate) fn start(self) -> usize {
        self.start
    }

    /// Place after the last character in the whole text.
    pub(crate) fn end(self) -> usize {
        self.start + self.chars.len()
    }

    pub(crate) fn chars(self) -> &'a [char] {
        self.chars
    }

    pub(crate) fn at(self, index: usize) -> Option<char> {
        self.chars.get(index).copied()
    }

    pub(crate) fn first(self) -> Option<char> {
        self.at(0)
    }

    pub(crate) fn last(self) -> Option<char> {
        self.chars.last().copied()
    }

    /// The part between two local places; out of range means empty.
    pub(crate) fn cut(self, from: usize, to: usize) -> Self {
        let to = to.min(self.chars.len());
        let from = from.min(to);
        Self { chars: self.chars.get(from..to).unwrap_or_default(), start: self.start + from }
    }

    pub(crate) fn from(self, from: usize) -> Self {
        self.cut(from, self.len())
    }

    pub(crate) fn to(self, to: usize) -> Self {
        self.cut(0, to)
    }

    pub(crate) fn is(self, word: &str) -> bool {
        self.chars.iter().copied().eq(word.chars())
    }

    /// Whether the word stands at this local place.
    pub(crate) fn has_at(self, index: usize, word: &str) -> bool {
        let Some(mut rest) = self.chars.get(index..) else {
            return false;
        };
        for wanted in word.chars() {
            match rest.split_first() {
                Some((&found, tail)) if found == wanted => rest = tail,
                _ => return false,
            }
        }
        true
    }

    pub(crate) fn starts_with(self, word: &str) -> bool {
        self.has_at(0, word)
    }

    pub(crate) fn ends_with(self, word: &str) -> bool {
        let length = word.chars().count();
        length <= self.len() && self.has_at(self.len() - length, word)
    }

    /// The first of the words that the piece ends with.
    pub(crate) fn ends_with_any<'w>(self, words: &[&'w str]) -> Option<&'w str> {
        let mut buffer = [0; 4];
        let last: &str = self.last()?.encode_utf8(&mut buffer);
        words.iter().copied().find(|word| word.ends_with(last) && self.ends_with(word))
    }

    /// The first of the words that the piece starts with.
    pub(crate) fn starts_with_any<'w>(self, words: &[&'w str]) -> Option<&'w str> {
        self.any_at(0, words)
    }

    pub(crate) fn strip_prefix(self, word: &str) -> Option<Self> {
        self.starts_with(word).then(|| self.from(word.chars().count()))
    }

    pub(crate) fn strip_suffix(self, word: &str) -> Option<Self> {
        self.ends_with(word).then(|| self.to(self.len() - word.chars().count()))
    }

    pub(crate) fn find(self, word: &str) -> Option<usize> {
        let first = word.chars().next()?;
        let starts = self.chars.iter().enumerate().filter(|(_, c)| **c == first);
        starts.map(|(index, _)| index).find(|&index| self.has_at(index, word))
    }

    pub(crate) fn rfind(self, word: &str) -> Option<usize> {
        (0..self.len()).rev().find(|&index| self.has_at(index, word))
    }

    pub(crate) fn contains(self, word: &str) -> bool {
        self.find(word).is_some()
    }

    pub(crate) fn contains_any(self, words: &[&str]) -> bool {
        self.find_any(words).is_some()
    }

    /// The first listed of the words that stands at this place.
    pub(crate) fn any_at<'w>(self, index: usize, words: &[&'w str]) -> Option<&'w str> {
        let mut buffer = [0; 4];
        // Comparing the bytes of one character first keeps long word lists cheap.
        let first: &str = self.at(index)?.encode_utf8(&mut buffer);
        words.iter().copied().find(|word| word.starts_with(first) && self.has_at(index, word))
    }

    /// The earliest place where one of the words stands; of two at one place the first listed.
    pub(crate) fn find_any<'w>(self, words: &[&'w str]) -> Option<(usize, &'w str)> {
        let starts = Starts::of(words);
        let places = self.chars.iter().enumerate().filter(|(_, c)| starts.may_open(**c));
        let mut found = places.map(|(index, _)| (index, self.any_at(index, words)));
        found.find_map(|(index, word)| word.map(|word| (index, word)))
    }

    /// The last place where one of the words stands.
    pub(crate) fn rfind_any<'w>(self, words: &[&'w str]) -> Option<(usize, &'w str)> {
        let starts = Starts::of(words);
        let places = self.chars.iter().enumerate().rev().filter(|(_, c)| starts.may_open(**c));
        let mut found = places.map(|(index, _)| (index, self.any_at(index, words)));
        found.find_map(|(index, word)| word.map(|word| (index, word)))
    }

    /// Where the earliest of the words ends, so that `end <= place` tells whether one stands before
    /// a place without looking again.
    pub(crate) fn first_end(self, words: &[&str]) -> Option<usize> {
        self.find_any(words).map(|(at, word)| at + word.chars().count())
    }

    pub(crate) fn position(self, wanted: impl Fn(char) -> bool) -> Option<usize> {
        self.chars.iter().position(|&c| wanted(c))
    }

    pub(crate) fn trim(self) -> Self {
        self.trim_matches(char::is_whitespace)
    }

    pub(crate) fn trim_matches(self, unwanted: impl Fn(char) -> bool) -> Self {
        let from = self.chars.iter().position(|&c| !unwanted(c)).unwrap_or(self.len());
        let to = self.chars.iter().rposition(|&c| !unwanted(c)).map_or(from, |last| last + 1);
        self.cut(from, to)
    }

    /// Cuts at the marks that stand outside brackets, book marks and quotes.
    pub(crate) fn split_outside(self, is_mark: impl Fn(char) -> bool) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut from = 0;
        let mut depth = Depth::default();
        for (index, &c) in self.chars.iter().enumerate() {
            depth.pass(c);
            if depth.is_outside() && is_mark(c) {
                parts.push(self.cut(from, index));
                from = index + 1;
            }
        }
        parts.push(self.from(from));
        parts
    }

    /// Number of characters that are not white space.
    pub(crate) fn weight(self) -> usize {
        self.chars.iter().filter(|c| !c.is_whitespace()).count()
    }
}

/// The character a word must open or close with; asked before the word is compared as a whole, it
/// keeps long lists of words cheap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sieve(char);

impl Sieve {
    pub(crate) fn of(c: char) -> Self {
        Self(c)
    }

    /// Whether the word opens with the character.
    #[expect(clippy::chars_next_cmp, reason = "decoding beats the byte search of `starts_with`")]
    pub(crate) fn opens(self, word: &str) -> bool {
        word.chars().next() == Some(self.0)
    }

    /// Whether the word closes with the character.
    #[expect(clippy::chars_last_cmp, reason = "decoding beats the byte search of `ends_with`")]
    pub(crate) fn closes(self, word: &str) -> bool {
        word.chars().next_back() == Some(self.0)
    }
}

/// The characters a list of words opens with, as a small filter that may say yes too often.
struct Starts([u64; 16]);

impl Starts {
    fn of(words: &[&str]) -> Self {
        let mut bits = [0; 16];
        for c in words.iter().filter_map(|word| word.chars().next()) {
            let (slot, bit) = Self::place(c);
            if let Some(slot) = bits.get_mut(slot) {
                *slot |= bit;
            }
        }
        Self(bits)
    }

    fn place(c: char) -> (usize, u64) {
        let code = u32::from(c);
        ((code >> 6) as usize % 16, 1 << (code % 64))
    }

    fn may_open(&self, c: char) -> bool {
        let (slot, bit) = Self::place(c);
        self.0.get(slot).is_some_and(|bits| bits & bit != 0)
    }
}

impl std::fmt::Display for Piece<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.chars.iter().try_for_each(|c| write!(f, "{c}"))
    }
}

/// How deep inside brackets and quotes a scan stands.
///
/// An opening mark that is never closed would swallow the rest of a line, so depth is forgotten at
/// the end of a line.
#[derive(Default)]
pub(crate) struct Depth {
    round: u32,
    quoted: u32,
}

impl Depth {
    /// Takes note of one character.
    pub(crate) fn pass(&mut self, c: char) {
        match c {
            '(' | '[' | '〔' | '{' => self.round += 1,
            ')' | ']' | '〕' | '}' => self.round = self.round.saturating_sub(1),
            '“' | '《' | '「' => self.quoted += 1,
            '”' | '》' | '」' => self.quoted = self.quoted.saturating_sub(1),
            '\n' => *self = Self::default(),
            _ => {}
        }
    }

    /// Whether the scan stands in open text.
    pub(crate) fn is_outside(&self) -> bool {
        self.round == 0 && self.quoted == 0
    }
}

#[cfg(test)]
mod tests {
    use super::Piece;

    #[test]
    fn splitting_leaves_brackets_whole() {
        let chars: Vec<char> = "各县(市、区)、高新区、“一区、两园”".chars().collect();
        let parts: Vec<String> = Piece::new(&chars, 5)
            .split_outside(|c| c == '、')
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(parts, ["各县(市、区)", "高新区", "“一区、两园”"]);
    }

    #[test]
    fn cutting_keeps_the_place() {
        let chars: Vec<char> = "甲乙丙丁".chars().collect();
        let piece = Piece::new(&chars, 10).cut(1, 3);
        assert_eq!((piece.start(), piece.end(), piece.to_string().as_str()), (11, 13, "乙丙"));
        assert!(piece.cut(5, 9).is_empty());
    }
}
