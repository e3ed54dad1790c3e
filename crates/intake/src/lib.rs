//! Reads a published action plan: bytes in, a draft plan out.
//!
//! [`read`] finds who answers for which sentence, by when and measured how, and every item of the
//! [`Draft`] points back to its exact words. It is pure and deterministic.
//!
//! **This crate never** opens a database or a connection, reads a clock, knows a document by name
//! or a city's words, or depends on the domain: other crates map its plain values.
//!
//! The stages, in order: [`decode`] bytes to text, `repair` noise, `outline` headings, `header`
//! particulars, `duty` phrases of responsibility, `task` runs of text, `target` commitments.
//! Start reading at [`Draft`], then `task.rs`.
//!
//! # What is read, and what is not
//!
//! | | read | not read |
//! |---|---|---|
//! | files | UTF-8, UTF-16 with a mark, GB18030, Big5; Markdown; HTML; DOCX with automatic numbers, merged cells, deletions; XLSX; tables pasted with tabs, bars or wide blanks, with heads of two rows and rows that name a group; Traditional characters | PDF, pictures, DOC and XLS of before 2007, RTF, OFD; text boxes and footnotes of DOCX; dates of XLSX cells that are formulas without a stored value |
//! | noise | page numbers inside words, figures and lists; page lines; banner lines; letters for digits; pinyin and stray letters; marks of Markdown; sentences that stand twice; blanks around figures; hard line ends at a width in columns or in characters; line ends lost before a number that goes on; a broken-off end, which is reported | dropped place names, dropped digits, wrong characters |
//! | headings | 第一章, 第一节, 第一条, 一、 (一) 1. (1) 1) ①; on their own line, run in, with the units behind them | headings known only by their type face |
//! | header | labels of government sites, title over several lines, 关于印发…的通知, number, sign-off, addressees | several signatories; more than one document in a file |
//! | duties | `责任单位:` and some sixty labels, in brackets of any kind or in the open; `X牵头,Y配合`; `X、Y等负责`; `X会同Y负责`; `由X牵头,…按职责分工负责`; `(牵头)` behind a unit; bare lists in brackets; 列第一位者为牵头单位 from there on; several phrases in a paragraph; units between a title and its text; clauses such as 由A会同B负责 that end a sentence or lead in their text; persons, dates and 第N项 beside them; tables; blanket clauses | lists by department (`市教育局:1.… 2.…`); units inside a sentence that does not end in their duty; short forms such as 市发改、财政、住建等部门 are kept as written |
//! | targets | 达到, 以上, 不低于, 低于, 不超过, 控制在…以内 or 之间, 至少, 分别, 均; per cent, ratios, ranges, 万 and 亿, Chinese figures, 百分之; dates by year, half, quarter, month, day, 年内, 年底前, 十四五末; 全年 and 今年; 每年, 每季度, 每月; ≥ and ≤; a date over a sentence, a paragraph or one of several items; 分别于2024年、2025年达到; in statements of aims 达到 is a floor, in tasks the figure itself; qualitative commitments with a date | qualitative commitments without a date; 翻一番, 三分之二; a figure whose unit stands in another sentence |
//! | findings | every [`draft::FindingCode`] | contradictions with another document |
//!
//! Doubtful readings are marked, not hidden: an inferred lead carries its
//! [`draft::LeadBasis`], a unit recognised by likeness its certainty, a carried date
//! `deadline_carried`, and each figure that was left out stands among the distractors with the
//! reason.

mod body;
pub mod decode;
pub mod draft;
mod duty;
mod glyph;
mod header;
mod hints;
mod lint;
mod outline;
mod piece;
mod quantity;
mod repair;
mod span;
mod table;
mod target;
mod task;

pub use decode::Unreadable;
pub use draft::Draft;
pub use hints::{Hints, Limits, Organisation, OrganisationKind};
pub use quantity::Number;
pub use span::Span;

/// Why a file gives no draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAPlan {
    /// The bytes cannot be read as text.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// Text, but nothing in it commits anyone.
    #[error(
        "no plan: {headings} headings, but no phrase of responsibility (责任单位:…, …牵头, …负责) \
         and no measurable or dated commitment under a heading of aims"
    )]
    NothingPromised {
        /// Headings found.
        headings: usize,
    },
}

/// Reads a document.
///
/// # Errors
///
/// [`NotAPlan`] when the bytes are no text, or the text names no responsibility and promises
/// nothing.
pub fn read(bytes: &[u8], hints: &Hints) -> Result<Draft, NotAPlan> {
    let decoded = decode::decode(bytes, hints)?;
    let (body, repairs) = repair::repair(&decoded.text);
    let tables = table::stretches(&body, &decoded.tables);
    let outline = outline::Outline::read(&body, &tables);
    let mut header = header::read(&body, &outline);
    header.source.file.clone_from(&hints.file_name);
    let register = duty::Register::new(hints);
    let reader =
        task::Reader { body: &body, outline: &outline, header: &header, register: &register };
    let mut reading = reader.read(&decoded.tables);
    if reading.tasks.is_empty() && reading.goals.is_empty() {
        return Err(NotAPlan::NothingPromised { headings: outline.nodes.len() });
    }
    let line_ends: Vec<usize> =
        decoded.text.chars().enumerate().filter_map(|(at, c)| (c == '\n').then_some(at)).collect();
    for task in &mut reading.tasks {
        task.line = 1 + line_ends.partition_point(|&end| end < task.span.start);
    }
    let mut draft = Draft {
        sections: outline.sections(&body),
        source: header.source.clone(),
        common_implementers: reading.common,
        tasks: reading.tasks,
        goals: reading.goals,
        findings: Vec::new(),
        repairs,
        decoded,
    };
    draft.findings = lint::lint(&draft, &body, hints);
    Ok(draft)
}
