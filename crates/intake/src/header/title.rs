//! The titles of the notice and of the plan it carries.

use chrono::NaiveDate;

use crate::{body::Body, draft::Source, outline::Line, piece::Piece};

/// Words a title ends with.
#[rustfmt::skip]
pub(crate) const KINDS: &[&str] = &[
    "通知", "意见", "方案", "规划", "计划", "办法", "细则", "决定", "要点", "清单", "措施", "纲要",
    "分工", "分解", "安排", "行动", "举措", "规定", "任务", "目标", "通报", "若干措施", "台账",
    "责任书", "分解表", "一览表", "工程",
];

/// Reads the titles from the lines before the first heading; gives the line after the last one used.
pub(super) fn read(body: &Body, head: &[Line<'_>], source: &mut Source) -> usize {
    let found = titles(head);
    let mut last = 0;
    let given = source.title.take();
    let notice = given.or_else(|| found.first().map(|title| joined(body, head, *title)));
    if let Some((_, to)) = found.first() {
        last = *to;
    }
    let headline = || head.iter().position(|line| could_be_headline(line.text));
    let notice = notice.or_else(|| {
        let at = headline()?;
        last = at + 1;
        head.get(at).map(|line| body.quote(line.text))
    });
    let Some(notice) = notice else { return last };
    let Some(plan) = carried(&notice) else {
        source.title = Some(notice);
        return last;
    };
    source.notice_title = Some(notice);
    source.title = Some(plan.clone());
    for title in &found {
        let words = joined(body, head, *title);
        if plain(&words) == plain(&plan) {
            last = last.max(title.1);
        }
    }
    last
}

/// Runs of lines that make up a title: first line and the line after the last.
fn titles(head: &[Line<'_>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < head.len() {
        match title_at(head, index) {
            Some(end) => {
                found.push((index, end));
                index = end;
            }
            None => index += 1,
        }
    }
    found
}

fn title_at(head: &[Line<'_>], from: usize) -> Option<usize> {
    let first = head.get(from)?.text;
    if !could_be_title(first) {
        return None;
    }
    for end in from..(from + 4).min(head.len()) {
        let line = head.get(end)?.text;
        if !could_be_title(line) || end > from && line.starts_with("附件") {
            return None;
        }
        let bare = line.trim_matches(|c| matches!(c, ')' | ' ')).to(line.len());
        let closes = line.ends_with_any(KINDS).is_some() || is_draft_mark(bare);
        let begins_anew = first.contains("关于") || line.contains("关于") || end == from;
        if closes && begins_anew {
            return Some(end + 1);
        }
    }
    None
}

fn is_draft_mark(line: Piece<'_>) -> bool {
    let open = line.rfind("(").unwrap_or(line.len());
    line.to(open).ends_with_any(KINDS).is_some() && line.from(open).weight() <= 14
}

fn could_be_title(line: Piece<'_>) -> bool {
    let weight = line.weight();
    (3..=80).contains(&weight)
        && !line.chars().iter().any(|c| matches!(c, '。' | ';' | ':' | '!'))
        && !line.starts_with("附件")
        && crate::target::single_date(line).is_none()
        && super::document_number(line).is_none()
}

/// Whether a line above a report can be its headline, for want of a title.
fn could_be_headline(line: Piece<'_>) -> bool {
    let mark = line.position(|c| matches!(c, ':' | '!' | '?'));
    let mut words = line.split_outside(|c| matches!(c, ':' | '!' | '?')).into_iter();
    mark.is_none_or(|at| at >= 2 && at + 1 < line.len())
        && !line.contains_any(&[">", "|", ",", "号:"])
        && (8..=40).contains(&line.weight())
        && words.all(|part| part.is_empty() || part.weight() < 3 || could_be_title(part))
}

fn joined(body: &Body, head: &[Line<'_>], (from, to): (usize, usize)) -> String {
    head.get(from..to).unwrap_or_default().iter().map(|line| body.quote(line.text)).collect()
}

/// The plan a notice carries: 关于印发《X》的通知, 关于印发X的通知.
fn carried(notice: &str) -> Option<String> {
    let shown: Vec<char> = notice.chars().collect();
    let folded = folded(notice);
    let words = Piece::new(&folded, 0);
    let (at, _) = words.find_any(&["印发", "转发"])?;
    let rest = words.from(at + 2).trim().strip_suffix("通知")?.strip_suffix("的")?.trim();
    let bare = rest.strip_prefix("《").and_then(|rest| rest.strip_suffix("》")).unwrap_or(rest);
    let plan: String = shown.get(bare.start()..bare.end())?.iter().collect();
    (!plan.is_empty()).then_some(plan)
}

/// The issuer a title opens with.
pub(super) fn issuer(source: &Source) -> Option<String> {
    let title = source.notice_title.as_deref().or(source.title.as_deref())?;
    let folded = folded(title);
    let words = Piece::new(&folded, 0);
    let before = words.to(words.find("关于")?).trim();
    let ends = ["政府", "办公室", "办公厅", "委员会", "局", "厅", "国务院", "部", "党委", "委"];
    before.ends_with_any(&ends)?;
    Some(title.chars().skip(before.start()).take(before.len()).collect())
}

/// The first day of the year a title names, as in 2024年工作要点 or (2024-2026年).
pub(super) fn year(source: &Source) -> Option<NaiveDate> {
    let title = source.title.as_deref().or(source.notice_title.as_deref())?;
    let digits: Vec<char> = title.chars().map(crate::glyph::plain).collect();
    let mut windows = digits.windows(4);
    let year = windows.find_map(|four| four.iter().collect::<String>().parse::<i32>().ok())?;
    NaiveDate::from_ymd_opt(year, 1, 1).filter(|_| (1990..=2100).contains(&year))
}

/// The title in plain characters, one for one.
fn folded(title: &str) -> Vec<char> {
    title.chars().map(|c| crate::glyph::simplified(crate::glyph::plain(c))).collect()
}

fn plain(title: &str) -> String {
    folded(title).into_iter().filter(|c| !c.is_whitespace()).collect()
}
