//! What a person reads when a command fails: `error: …`, then `hint: …`.

use std::error::Error;
use std::fmt;

use duban_domain::rejection::Refusal;
use duban_domain::value::language::Language;
use duban_engine::error::EngineError;
use duban_engine::session::SessionError;
use duban_store::StoreError;

/// An error that knows what would help.
#[derive(Debug)]
pub struct Hinted {
    message: String,
    hint: String,
}

impl Hinted {
    /// A message and a hint.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for Hinted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Hinted {}

/// The lines to print for an error.
pub fn lines(error: &anyhow::Error) -> [String; 2] {
    let hint = error.chain().find_map(hint).unwrap_or_else(|| {
        "set DUBAN__LOG__FILTER=debug and run the command again to see more".to_owned()
    });
    [format!("error: {}", message(error)), format!("hint: {hint}")]
}

/// The chain of causes on one line; a lawful no in its own words.
fn message(error: &anyhow::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    for cause in error.chain() {
        let text =
            refusal(cause).map_or_else(|| cause.to_string(), |no| no.message(Language::English));
        if parts.last() != Some(&text) {
            parts.push(text);
        }
    }
    parts.join(": ")
}

fn refusal<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a dyn Refusal> {
    if let Some(EngineError::Rejected(noes)) = cause.downcast_ref() {
        return Some(noes.first.rejection.refusal());
    }
    match cause.downcast_ref() {
        Some(SessionError::Refused(rejection)) => Some(rejection),
        _ => None,
    }
}

fn hint(cause: &(dyn Error + 'static)) -> Option<String> {
    if let Some(hinted) = cause.downcast_ref::<Hinted>() {
        return Some(hinted.hint.clone());
    }
    if let Some(no) = refusal(cause) {
        return Some(no.hint(Language::English).to_owned());
    }
    let engine = cause.downcast_ref::<EngineError>();
    let store = cause.downcast_ref::<StoreError>().or(match engine {
        Some(EngineError::Unavailable(store)) => Some(store),
        _ => None,
    });
    match (store, engine) {
        (Some(StoreError::Unfit { hint, .. }), _) => Some((*hint).to_owned()),
        (Some(StoreError::Unavailable { .. }), _) => {
            Some("check that the database runs and that `database.url` names it".to_owned())
        }
        (_, Some(EngineError::Denied { .. })) => {
            Some("name an account with the right post by --as or --approve-as".to_owned())
        }
        (_, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    #[test]
    fn a_hint_is_found_below_the_context() {
        let error = anyhow::Error::from(Hinted::new("no such file", "check the path"));
        let error = Err::<(), _>(error).context("reading the plan").unwrap_err();
        let expected = ["error: reading the plan: no such file", "hint: check the path"];
        assert_eq!(lines(&error), expected);
    }
}
