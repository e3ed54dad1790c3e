//! The name of what is measured, and whom it covers.

use crate::{body::Body, piece::Piece};

/// Words that open a clause without naming anything.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "力争", "确保", "努力", "争取", "积极", "实现", "推动", "使", "其中", "共", "率先", "基本",
    "初步", "全面", "总体", "在全省率先", "在全国率先", "推进", "加快", "逐步", "将", "把",
];

/// Words that end a subject without belonging to its name.
#[rustfmt::skip]
const CLOSERS: &[&str] = &[
    "年均", "均", "都", "分别", "总体", "力争", "要", "应", "须", "需", "进一步", "稳步", "基本",
    "全部", "一般", "预计", "约", "不", "再", "也", "将", "累计", "共",
];

/// The indicator of a figure: the words before the comparison, or the noun after the figure.
pub(super) fn indicator(body: &Body, subject: Piece<'_>, after: Piece<'_>) -> String {
    let subject = trimmed(subject);
    let noun = after
        .split_outside(|c| matches!(c, '、' | ',' | ';' | '和'))
        .first()
        .copied()
        .unwrap_or(after);
    let noun = noun.strip_prefix("的").unwrap_or(noun).trim();
    if noun.weight() >= 2 && noun.weight() <= 24 { body.quote(noun) } else { body.quote(subject) }
}

/// The indicator of a comparison: its subject without scope and openers; empty when the clause names
/// only whom it covers.
pub(super) fn subject(body: &Body, subject: Piece<'_>) -> String {
    let bare = trimmed(subject);
    let scope = scope_length(bare);
    body.quote(bare.from(scope))
}

/// The clause without words that only open or close it.
pub(super) fn trimmed(piece: Piece<'_>) -> Piece<'_> {
    let mut piece = piece.trim_matches(|c| matches!(c, ' ' | '(' | ':' | '-'));
    while let Some(rest) = piece.starts_with_any(OPENERS).and_then(|word| piece.strip_prefix(word))
    {
        piece = rest.trim();
    }
    while let Some(rest) = piece.ends_with_any(CLOSERS).and_then(|word| piece.strip_suffix(word)) {
        piece = rest.trim();
    }
    piece
}

/// Whom a clause covers: 全市, 各县(区), 每个镇, 所有县城.
pub(super) fn scope(body: &Body, clause: Piece<'_>) -> Option<String> {
    let bare = trimmed(clause);
    let length = scope_length(bare);
    (length > 0).then(|| body.quote(bare.to(length)))
}

fn scope_length(piece: Piece<'_>) -> usize {
    let whole = ["全市", "全省", "全国", "全县", "全区", "全域", "全州", "全镇", "全盟", "全旗"];
    if let Some(word) = piece.starts_with_any(&whole) {
        return word.chars().count();
    }
    let class = piece.starts_with_any(&[
        "各",
        "每个",
        "每",
        "所有",
        "全部",
        "其他",
        "试点",
        "有条件的",
        "具备条件的",
    ]);
    let Some(class) = class else { return 0 };
    let ends = [
        "县(市、区)",
        "县(区)",
        "县城",
        "县区",
        "乡镇(街道)",
        "街道(乡镇)",
        "设区市",
        "行政村",
        "乡镇",
        "县",
        "区",
        "市",
        "镇",
        "乡",
        "村",
        "街道",
        "社区",
        "园区",
        "单位",
        "部门",
        "学校",
    ];
    let from = class.chars().count();
    for at in from..piece.len().min(from + 8) {
        if let Some(end) = ends.iter().find(|end| piece.has_at(at, end)) {
            return at + end.chars().count();
        }
    }
    0
}

/// The unit each of which owes the figure, from a scope such as 每个县.
pub(super) fn per(scope: Option<&str>) -> Option<String> {
    let scope = scope?;
    let rest = scope
        .strip_prefix("每个")
        .or_else(|| scope.strip_prefix("每"))
        .or_else(|| scope.strip_prefix("各"))?;
    Some(rest.to_owned())
}
