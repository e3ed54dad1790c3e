//! Blanket clauses: `以下任务均需各县(区)…落实,不再单独列出`.

use super::list;
use crate::{body::Body, draft::CommonImplementers, glyph, piece::Piece};

/// A clause that charges units with every task below it.
#[derive(Clone, Debug)]
pub(crate) struct Blanket<'a> {
    pub(crate) clause: Piece<'a>,
    units: Vec<Piece<'a>>,
}

impl Blanket<'_> {
    /// The clause as the draft gives it.
    pub(crate) fn describe(&self, body: &Body, section: Option<String>) -> CommonImplementers {
        CommonImplementers {
            names: list::written_out(body, &self.units),
            phrase: body.quote(self.clause),
            applies_to_section: section,
            span: body.span_of(self.clause),
        }
    }
}

/// The blanket clause of a line, if it has one.
pub(crate) fn blanket(line: Piece<'_>) -> Option<Blanket<'_>> {
    let (not_again, _) = line.find_any(&[
        "不再单独列出",
        "不再一一列出",
        "不再逐一列出",
        "不再逐项列出",
        "不再列出",
        "不再重复列出",
        "不一一列出",
        "不再另行列出",
        "不再分别列出",
        "不再列示",
        "不再赘述",
    ])?;
    let before = line.to(not_again);
    let (must, word) = before
        .rfind_any(&["均需", "均须", "均由", "都需", "都要", "均为", "均要", "需由", "由"])?;
    let units = before.from(must + word.chars().count());
    let (end, _) =
        units.rfind_any(&["落实", "负责", "组织实施", "贯彻", "参与", "为责任单位", "配合"])?;
    let units = units.to(end);
    let units = units.strip_suffix("共同").or_else(|| units.strip_suffix("具体")).unwrap_or(units);
    let list = list::read(units.strip_suffix("抓好").unwrap_or(units));
    let units: Vec<_> = list.units.into_iter().filter(|unit| list::is_unit(*unit)).collect();
    (!units.is_empty()).then(|| Blanket { clause: clause_around(line, not_again), units })
}

/// The bracket or sentence that holds the place.
fn clause_around(line: Piece<'_>, at: usize) -> Piece<'_> {
    let mut depth = 0_u32;
    let mut from = 0;
    for index in (0..at).rev() {
        match line.at(index) {
            Some(c) if glyph::closes(c) => depth += 1,
            Some(c) if glyph::opens(c) && depth == 0 => {
                from = index + 1;
                break;
            }
            Some(c) if glyph::opens(c) => depth -= 1,
            Some('。') => {
                from = index + 1;
                break;
            }
            _ => {}
        }
    }
    depth = 0;
    let mut to = line.len();
    for index in at..line.len() {
        match line.at(index) {
            Some(c) if glyph::opens(c) => depth += 1,
            Some(c) if glyph::closes(c) && depth == 0 => {
                to = index;
                break;
            }
            Some(c) if glyph::closes(c) => depth -= 1,
            Some('。') => {
                to = index;
                break;
            }
            _ => {}
        }
    }
    line.cut(from, to)
}
