//! One form for each character: half width, Simplified, one kind of bracket.

/// Gives the plain form of a character; always one character for one.
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
    use super::plain;

    #[test]
    fn full_width_becomes_half_width() {
        let folded: String = "（２０２５年，５０％；Ａ：Ｂ）【注】".chars().map(plain).collect();
        assert_eq!(folded, "(2025年,50%;A:B)[注]");
    }
}
