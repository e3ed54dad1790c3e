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
    let reader = task::Reader {
        body: &body,
        outline: &outline,
        header: &header,
        register: &register,
    };
    let mut reading = reader.read(&decoded.tables);
    if reading.tasks.is_empty() && reading.goals.is_empty() {
        return Err(NotAPlan::NothingPromised {
            headings: outline.nodes.len(),
        });
    }
    let line_ends: Vec<usize> = decoded
        .text
        .chars()
        .enumerate()
        .filter_map(|(at, c)| (c == '\n').then_some(at))
        .collect();
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
