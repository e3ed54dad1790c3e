//! Dates by which something is to be done, and dates that are none.

use chrono::{Datelike, Days, NaiveDate};

use crate::{
    piece::Piece,
    quantity::{read_chinese, read_number},
};

/// A date found in a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    /// Local place of its first character, 到 included.
    pub(crate) from: usize,
    /// Local place after its last character.
    pub(crate) to: usize,
    /// What it means.
    pub(crate) meaning: Meaning,
}

/// What a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The last day to do it.
    Deadline(NaiveDate),
    /// A date of every year or month, as in 每年2月底前.
    Recurring,
    /// A year before the document.
    Past,
    /// A beginning, a past state, a year in a name: no deadline.
    Other,
}

impl Meaning {
    pub(crate) fn deadline(self) -> Option<NaiveDate> {
        match self {
            Self::Deadline(date) => Some(date),
            Self::Recurring | Self::Past | Self::Other => None,
        }
    }
}

/// All dates of a clause, from left to right. Dates before the year of issue are no deadlines.
pub(crate) fn dates(clause: Piece<'_>, issued: Option<NaiveDate>) -> Vec<Date> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < clause.len() {
        match date_at(clause, at, issued) {
            Some(date) => {
                at = date.to.max(at + 1);
                found.push(date);
            }
            None => at += 1,
        }
    }
    found
}

fn date_at(clause: Piece<'_>, at: usize, issued: Option<NaiveDate>) -> Option<Date> {
    let first = clause.at(at)?;
    let candidate = first.is_ascii_digit()
        || matches!(first, '“' | '本' | '今' | '明' | '年' | '全' | '当' | '上' | '第')
        || matches!(first, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十');
    if !candidate
        || at > 0
            && first.is_ascii_digit()
            && clause.at(at - 1).is_some_and(|c| c.is_ascii_digit() || c == '.')
    {
        return None;
    }
    let rest = clause.from(at);
    let (end, length) = five_years(rest)
        .or_else(|| year_first(rest))
        .or_else(|| relative(rest, issued).filter(|_| !counts_years(clause.to(at))))
        .or_else(|| whole_year(rest, issued).filter(|_| opens_clause(clause.to(at))))
        .or_else(|| month_only(rest, issued))?;
    let before = clause.to(at).trim();
    let (from, is_start) = with_preposition(before, at);
    let (to, past) = with_tail(rest, at, length);
    let attributive = before.ends_with_any(&["建成于", "竣工于", "建于", "成立于"]).is_some();
    let stale = issued.is_some_and(|issued| end.year() < issued.year());
    let bounded = stale && clause.cut(at, to).ends_with("前");
    if before.ends_with_any(&["每年", "每年的", "每月", "每季度", "每半年", "每周"]).is_some()
    {
        return Some(Date { from, to, meaning: Meaning::Recurring });
    }
    let meaning = match (is_start || past || attributive || bounded, stale) {
        (true, _) => Meaning::Other,
        (false, true) => Meaning::Past,
        (false, false) => Meaning::Deadline(end),
    };
    Some(Date { from, to, meaning })
}

/// Takes 到, 至, 力争到 and the like into the date; tells whether it is a beginning instead.
fn with_preposition(before: Piece<'_>, at: usize) -> (usize, bool) {
    if before.ends_with_any(&["从", "自", "截至", "截止", "自从"]).is_some() {
        return (at, true);
    }
    // A year that something is compared with is no deadline; in 占比2030年 nothing is compared.
    let is_noun = before.ends_with_any(&["占比", "配比"]).is_some();
    if !is_noun && before.ends_with_any(&["比", "较"]).is_some() {
        return (at, true);
    }
    let to = ["截止到", "力争到", "确保到", "争取到", "到", "至", "在", "于"];
    match before.ends_with_any(&to) {
        Some("截止到") => (at, true),
        Some(word) => (before.len() - word.chars().count(), false),
        None => (at, false),
    }
}

/// Takes 底, 前, 之前 and the like into the date; tells whether the words after it make it a past or
/// a beginning.
fn with_tail(rest: Piece<'_>, at: usize, length: usize) -> (usize, bool) {
    let mut end = length;
    while let Some(word) = rest.from(end).starts_with_any(&[
        "底", "末", "之前", "以前", "前", "期间", "时期", "度", "年底", "内", " ",
    ]) {
        end += word.chars().count();
    }
    let after = rest.from(end);
    let past = after
        .starts_with_any(&[
            "以来",
            "起",
            "开始",
            "以后",
            "是",
            "版",
            "度计划",
            "为基期",
            "建成的",
            "竣工的",
            "建设的",
            "开工的",
            "投用的",
            "成立的",
            "实施的",
            "基础上",
            "的基础",
        ])
        .is_some();
    // 2020年印发的办法 is of that year; 2024年底前印发办法 is due then.
    let issued = end == length && after.starts_with_any(&["修订", "印发", "出台"]).is_some();
    (at + end, past || issued)
}

/// “十四五”, “十五五”末.
fn five_years(rest: Piece<'_>) -> Option<(NaiveDate, usize)> {
    let quoted = usize::from(rest.first() == Some('“'));
    let inner = rest.from(quoted);
    let number = inner.strip_prefix("十").and_then(|rest| match (rest.at(0)?, rest.at(1)?) {
        ('三', '五') => Some(13),
        ('四', '五') => Some(14),
        ('五', '五') => Some(15),
        ('六', '五') => Some(16),
        _ => None,
    })?;
    let length = quoted + 3 + quoted;
    if quoted == 1 && rest.at(4) != Some('”') {
        return None;
    }
    let after = rest.from(length);
    after.starts_with_any(&["末", "期末", "时期末", "期间", "时期"])?;
    Some((last_day(2025 + 5 * (number - 14), 12)?, length))
}

/// 2025年, 2025年6月, 2025年6月30日, 2024-2025年, 2025年三季度, 二〇二五年.
fn year_first(rest: Piece<'_>) -> Option<(NaiveDate, usize)> {
    let (mut year, mut length) = year(rest)?;
    let blank = |at: usize| usize::from(rest.at(at) == Some(' '));
    length += blank(length);
    if rest.at(length).is_some_and(|c| matches!(c, '-' | '~' | '至'))
        || rest.has_at(length, "年-")
        || rest.has_at(length, "年至")
    {
        length += rest
            .from(length)
            .chars()
            .iter()
            .take_while(|c| matches!(c, '年' | '-' | '~' | '至'))
            .count();
        let (second, second_length) = year_of(rest.from(length))?;
        year = second;
        length += second_length + blank(length + second_length);
    }
    if rest.at(length) != Some('年') {
        return None;
    }
    length += 1;
    let (end, more) = within_year(rest.from(length), year)?;
    Some((end, length + more))
}

fn year(rest: Piece<'_>) -> Option<(i32, usize)> {
    year_of(rest).filter(|(year, _)| (1900..=2100).contains(year))
}

fn year_of(rest: Piece<'_>) -> Option<(i32, usize)> {
    let (number, length) = match rest.first()? {
        c if c.is_ascii_digit() => read_number(rest)?,
        _ => read_chinese(rest)?,
    };
    let year = i32::try_from(number.millionths / 1_000_000).ok()?;
    ((1900..=2100).contains(&year) && length == 4).then_some((year, length))
}

/// What follows the year: month, day, quarter, half; the end of the year when nothing does.
fn within_year(rest: Piece<'_>, year: i32) -> Option<(NaiveDate, usize)> {
    let blank = usize::from(rest.first() == Some(' '));
    let inner = rest.from(blank);
    if let Some((end, length)) = month_day(inner, year) {
        return Some((end, blank + length));
    }
    if let Some((month, length)) = part_of_year(inner) {
        return Some((last_day(year, month)?, blank + length));
    }
    Some((last_day(year, 12)?, 0))
}

fn month_day(rest: Piece<'_>, year: i32) -> Option<(NaiveDate, usize)> {
    let (month, length) = small(rest)?;
    if rest.at(length) != Some('月') {
        return None;
    }
    let length = length + 1;
    let word = if rest.at(length) == Some('份') { length + 1 } else { length };
    if let Some((day, day_length)) = small(rest.from(length))
        && rest.at(length + day_length) == Some('日')
    {
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        return Some((date, length + day_length + 1));
    }
    let middle = rest
        .has_at(word, "中旬")
        .then_some((15_u32, 2))
        .or(rest.has_at(word, "上旬").then_some((10, 2)));
    match middle {
        Some((day, more)) => Some((NaiveDate::from_ymd_opt(year, month, day)?, word + more)),
        None => Some((last_day(year, month)?, word)),
    }
}

fn small(rest: Piece<'_>) -> Option<(u32, usize)> {
    let (number, length) = match rest.first()? {
        c if c.is_ascii_digit() => read_number(rest)?,
        _ => read_chinese(rest)?,
    };
    let value = u32::try_from(number.millionths / 1_000_000).ok()?;
    (length <= 3 && value > 0 && value <= 31).then_some((value, length))
}

/// Whether the words before 年内 count years, as in 三年内.
fn counts_years(before: Piece<'_>) -> bool {
    before.last().is_some_and(|c| c.is_ascii_digit() || "一二两三四五六七八九十几数".contains(c))
}

/// 年内, 年底前, 今年, 明年, 上半年: counted from the year of issue.
fn relative(rest: Piece<'_>, issued: Option<NaiveDate>) -> Option<(NaiveDate, usize)> {
    let year = issued?.year();
    let words: [(&str, i32); 9] = [
        ("今年年底", 0),
        ("今年底", 0),
        ("今年内", 0),
        ("本年度内", 0),
        ("明年年底", 1),
        ("明年底", 1),
        ("年内", 0),
        ("年底前", 0),
        ("年末前", 0),
    ];
    for (word, later) in words {
        if rest.starts_with(word) {
            return Some((last_day(year + later, 12)?, word.chars().count()));
        }
    }
    let this_year = if rest.starts_with("今年") { 2 } else { 0 };
    let (month, length) = part_of_year(rest.from(this_year))?;
    let length = this_year + length;
    let bounded =
        rest.from(length).starts_with_any(&["前", "完成", "末", "底", ",", "内", "建成", "开工"]);
    bounded.is_some().then_some((last_day(year, month)?, length))
}

/// 上半年, 三季度 and their like: the last month and the length of the words.
fn part_of_year(rest: Piece<'_>) -> Option<(u32, usize)> {
    let halves = [("上半年", 6), ("下半年", 12)];
    if let Some((word, month)) = halves.into_iter().find(|(word, _)| rest.starts_with(word)) {
        return Some((month, word.chars().count()));
    }
    let ordinal = usize::from(rest.first() == Some('第'));
    let quarter = match rest.at(ordinal)? {
        '一' | '1' => 1,
        '二' | '2' => 2,
        '三' | '3' => 3,
        '四' | '4' => 4,
        _ => return None,
    };
    rest.has_at(ordinal + 1, "季度").then_some((quarter * 3, ordinal + 3))
}

/// 6月底前, 9月30日前: in the year of issue.
fn month_only(rest: Piece<'_>, issued: Option<NaiveDate>) -> Option<(NaiveDate, usize)> {
    let year = issued?.year();
    let (end, length) = month_day(rest, year)?;
    rest.from(length).starts_with_any(&[
        "底前", "末前", "前", "底", "以前", "之前", "完成", "建成", "竣工", "投用", "投入", "通车",
        "开工", "启动", "交付",
    ])?;
    Some((end, length))
}

/// Whether nothing but a word of intent stands before.
fn opens_clause(before: Piece<'_>) -> bool {
    let before = before.trim();
    before.is_empty() || ["力争", "确保", "争取"].iter().any(|word| before.is(word))
}

/// 全年, 今年: the whole year of the document.
fn whole_year(rest: Piece<'_>, issued: Option<NaiveDate>) -> Option<(NaiveDate, usize)> {
    let year = issued?.year();
    let words = [("全年", 0), ("今年", 0), ("本年度", 0), ("明年", 1)];
    let (word, later) = words.into_iter().find(|(word, _)| rest.starts_with(word))?;
    let after = rest.from(word.chars().count());
    let looks_back = after.starts_with_any(&["前", "以来", "1", "一", "初", "上"]).is_some();
    let date = last_day(year + later, 12)?;
    (!looks_back).then_some((date, word.chars().count()))
}

/// The last day of a month.
fn last_day(year: i32, month: u32) -> Option<NaiveDate> {
    let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(next_year, next_month, 1)?.checked_sub_days(Days::new(1))
}

/// A whole line or label value that is one date, as in a sign-off.
pub(crate) fn single_date(piece: Piece<'_>) -> Option<NaiveDate> {
    let piece = piece.trim();
    if let Some((date, length)) = dashed(piece) {
        return (length == piece.len() || piece.at(length) == Some(' ')).then_some(date);
    }
    let compact: Vec<char> = piece.chars().iter().copied().filter(|c| *c != ' ').collect();
    let compact = Piece::new(&compact, 0);
    let (year, length) = year(compact)?;
    let rest = compact.from(length).strip_prefix("年")?;
    let (date, length) = month_day(rest, year)?;
    (rest.at(length.checked_sub(1)?) == Some('日') && length == rest.len()).then_some(date)
}

/// 2024-06-23 and 2024/6/23 and 2024.6.23
fn dashed(piece: Piece<'_>) -> Option<(NaiveDate, usize)> {
    let digits =
        |from: usize| piece.from(from).chars().iter().take_while(|c| c.is_ascii_digit()).count();
    let value = |from: usize, to: usize| piece.cut(from, to).to_string().parse::<u32>().ok();
    let year_length = digits(0);
    let mark = piece.at(year_length).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let month_length = digits(year_length + 1);
    let second = year_length + 1 + month_length;
    if year_length != 4 || piece.at(second) != Some(mark) {
        return None;
    }
    let end = second + 1 + digits(second + 1);
    let year = i32::try_from(value(0, 4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, value(5, second)?, value(second + 1, end)?)?;
    Some((date, end))
}
