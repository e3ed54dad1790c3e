//! Lines for people, on standard output; a reader that went away is no error.

use std::fmt::Display;
use std::io::Write;

/// Prints a line.
pub fn say(line: impl Display) {
    // `duban config | head` closes the pipe early.
    let _ = writeln!(std::io::stdout(), "{line}");
}
