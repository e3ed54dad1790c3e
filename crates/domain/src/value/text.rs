//! Bounded text: what people type, trimmed, without control characters, never empty.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TextError {
    /// Nothing but white space was given.
    #[error("the text is empty")]
    Empty,
    /// More characters than the field holds.
    #[error("the text has {length} characters, at most {limit} are accepted")]
    TooLong {
        /// Characters given.
        length: usize,
        /// Characters accepted.
        limit: usize,
    },
    /// A control character that no database or page shows.
    #[error("the text holds the control character U+{code:04X}")]
    Control {
        /// Its code point.
        code: u32,
    },
}

fn parse(raw: &str, limit: usize) -> Result<String, TextError> {
    let text = raw.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    let length = text.chars().count();
    if length > limit {
        return Err(TextError::TooLong { length, limit });
    }
    match text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
        Some(control) => Err(TextError::Control { code: u32::from(control) }),
        None => Ok(text.to_owned()),
    }
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident($limit:literal);)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The most characters it holds.
            pub const LIMIT: usize = $limit;

            /// Trims and checks `raw`.
            ///
            /// # Errors
            /// When nothing is left, too much is given, or a control character is inside.
            pub fn parse(raw: &str) -> Result<Self, TextError> {
                parse(raw, Self::LIMIT).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

texts! {
    /// 名称. A name of a unit, a person, an indicator.
    Name(120);
    /// 标题. A title of a plan or task.
    Title(200);
    /// 文号. A document number such as 长政办发〔2024〕17号.
    DocNo(80);
    /// 理由. Why something was returned, refused or sent back.
    Reason(500);
    /// 进展、问题、措施. A paragraph of a report: 500 characters, as the practice asks.
    Paragraph(500);
    /// 正文. The words of a task as the document has them.
    Body(20_000);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_bounded_in_characters() {
        assert_eq!(
            Title::parse("  补齐停车设施短板 ").map(|t| t.to_string()),
            Ok("补齐停车设施短板".into())
        );
        assert_eq!(Reason::parse(" \n"), Err(TextError::Empty));
        assert_eq!(
            Reason::parse(&"字".repeat(501)),
            Err(TextError::TooLong { length: 501, limit: 500 })
        );
        assert_eq!(Name::parse("a\u{0}b"), Err(TextError::Control { code: 0 }));
    }
}
