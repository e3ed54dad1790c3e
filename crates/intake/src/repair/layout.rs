//! Lines that are not the document's, lines broken inside a sentence, and breaks that got lost.

use super::{Edit, is_han, lines};
use crate::{draft::RepairKind, outline::numbering, piece::Piece};

/// Longest line that can be a banner.
const LONGEST_BANNER: usize = 60;
/// Widest wrap of a text with hard line ends, in columns.
const WIDEST_WRAP: usize = 120;
/// Narrowest line that can be full, in columns.
const NARROWEST_WRAP: usize = 30;
/// Columns that may stay free at the end of a full line, for no mark may open a line.
const FREE_COLUMNS: usize = 5;
/// A line this long has lost its breaks if headings stand inside it.
const LOST_BREAKS: usize = 600;

/// Words of sites around a document.
#[rustfmt::skip]
const BANNERS: &[&str] = &[
    "www.", "http://", "https://", ".com", "扫一扫在手机", "扫码关注", "微信公众号", "欢迎下载",
    "免费下载", "下载本文", "文档来源", "精品文档", "可编辑修改", "可编辑版", "仅供参考",
    "版权所有", "网友上传", "打印本页", "关闭窗口", "返回顶部", "分享到", "上一篇:", "下一篇:",
    "【字体", "[字体", "字体:", "当前位置:", "您所在的位置", "您的位置:", "责任编辑:", "资源描述",
    "积分下载", "在线阅读", "文库", "主办单位:", "网站标识码", "ICP备", "公网安备", "无障碍浏览",
    "长者模式",
];

/// Banner lines.
pub(super) fn banners(plain: &[char]) -> Vec<Edit> {
    let mut found = Vec::new();
    for (from, to) in lines(plain) {
        let line = Piece::new(plain.get(from..to).unwrap_or_default(), from).trim();
        let short = line.weight() > 0 && line.weight() <= LONGEST_BANNER && !line.ends_with("。");
        if short
            && line.contains_any(BANNERS)
            && !line.contains_any(&[
                "牵头",
                "配合单位",
                "责任单位:市",
                "方案",
                "计划",
                "日期:",
                "时间:",
            ])
        {
            found.push(Edit::delete(from, (to + 1).min(plain.len()), RepairKind::Banner));
        }
    }
    found
}

/// Line ends to take away and line ends to put in.
pub(super) fn line_ends(plain: &[char], edits: &[Edit]) -> Vec<Edit> {
    let kept = kept_lines(plain, edits);
    let wrap = wrap_width(plain, &kept);
    let mut found = Vec::new();
    for pair in kept.windows(2) {
        let [above, below] = pair else { continue };
        if let Some(edit) = joined(plain, *above, *below, wrap) {
            found.extend(without_edits(&edit, edits));
        }
    }
    for &(from, to) in &kept {
        if to - from > LOST_BREAKS {
            found.extend(lost_breaks(plain, from, to));
        }
    }
    found
}

/// The parts of a deletion that no other edit takes already.
fn without_edits(join: &Edit, edits: &[Edit]) -> Vec<Edit> {
    let first = edits.partition_point(|edit| edit.to <= join.from);
    let mut parts = Vec::new();
    let mut from = join.from;
    for edit in edits.iter().skip(first).take_while(|edit| edit.from < join.to) {
        if edit.from > from {
            parts.push(Edit::delete(from, edit.from, join.kind));
        }
        from = from.max(edit.to);
    }
    if from < join.to {
        parts.push(Edit::delete(from, join.to, join.kind));
    }
    parts
}

/// The lines that are neither empty nor taken out.
fn kept_lines(plain: &[char], edits: &[Edit]) -> Vec<(usize, usize)> {
    let mut gone = edits.iter().filter(|edit| edit.now.is_empty()).peekable();
    let mut kept = Vec::new();
    for (from, to) in lines(plain) {
        while gone.peek().is_some_and(|edit| edit.to <= from && edit.from < from) {
            gone.next();
        }
        let taken = gone.peek().is_some_and(|edit| edit.from <= from && edit.to >= to);
        let blank = plain.get(from..to).unwrap_or_default().iter().all(|c| c.is_whitespace());
        if !taken && !blank {
            kept.push((from, to));
        }
    }
    kept
}

/// The width at which most lines end, when the text has hard line ends.
fn wrap_width(plain: &[char], kept: &[(usize, usize)]) -> Option<usize> {
    let lines = kept.iter().map(|&(from, to)| columns(plain, from, to));
    let mut widths: Vec<usize> = lines.filter(|width| *width >= NARROWEST_WRAP).collect();
    widths.sort_unstable();
    let width = *widths.get(widths.len() * 4 / 5)?;
    let near = widths.iter().filter(|&&other| fills(other, width)).count();
    (widths.len() >= 10 && width <= WIDEST_WRAP && near * 2 >= widths.len()).then_some(width)
}

/// Whether a line of so many columns is full at this width.
fn fills(columns: usize, width: usize) -> bool {
    columns + FREE_COLUMNS >= width && columns <= width + 4
}

/// The columns a line takes up to its last word, the blanks before its first included.
fn columns(plain: &[char], from: usize, to: usize) -> usize {
    let line = plain.get(from..to).unwrap_or_default();
    let end = line.iter().rposition(|c| !c.is_whitespace()).map_or(0, |last| last + 1);
    let wide = |c: &char| if c.is_ascii_graphic() && !",;:()!?".contains(*c) { 1 } else { 2 };
    line.iter().take(end).map(|c| if *c == ' ' { 1 } else { wide(c) }).sum()
}

/// The blanks a line begins with.
fn indent(plain: &[char], (from, to): (usize, usize)) -> usize {
    plain.get(from..to).unwrap_or_default().iter().take_while(|c| c.is_whitespace()).count()
}

fn piece(plain: &[char], from: usize, to: usize) -> Piece<'_> {
    Piece::new(plain.get(from..to).unwrap_or_default(), from)
}

/// The line end between two lines, when the sentence goes on.
fn joined(
    plain: &[char],
    above: (usize, usize),
    below: (usize, usize),
    wrap: Option<usize>,
) -> Option<Edit> {
    let upper = piece(plain, above.0, above.1).trim();
    let lower = piece(plain, below.0, below.1).trim();
    let open_bracket = has_open_duty(upper) && closes_soon(plain, below.0);
    let finished =
        upper.last().is_some_and(|c| matches!(c, '。' | ';' | '!' | '?' | ':' | ')' | '”' | '》'));
    if finished && !open_bracket
        || numbering::read(lower).is_some()
        || !lower.first().is_some_and(|c| goes_on(c) || wrap.is_some() && c.is_ascii_alphabetic())
        || crate::header::document_number(lower).is_some_and(|number| number.len() == lower.len())
    {
        return None;
    }
    let far = below.0 > above.1 + 1
        && plain.get(above.1..below.0).unwrap_or_default().iter().any(|c| !c.is_whitespace());
    let full = wrap.is_some_and(|width| fills(columns(plain, above.0, above.1), width));
    let wrapped = full && indent(plain, below) <= indent(plain, above);
    let page_turned =
        far && upper.weight() >= 20 && upper.ends_with_any(crate::header::KINDS).is_none();
    let comma = upper.last().is_some_and(|c| matches!(c, ',' | '、')) && upper.weight() >= 6;
    (wrapped || open_bracket || page_turned || comma)
        .then(|| Edit::delete(upper.end(), lower.start(), RepairKind::BrokenLine))
}

fn goes_on(c: char) -> bool {
    is_han(c)
        || c.is_ascii_digit()
        || matches!(c, '“' | '、' | ',' | ')' | '。' | ';' | '%' | '《' | '(')
}

/// Whether the next bracket after this place closes one, before long.
fn closes_soon(plain: &[char], from: usize) -> bool {
    let ahead = plain.get(from..plain.len().min(from + 200)).unwrap_or_default();
    let mut inner = 0_u32;
    for &c in ahead {
        if crate::glyph::opens(c) {
            inner += 1;
        } else if crate::glyph::closes(c) {
            if inner == 0 {
                return true;
            }
            inner -= 1;
        } else if c == '。' {
            return false;
        }
    }
    false
}

/// Whether a phrase of responsibility is opened in the line and not closed.
fn has_open_duty(line: Piece<'_>) -> bool {
    let tail = line.from(line.len().saturating_sub(300));
    let open = tail.rfind_any(&["(责任", "(牵头", "(配合", "〔责任", "〔牵头", "[责任", "[牵头"]);
    open.is_some_and(|(at, _)| !tail.from(at).contains_any(&[")", "〕", "]"]))
}

/// Places inside a long line where a heading begins.
fn lost_breaks(plain: &[char], from: usize, to: usize) -> Vec<Edit> {
    let line = piece(plain, from, to);
    let mut found = Vec::new();
    for at in 1..line.len() {
        let after_stop = line.at(at - 1).is_some_and(|c| matches!(c, '。' | ')' | '〕' | ' '));
        let opens = line.at(at).is_some_and(|c| is_han(c) || c.is_ascii_digit() || c == '(');
        if !after_stop || !opens {
            continue;
        }
        let next = line.cut(at, at + 12);
        let followed =
            numbering::read(next).is_some_and(|mark| next.at(mark.length).is_some_and(is_han));
        if followed {
            let place = from + at;
            found.push(Edit {
                from: place,
                to: place,
                now: vec!['\n'],
                kind: RepairKind::BrokenLine,
            });
        }
    }
    if found.len() >= 3 { found } else { Vec::new() }
}
