//! What a careful reader would ask about a plan before signing it.
//!
//! Every finding points at its words and says what has to be decided; none changes the draft.

mod targets;
mod tasks;
mod text;

use crate::{
    body::Body,
    draft::{Draft, Finding, FindingCode, Target, Task},
    hints::Hints,
    span::Span,
};
pub(crate) use text::cut_off;

/// All findings about a draft, in reading order.
pub(crate) fn lint(draft: &Draft, body: &Body, hints: &Hints) -> Vec<Finding> {
    let mut findings = tasks::lint(draft, hints);
    findings.extend(targets::lint(draft));
    findings.extend(text::lint(draft, body));
    findings.sort_by_key(|finding| (finding.span, finding.code));
    findings.dedup();
    findings
}

/// What has to be decided, in Chinese and in English.
struct Ask {
    chinese: String,
    english: String,
}

impl Ask {
    fn new(chinese: impl Into<String>, english: impl Into<String>) -> Self {
        Self { chinese: chinese.into(), english: english.into() }
    }
}

/// A finding about a whole task.
fn about_task(code: FindingCode, task: &Task, ask: Ask) -> Finding {
    let words = task.title.clone().unwrap_or_else(|| task.starts_with.clone());
    Finding { task: Some(task.id.clone()), ..about_words(code, words, task.span, ask) }
}

/// A finding about the units of a task.
fn about_units(code: FindingCode, task: &Task, ask: Ask) -> Finding {
    Finding { span: task.units_span, words: task.units_text.clone(), ..about_task(code, task, ask) }
}

/// A finding about a target.
fn about_target(code: FindingCode, task: Option<&Task>, target: &Target, ask: Ask) -> Finding {
    Finding {
        task: task.map(|task| task.id.clone()),
        target: Some(target.id.clone()),
        ..about_words(code, target.text.clone(), target.span, ask)
    }
}

/// A finding about words of the text.
fn about_words(code: FindingCode, words: String, span: Span, ask: Ask) -> Finding {
    let Ask { chinese, english } = ask;
    Finding { code, task: None, target: None, words, span, ask: chinese, ask_in_english: english }
}

/// How alike two texts are, in per cent: twice the shared pairs of neighbours over all pairs.
pub(crate) fn likeness(left: &str, right: &str) -> u32 {
    let pairs =
        |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (left, mut right) = (pairs(left), pairs(right));
    let all = left.len() + right.len();
    let mut shared = 0;
    for pair in &left {
        if let Some(place) = right.iter().position(|other| other == pair) {
            right.swap_remove(place);
            shared += 1;
        }
    }
    u32::try_from(200 * shared / all.max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests;
