//! Lines that are not the document's, lines broken inside a sentence, and breaks that got lost.

use super::{Edit, is_han, lines, lost, wrap::Wrap};
use crate::{draft::RepairKind, outline::numbering, piece::Piece};

/// Longest line that can be a banner.
const LONGEST_BANNER: usize = 60;
/// Longest aside such as (区), which ends no sentence, its brackets included.
const LONGEST_ASIDE: usize = 8;

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
    let wrap = Wrap::of(plain, &kept);
    let mut found = Vec::new();
    for pair in kept.windows(2) {
        let [above, below] = pair else { continue };
        if let Some(edit) = joined(plain, *above, *below, wrap.as_ref()) {
            found.extend(without_edits(&edit, edits));
        }
    }
    found.extend(lost::breaks(plain, &kept));
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
    wrap: Option<&Wrap>,
) -> Option<Edit> {
    let upper = piece(plain, above.0, above.1).trim();
    let lower = piece(plain, below.0, below.1).trim();
    let open_bracket = has_open_duty(upper) && closes_soon(plain, below.0);
    let full = wrap.is_some_and(|wrap| wrap.fills(plain, above));
    let next = below.0 == above.1 + 1;
    if is_finished(upper, full, next) && !open_bracket
        || numbering::read(lower).is_some()
        || crate::header::is_labelled(lower)
        || !lower.first().is_some_and(|c| goes_on(c) || wrap.is_some() && c.is_ascii_alphabetic())
        || crate::header::document_number(lower).is_some_and(|number| number.len() == lower.len())
    {
        return None;
    }
    let far = below.0 > above.1 + 1
        && plain.get(above.1..below.0).unwrap_or_default().iter().any(|c| !c.is_whitespace());
    let wrapped = full && indent(plain, below) <= indent(plain, above);
    let page_turned =
        far && upper.weight() >= 20 && upper.ends_with_any(crate::header::KINDS).is_none();
    let comma = upper.last().is_some_and(|c| matches!(c, ',' | '、')) && upper.weight() >= 6;
    (wrapped || open_bracket || page_turned || comma)
        .then(|| Edit::delete(upper.end(), lower.start(), RepairKind::BrokenLine))
}

/// Whether a paragraph, a heading or a phrase of responsibility ends with the line.
///
/// More lines of a paragraph are full and happen to end in a mark than last lines happen to be
/// full, so a full line ends nothing, but where blank lines part what stands below it.
fn is_finished(line: Piece<'_>, full: bool, next: bool) -> bool {
    match line.last() {
        Some(':') => true,
        Some('。' | ';' | '!' | '?') => !(full && next),
        Some('”' | '》') => !full,
        Some(')') => !(full && ends_in_aside(line)),
        _ => false,
    }
}

fn ends_in_aside(line: Piece<'_>) -> bool {
    let tail = line.from(line.len().saturating_sub(LONGEST_ASIDE));
    tail.rfind("(")
        .is_some_and(|open| !tail.from(open).contains_any(&["负责", "责任", "牵头", "落实"]))
}

fn goes_on(c: char) -> bool {
    is_han(c)
        || c.is_ascii_digit()
        || matches!(
            c,
            '“' | '”' | '、' | ',' | ')' | '〕' | '。' | ';' | ':' | '%' | '《' | '》' | '('
        )
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
