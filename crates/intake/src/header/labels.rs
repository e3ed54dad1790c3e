//! Label lines as government sites print them above a document.

use super::{date_value, document_number};
use crate::{body::Body, draft::Source, outline::Line, piece::Piece};

/// Longest line that can hold several labels.
const LONGEST_LINE: usize = 200;
/// Lines that are looked at for labels.
const DEEPEST: usize = 40;

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Index,
    Issued,
    Published,
    Issuer,
    Publisher,
    Number,
    Title,
    Subjects,
    Other,
}

const LABELS: &[(&str, Field)] = &[
    ("索引号", Field::Index),
    ("成文日期", Field::Issued),
    ("成文时间", Field::Issued),
    ("发文日期", Field::Issued),
    ("生成日期", Field::Issued),
    ("制发日期", Field::Issued),
    ("签发日期", Field::Issued),
    ("发布日期", Field::Published),
    ("发布时间", Field::Published),
    ("公开日期", Field::Published),
    ("日期", Field::Published),
    ("时间", Field::Published),
    ("发文机关", Field::Issuer),
    ("发文单位", Field::Issuer),
    ("制发机关", Field::Issuer),
    ("发布机构", Field::Publisher),
    ("发布机关", Field::Publisher),
    ("发布单位", Field::Publisher),
    ("发文字号", Field::Number),
    ("文件编号", Field::Number),
    ("文号", Field::Number),
    ("标题", Field::Title),
    ("名称", Field::Title),
    ("文件名称", Field::Title),
    ("信息名称", Field::Title),
    ("主题词", Field::Subjects),
    ("关键词", Field::Subjects),
    ("主题分类", Field::Other),
    ("主题", Field::Other),
    ("组配分类", Field::Other),
    ("有效性", Field::Other),
    ("效力状态", Field::Other),
    ("公开方式", Field::Other),
    ("信息来源", Field::Other),
    ("来源", Field::Other),
    ("体裁", Field::Other),
    ("浏览次数", Field::Other),
];

/// Reads the label lines; gives the index of the line after the last.
pub(super) fn read(body: &Body, lines: &[Line<'_>], source: &mut Source) -> usize {
    let mut last = 0;
    let head = lines.get(..lines.len().min(DEEPEST)).unwrap_or_default();
    let mut publisher = None;
    for (index, line) in head.iter().enumerate() {
        for (field, value) in fields(line.text) {
            last = last.max(index + 1);
            let value = if value.is_empty() {
                match head.get(index + 1).filter(|next| label(next.text).is_none()) {
                    Some(next) if field != Field::Subjects => {
                        last = index + 2;
                        next.text
                    }
                    _ => continue,
                }
            } else {
                value
            };
            take(body, field, value, source);
            if field == Field::Publisher {
                publisher = publisher.or_else(|| Some(body.quote(value)));
            }
        }
    }
    source.issuer = source.issuer.take().or(publisher);
    last
}

/// The labels of a line with their values; sites print several in one line.
fn fields(line: Piece<'_>) -> Vec<(Field, Piece<'_>)> {
    let Some(first) = label(line) else {
        return Vec::new();
    };
    if line.weight() > LONGEST_LINE {
        return vec![first];
    }
    let starts: Vec<usize> = (0..line.len())
        .filter(|&at| at == 0 || line.at(at - 1).is_some_and(|c| matches!(c, ' ' | '|' | '[')))
        .filter(|&at| line.at(at) != Some(' ') && label(line.from(at)).is_some())
        .collect();
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    let parts = starts.iter().zip(ends).map(|(&from, to)| line.cut(from, to));
    parts.filter_map(|part| label(part.trim_matches(|c| matches!(c, ' ' | '|' | '[')))).collect()
}

/// Whether a line opens with such a label.
pub(super) fn opens(line: Piece<'_>) -> bool {
    label(line).is_some()
}

fn label(line: Piece<'_>) -> Option<(Field, Piece<'_>)> {
    let colon = line.to(line.len().min(12)).position(|c| c == ':')?;
    let word: String = line
        .to(colon)
        .chars()
        .iter()
        .filter(|c| !c.is_whitespace() && !matches!(c, '[' | ']'))
        .collect();
    let (_, field) = LABELS.iter().find(|(label, _)| *label == word)?;
    Some((*field, line.from(colon + 1).trim_matches(|c| c.is_whitespace() || c == ']')))
}

fn take(body: &Body, field: Field, value: Piece<'_>, source: &mut Source) {
    let text = body.quote(value);
    match field {
        Field::Index => source.index_number = source.index_number.take().or(Some(text)),
        Field::Issued => source.issued_on = source.issued_on.or_else(|| date_value(value)),
        Field::Published => source.published_on = source.published_on.or_else(|| date_value(value)),
        Field::Issuer => source.issuer = source.issuer.take().or(Some(text)),
        Field::Number if document_number(value).is_some() => {
            source.document_number =
                source.document_number.take().or_else(|| Some(text.replace(' ', "")));
        }
        Field::Title => source.title = source.title.take().or(Some(text)),
        Field::Subjects => {
            source.subject_words = text.split_whitespace().map(str::to_owned).collect()
        }
        Field::Number | Field::Publisher | Field::Other => {}
    }
}
