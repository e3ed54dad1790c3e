//! The width at which a text with hard line ends breaks its lines.

/// Least number of lines that show a width.
const LEAST_LINES: usize = 10;

/// How the width of a line is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// As it is set: a Chinese character takes two columns.
    Columns,
    /// Every character alike.
    Characters,
}

impl Measure {
    /// Narrowest line that can be full.
    fn narrowest(self) -> usize {
        match self {
            Self::Columns => 30,
            Self::Characters => 15,
        }
    }

    /// Widest wrap.
    fn widest(self) -> usize {
        match self {
            Self::Columns => 120,
            Self::Characters => 80,
        }
    }

    /// What may stay free at the end of a full line, for no mark may open a line, and what may
    /// hang out of it.
    fn slack(self) -> (usize, usize) {
        match self {
            Self::Columns => (5, 4),
            Self::Characters => (2, 2),
        }
    }

    /// What a line takes up to its last word, the blanks before its first included.
    fn of(self, line: &[char]) -> usize {
        let end = line.iter().rposition(|c| !c.is_whitespace()).map_or(0, |last| last + 1);
        let columns = |c: &char| match c {
            ' ' => 1,
            c if c.is_ascii_graphic() && !",;:()!?".contains(*c) => 1,
            _ => 2,
        };
        match self {
            Self::Columns => line.iter().take(end).map(columns).sum(),
            Self::Characters => end,
        }
    }
}

/// The width at which most lines of a text end.
#[derive(Debug)]
pub(super) struct Wrap {
    measure: Measure,
    width: usize,
}

impl Wrap {
    /// Finds the width, when the text has hard line ends: by the measure in which more lines are
    /// full.
    pub(super) fn of(plain: &[char], lines: &[(usize, usize)]) -> Option<Self> {
        let by_columns = Self::by(Measure::Columns, plain, lines);
        let by_characters = Self::by(Measure::Characters, plain, lines);
        match (by_columns, by_characters) {
            (Some((columns, wrap)), Some((characters, other))) => {
                Some(if characters > columns { other } else { wrap })
            }
            (one, other) => one.or(other).map(|(_, wrap)| wrap),
        }
    }

    /// The width by one measure and how many lines are full in it.
    fn by(measure: Measure, plain: &[char], lines: &[(usize, usize)]) -> Option<(usize, Self)> {
        let texts = lines.iter().filter_map(|&(from, to)| plain.get(from..to));
        let mut widths: Vec<(usize, bool)> = texts
            .map(|line| (measure.of(line), ends_sentence(line)))
            .filter(|(width, _)| *width >= measure.narrowest())
            .collect();
        widths.sort_unstable();
        let (width, _) = *widths.get(widths.len() * 4 / 5)?;
        let wrap = Self { measure, width };
        let full: Vec<bool> = widths
            .iter()
            .filter(|(width, _)| wrap.is_full(*width))
            .map(|(_, ends)| *ends)
            .collect();
        let broken = full.iter().filter(|ends| !**ends).count();
        (widths.len() >= LEAST_LINES
            && width <= measure.widest()
            && full.len() * 2 >= widths.len()
            && broken * 2 > full.len())
        .then_some((full.len(), wrap))
    }

    /// Whether a line is full.
    pub(super) fn fills(&self, plain: &[char], (from, to): (usize, usize)) -> bool {
        plain.get(from..to).is_some_and(|line| self.is_full(self.measure.of(line)))
    }

    fn is_full(&self, width: usize) -> bool {
        let (free, hanging) = self.measure.slack();
        width + free >= self.width && width <= self.width + hanging
    }
}

/// Whether the line ends as a paragraph does; most lines of a wrapped text do not.
fn ends_sentence(line: &[char]) -> bool {
    let last = line.iter().rev().find(|c| !c.is_whitespace());
    last.is_some_and(|c| matches!(c, '。' | ';' | '!' | '?' | ':'))
}
