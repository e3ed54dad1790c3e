//! 代码. Short stable codes of counties, classes, dimensions and indicators.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// 代码. Names a thing in a scheme or a table, such as the division code 140428; ordered as text,
/// cheap to copy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Code(Arc<str>);

impl Code {
    /// Gives the code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Code {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0.as_ref().to_owned()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
