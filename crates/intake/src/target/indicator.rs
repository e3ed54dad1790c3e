//! The name of what is measured, and whom it covers.

use crate::{body::Body, piece::Piece};

/// Words that open a clause without naming anything.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "力争", "确保", "努力", "争取", "积极", "实现", "推动", "使", "其中", "共", "率先", "初步", "全面",
    "总体", "在全省率先", "在全国率先", "推进", "加快", "逐步", "将", "把", "每年", "每季度", "每半年",
    "每月",
];

/// Verbs before which 基本 is an adverb; before a noun it belongs to the name (基本医疗保险).
#[rustfmt::skip]
const BASICALLY: &[&str] = &[
    "基本实现", "基本完成", "基本建成", "基本建立", "基本形成", "基本达到", "基本消除", "基本补齐",
    "基本解决", "基本满足", "基本构建", "基本健全", "基本具备", "基本覆盖",
];

/// Nouns that a list of indicators may name only once, at its end.
#[rustfmt::skip]
const SHARED: &[&str] = &[
    "机械化率", "普及率", "覆盖率", "利用率", "处理率", "达标率", "优良率", "合格率", "入学率",
    "巩固率", "完成率", "回收率", "收集率", "增加值", "总产量", "产量", "种植面积", "面积", "总产值",
    "产值", "参保率", "建成率", "就业率", "满意率", "收入", "里程",
];

/// Words that end a subject without belonging to its name.
#[rustfmt::skip]
const CLOSERS: &[&str] = &[
    "年均", "均", "都", "分别", "总体", "力争", "要", "应", "须", "需", "进一步", "稳步", "基本",
    "全部", "一般", "预计", "约", "不", "再", "也", "将", "累计", "共", "同比", "环比",
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
    let bare = without_base(trimmed(subject));
    let scope = scope_length(bare);
    body.quote(bare.from(scope))
}

/// The subject without the year it is compared with: 能耗比2020年(下降).
fn without_base(subject: Piece<'_>) -> Piece<'_> {
    let Some((at, _)) = subject.rfind_any(&["比", "较"]).filter(|(at, _)| *at > 1) else {
        return subject;
    };
    let base = subject.from(at + 1).trim_matches(|c| c == ' ');
    let year =
        base.chars().iter().all(|&c| c.is_ascii_digit() || matches!(c, ' ' | '年' | '底' | '末'))
            && base.contains("年");
    let named = ["上年", "去年", "上年度", "同期", "上年同期"].iter().any(|word| base.is(word));
    if year || named { subject.to(at).trim() } else { subject }
}

/// Whether the words name nothing, only that something is done again.
pub(super) fn is_bare(words: &str) -> bool {
    let chars: Vec<char> = words.chars().collect();
    let mut rest = Piece::new(&chars, 0);
    while let Some(word) = rest
        .starts_with_any(super::words::ACTS)
        .or_else(|| rest.starts_with_any(&["再", "又", "另", "新", "累计", "共", "各"]))
    {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    rest.trim().is_empty()
}

/// The clause without words that only open or close it.
pub(super) fn trimmed(piece: Piece<'_>) -> Piece<'_> {
    let mut piece = piece.trim_matches(|c| matches!(c, ' ' | '(' | ':' | '-'));
    loop {
        if piece.starts_with_any(BASICALLY).is_some() {
            piece = piece.from(2);
        }
        let Some(rest) = piece.starts_with_any(OPENERS).and_then(|word| piece.strip_prefix(word))
        else {
            break;
        };
        piece = rest.trim();
    }
    while let Some(rest) = piece.ends_with_any(CLOSERS).and_then(|word| piece.strip_suffix(word)) {
        piece = rest.trim();
    }
    piece
}

/// The indicators of a list, each with what it shares with its neighbours written out:
/// `花生种植、收获机械化率` is 花生种植机械化率 and 花生收获机械化率.
pub(super) fn enumerated(body: &Body, subject: Piece<'_>) -> Vec<String> {
    let mut parts = subject.split_outside(|c| matches!(c, '、' | '和'));
    parts.retain(|part| !part.trim().is_empty());
    let mut names: Vec<String> = parts.iter().map(|part| body.quote(part.trim())).collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
        return names;
    };
    let shared = SHARED.iter().filter(|noun| last.ends_with(noun)).max_by_key(|noun| noun.len());
    let own = |part: &Piece<'_>| part.ends_with_any(super::words::MEASURES).is_some();
    let elided = parts.len() > 1 && !parts.iter().rev().skip(1).any(own);
    let Some(shared) = shared.filter(|_| elided) else {
        return names;
    };
    let length = shared.chars().count();
    let noun = body.quote(last.from(last.len() - length));
    // A word of two characters parts the names; what the first has before it belongs to all.
    let common = if last.len() - length == 2 && first.len() >= 4 {
        body.quote(first.to(first.len() - 2))
    } else {
        String::new()
    };
    let count = names.len();
    for (index, name) in names.iter_mut().enumerate() {
        if index > 0 {
            name.insert_str(0, &common);
        }
        if index + 1 < count {
            name.push_str(&noun);
        }
    }
    names
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
