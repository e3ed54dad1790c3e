//! Plain text: the character set is told by its mark, else guessed.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};

use super::{Decoded, Format};

/// Bytes the guess of a character set looks at.
const SAMPLE: usize = 1 << 16;

/// Characters hardly any paper can do without, in both scripts.
const COMMON: &str = "的和在市政府单位单單责責任一二三四五县縣区區工作发發展建设設实實施推进進到年加强強、，。：（）";

/// Decodes plain text.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let (text, charset) = characters(bytes, None);
    Decoded { text, format: Format::Text(charset), ..Decoded::default() }
}

/// The characters of bytes and the name of their set; `declared` is what the markup says.
pub(super) fn characters(
    bytes: &[u8],
    declared: Option<&'static Encoding>,
) -> (String, &'static str) {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => declared.unwrap_or_else(|| guessed(bytes)),
    };
    let (text, encoding, _) = encoding.decode(bytes);
    let text =
        text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}'], "\n");
    (text, encoding.name())
}

/// The likeliest set of Chinese text: the one in which common characters come out.
fn guessed(bytes: &[u8]) -> &'static Encoding {
    let sample = bytes.get(..bytes.len().min(SAMPLE)).unwrap_or(bytes);
    if mostly_utf8(sample) {
        return UTF_8;
    }
    let common = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(sample);
        text.chars().filter(|c| COMMON.contains(*c)).count()
    };
    if common(BIG5) > common(GB18030) { BIG5 } else { GB18030 }
}

/// Whether damaged places are rare.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let broken = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    let wide = text.chars().filter(|c| !c.is_ascii()).count();
    broken * 20 < wide
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GB18030, UTF_8};

    use super::decode;
    use crate::decode::Format;

    const PLAN: &str = "一、重点任务\r\n（一）完善路网。到2025年，新建道路100公里。（责任单位：市交通运输局、市财政局）";

    #[test]
    fn chinese_character_sets_are_told_apart() {
        let wanted = PLAN.replace("\r\n", "\n");
        for (encoding, name) in [(GB18030, "gb18030"), (UTF_8, "UTF-8")] {
            let (bytes, _, _) = encoding.encode(PLAN);
            let decoded = decode(&bytes);
            assert_eq!(
                (decoded.text.as_str(), decoded.format),
                (wanted.as_str(), Format::Text(name))
            );
        }
        let traditional = "一、重點任務\n（一）完善路網。到2025年，新建道路100公里，補齊縣城設施短板。（責任單位：市交通運輸局、市財政局）";
        let (bytes, _, _) = BIG5.encode(traditional);
        let decoded = decode(&bytes);
        assert_eq!((decoded.text.as_str(), decoded.format), (traditional, Format::Text("Big5")));
    }
}
