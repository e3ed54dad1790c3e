//! A line that says how far long work has come, on a terminal only.

use std::io::{IsTerminal, Write};

/// The line on standard error.
#[derive(Debug)]
pub struct Meter {
    visible: Visible,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visible {
    Yes,
    No,
}

impl Meter {
    /// Begins; a pipe sees nothing.
    pub fn begin() -> Self {
        let visible = if std::io::stderr().is_terminal() { Visible::Yes } else { Visible::No };
        Self { visible }
    }

    /// Says these words in the place of the last ones; none take the line away.
    pub fn show(&mut self, words: &str) {
        if self.visible == Visible::Yes {
            let mut err = std::io::stderr();
            // A line that cannot be drawn is no reason to stop working.
            let _ = write!(err, "\r\x1b[K{words}").and_then(|()| err.flush());
        }
    }
}
