//! One form for each character: half width, Simplified, one kind of bracket.
//!
//! Every fold gives one character for one, so places in the plain text are places in the text.
//! The table of Traditional characters is the one of OpenCC (Apache-2.0).

use std::{collections::HashMap, sync::LazyLock};

/// Pairs of a Traditional and its Simplified character.
const PAIRS: &str = include_str!("glyph/simplified.txt");

/// Share of Traditional characters, in per cent, from which a text is taken for Traditional.
const LEAST_TRADITIONAL: usize = 15;

static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let characters: Vec<char> = PAIRS.chars().filter(|c| *c != '\n').collect();
    characters.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?))).collect()
});

/// How the characters of one document are folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    Simplified,
    Traditional,
}

impl Script {
    /// Tells the script of a text; a Simplified text is left alone, for some of its characters
    /// (乾, 著) are Traditional forms of others.
    pub(crate) fn of(text: &[char]) -> Self {
        let han = text.iter().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(*c)).count();
        let traditional =
            text.iter().filter(|c| !c.is_ascii() && SIMPLIFIED.contains_key(c)).count();
        let is_traditional = traditional * 100 > han * LEAST_TRADITIONAL;
        if is_traditional { Self::Traditional } else { Self::Simplified }
    }

    /// The plain form of a character in a text of this script.
    pub(crate) fn plain(self, c: char) -> char {
        match self {
            Self::Simplified => plain(c),
            Self::Traditional => simplified(plain(c)),
        }
    }
}

/// The Simplified form of a character.
pub(crate) fn simplified(c: char) -> char {
    if c.is_ascii() { c } else { SIMPLIFIED.get(&c).copied().unwrap_or(c) }
}

/// Gives the plain form of a character.
pub(crate) fn plain(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{feff}' | '\t' => ' ',
        '【' | '﹝' | '［' | '〖' => '[',
        '】' | '﹞' | '］' | '〗' => ']',
        '﹙' => '(',
        '﹚' => ')',
        '｡' => '。',
        '﹑' | '､' => '、',
        '﹐' => ',',
        '﹔' => ';',
        '﹕' | '∶' | '︰' => ':',
        '–' | '—' | '―' | '─' | '━' | '－' | '﹣' | '‐' | '‑' | '−' => '-',
        '～' | '〜' | '∼' => '~',
        '『' | '「' | '〝' => '“',
        '』' | '」' | '〞' | '＂' => '”',
        '○' | '〇' | '◯' => '〇',
        '﹪' => '%',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Whether the character opens a round or square bracket.
pub(crate) fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '〔')
}

/// Whether the character closes a round or square bracket.
pub(crate) fn closes(c: char) -> bool {
    matches!(c, ')' | ']' | '〕')
}

#[cfg(test)]
mod tests {
    use super::{Script, plain};

    #[test]
    fn full_width_becomes_half_width() {
        let folded: String = "（２０２５年，５０％；Ａ：Ｂ）【注】".chars().map(plain).collect();
        assert_eq!(folded, "(2025年,50%;A:B)[注]");
    }

    #[test]
    fn traditional_text_becomes_simplified_one_for_one() {
        let text: Vec<char> = "責任單位：市發展和改革委員會".chars().collect();
        let script = Script::of(&text);
        let folded: String = text.iter().map(|&c| script.plain(c)).collect();
        assert_eq!((script, folded.as_str()), (Script::Traditional, "责任单位:市发展和改革委员会"));
    }

    #[test]
    fn simplified_text_is_left_alone() {
        let text: Vec<char> = "乾县著名景区改造提升工程项目建设进度".chars().collect();
        assert_eq!(Script::of(&text), Script::Simplified);
    }
}
