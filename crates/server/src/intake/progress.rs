//! A bar for several files, on a terminal only; written by hand, for it is all the bar we need.

use std::io::{IsTerminal, Write};
use std::path::Path;

/// Width of the bar.
const WIDTH: usize = 24;

/// How far reading has come.
pub struct Progress {
    done: usize,
    all: usize,
    visible: Visible,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visible {
    Yes,
    No,
}

impl Progress {
    /// Begins; one file, or a pipe, gets no bar.
    pub fn begin(all: usize) -> Self {
        let visible =
            if all > 1 && std::io::stderr().is_terminal() { Visible::Yes } else { Visible::No };
        Self { done: 0, all, visible }
    }

    /// Shows that this file is being read.
    pub fn next(&mut self, path: &Path) {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
        self.write(&format!("\r\x1b[K{}", bar(self.done, self.all, &name)));
        self.done += 1;
    }

    /// Takes the bar away.
    pub fn end(self) {
        self.write("\r\x1b[K");
    }

    fn write(&self, words: &str) {
        if self.visible == Visible::Yes {
            let mut err = std::io::stderr();
            // A bar that cannot be drawn is no reason to stop reading.
            let _ = write!(err, "{words}").and_then(|()| err.flush());
        }
    }
}

fn bar(done: usize, all: usize, name: &str) -> String {
    let full = WIDTH * done / all.max(1);
    let name: String = name.chars().take(40).collect();
    format!("[{}{}] {}/{all} {name}", "#".repeat(full), " ".repeat(WIDTH - full), done + 1)
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn the_bar_fills_from_left_to_right() {
        assert_eq!(bar(0, 4, "a.txt"), "[                        ] 1/4 a.txt");
        assert_eq!(bar(3, 4, "d.txt"), "[##################      ] 4/4 d.txt");
    }
}
