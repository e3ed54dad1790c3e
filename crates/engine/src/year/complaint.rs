//! 文件问题. What is wrong with a file, where, and what would work.

use std::fmt;

/// 文件问题. One thing that keeps a file from being used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The key or column.
    pub key: String,
    /// What stands there, as written; empty where nothing does.
    pub value: String,
    /// What is wrong with it.
    pub problem: String,
    /// What would work.
    pub remedy: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, key, value, problem, remedy } = self;
        write!(formatter, "{file}:{line}: ")?;
        if !key.is_empty() {
            write!(formatter, "`{key}`")?;
            if !value.is_empty() {
                write!(formatter, " = {value}")?;
            }
            write!(formatter, ": ")?;
        }
        write!(formatter, "{problem}; {remedy}")
    }
}

/// Complaints as they are found.
#[derive(Debug, Default)]
pub(super) struct Complaints(Vec<Complaint>);

impl Complaints {
    /// Adds one.
    pub fn add(&mut self, complaint: Complaint) {
        self.0.push(complaint);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives all, file by file in the order of lines.
    pub fn into_sorted(mut self) -> Vec<Complaint> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}
