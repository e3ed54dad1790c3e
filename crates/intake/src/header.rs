//! What the document says about itself: title, number, issuer, dates, recipients.

mod labels;
mod title;

pub(crate) use title::KINDS;

use chrono::NaiveDate;

use crate::{
    body::Body,
    draft::Source,
    outline::{Line, Outline},
    piece::Piece,
    target::single_date,
};

/// Lines that are looked at for the header.
const DEEPEST: usize = 60;

/// Words a signing body's name ends with.
#[rustfmt::skip]
const SIGNERS: &[&str] = &[
    "政府", "办公室", "办公厅", "委员会", "局", "厅", "委", "院", "部", "小组", "会", "专班",
    "指挥部",
];

/// The header and where the plan proper begins.
#[derive(Debug, Default)]
pub(crate) struct Header {
    pub(crate) source: Source,
    /// The day from which years are judged: issue, else publication, else the title's year.
    pub(crate) known_on: Option<NaiveDate>,
    /// Index of the first line of the plan proper.
    pub(crate) body_starts: usize,
}

/// Reads the header of a document.
pub(crate) fn read(body: &Body, outline: &Outline<'_>) -> Header {
    let lines = &outline.lines;
    let mut header = Header::default();
    let labelled = labels::read(body, lines, &mut header.source);
    let first_heading = lines.iter().position(|line| line.opens).unwrap_or(lines.len());
    let head = lines.get(..first_heading.min(DEEPEST)).unwrap_or_default();
    let mut last = labelled;
    let source = &mut header.source;
    last = last.max(title::read(body, head, source));
    for (index, line) in head.iter().enumerate() {
        if read_line(body, line.text, source) {
            last = last.max(index + 1);
        }
    }
    last = last.max(sign_off(body, head, source));
    sign_off(body, lines, source);
    last = last.max(lone_date(head, source));
    source.issuer = source.issuer.take().or_else(|| title::issuer(source));
    let speaker =
        source.issuer.as_deref().or(source.notice_title.as_deref()).or(source.title.as_deref());
    source.region = speaker.and_then(region);
    header.known_on = source
        .issued_on
        .or(source.published_on)
        .or_else(|| title::year(source))
        .or_else(|| source.document_number.as_deref().and_then(year_of_number))
        .or_else(|| lines.iter().filter_map(|line| cited_year(line.text)).max());
    header.body_starts = last;
    for line in lines.get(last..first_heading).unwrap_or_default() {
        cited(body, line.text, &mut header.source.basis);
    }
    header
}

/// Takes a line that is a document number, an address or a note on disclosure.
fn read_line(body: &Body, line: Piece<'_>, source: &mut Source) -> bool {
    if line.weight() <= 40
        && let Some(number) = document_number(line)
    {
        let alone = line.weight() == number.weight();
        if source.document_number.is_none() && alone {
            source.document_number = Some(body.quote(number).replace(' ', ""));
        }
        return alone;
    }
    if line.contains("此件") && line.weight() <= 20 {
        let inner = line.trim_matches(|c| matches!(c, '(' | ')' | ' '));
        source.disclosure = Some(body.quote(inner));
        return true;
    }
    let dated = line.strip_prefix("(").and_then(|line| line.strip_suffix(")"));
    if let Some(date) = dated.and_then(single_date) {
        source.issued_on = source.issued_on.or(Some(date));
        return true;
    }
    let address = line.ends_with(":") && line.weight() <= 200;
    if address
        && source.recipients.is_empty()
        && line.contains_any(&["各", "政府", "部门", "单位", "委", "局"])
    {
        let whole = line.to(line.len() - 1);
        let parts = whole.split_outside(|c| c == ',');
        source.recipients = parts.into_iter().map(|part| body.quote(part.trim())).collect();
        return true;
    }
    false
}

/// Whether a line opens with a label as government sites print it above a document.
pub(crate) fn is_labelled(line: Piece<'_>) -> bool {
    labels::opens(line)
}

/// A number such as 长政办发〔2024〕17号.
pub(crate) fn document_number(line: Piece<'_>) -> Option<Piece<'_>> {
    let open = line.position(|c| matches!(c, '〔' | '[' | '('))?;
    let year = line.cut(open + 1, open + 5);
    let digits = year.len() == 4 && year.chars().iter().all(char::is_ascii_digit);
    let closed = line.at(open + 5).is_some_and(|c| matches!(c, '〕' | ']' | ')'));
    let rest = line.from(open + 6);
    let end = rest.position(|c| c == '号')?;
    let number = rest.to(end);
    let number = number.strip_prefix("第").unwrap_or(number);
    let counts = !number.is_empty() && number.trim().chars().iter().all(char::is_ascii_digit);
    (digits && closed && counts && open > 0).then(|| line.to(open + 6 + end + 1))
}

/// A date alone above the plan, without a signature; gives the line after it.
fn lone_date(head: &[Line<'_>], source: &mut Source) -> usize {
    if source.issued_on.is_some() {
        return 0;
    }
    let dated =
        |line: &Line<'_>| (line.text.weight() <= 12).then(|| single_date(line.text)).flatten();
    let found = head.iter().enumerate().find_map(|(index, line)| Some((index, dated(line)?)));
    let Some((index, date)) = found else { return 0 };
    source.issued_on = Some(date);
    index + 1
}

/// The first day of the year in a document number.
fn year_of_number(number: &str) -> Option<NaiveDate> {
    let digits: String = number.chars().filter(char::is_ascii_digit).take(4).collect();
    let year = digits.parse().ok().filter(|year| (1990..=2100).contains(year))?;
    NaiveDate::from_ymd_opt(year, 1, 1)
}

/// The year of a document the line cites by number; what cites it is no older.
fn cited_year(line: Piece<'_>) -> Option<NaiveDate> {
    let open = line.position(|c| c == '〔')?;
    let year = line.cut(open + 1, open + 5).to_string();
    (line.at(open + 5) == Some('〕')).then(|| year_of_number(&year)).flatten()
}

/// The first unit with a date under it; gives the line after it.
fn sign_off(body: &Body, lines: &[Line<'_>], source: &mut Source) -> usize {
    for (index, line) in lines.iter().enumerate() {
        let Some(date) = (line.text.weight() <= 12).then(|| single_date(line.text)).flatten()
        else {
            continue;
        };
        let before = index.checked_sub(1).and_then(|index| lines.get(index)).map(|line| line.text);
        let Some(before) = before.filter(|before| before.weight() <= 30 && !before.ends_with(":"))
        else {
            continue;
        };
        if before.ends_with_any(SIGNERS).is_none() {
            continue;
        }
        source.issued_on = source.issued_on.or(Some(date));
        source.issuer = source.issuer.take().or_else(|| Some(body.quote(before)));
        return index + 1;
    }
    0
}

/// The city or province in the issuer's name. 州 ends a prefecture's name only when no 市 follows.
fn region(issuer: &str) -> Option<String> {
    let name = issuer.strip_prefix("中共").unwrap_or(issuer);
    let chars: Vec<char> = name.chars().take(12).collect();
    let ends = |at: &usize| {
        let next = chars.get(at + 1).copied();
        match chars.get(*at) {
            Some('省' | '市' | '县' | '縣' | '區' | '区' | '旗' | '盟') => true,
            Some('州') => !matches!(next, Some('市' | '县' | '縣' | '区' | '區' | '省' | '路')),
            _ => false,
        }
    };
    let end = (1..chars.len().min(9)).find(ends)?;
    chars.get(..=end).map(|place| place.iter().collect())
}

/// Documents a preface cites, with their issuer where it stands before them.
fn cited(body: &Body, line: Piece<'_>, basis: &mut Vec<String>) {
    let mut rest = line;
    while let Some(open) = rest.position(|c| c == '《') {
        let Some(close) = rest.position(|c| c == '》').filter(|close| *close > open) else {
            return;
        };
        let before = rest.to(open);
        let start = before
            .rfind_any(&[
                "落实",
                "根据",
                "按照",
                "依据",
                "》和",
                "》以及",
                "》及",
                ",",
                "。",
                "执行",
                "》、",
            ])
            .map_or(open, |(at, word)| at + word.chars().count());
        basis.push(body.quote(rest.cut(start, close + 1).trim()));
        rest = rest.from(close);
        rest = rest.from(1);
    }
}

/// A date as a label gives it.
fn date_value(value: Piece<'_>) -> Option<NaiveDate> {
    single_date(value)
}
