//! Which text a phrase of responsibility closes.

use crate::{
    duty::{Phrase, Side, phrases},
    outline::{Line, Outline},
    piece::Piece,
};

/// A run of text and the phrase that closes it.
#[derive(Debug)]
pub(super) struct Closed<'a> {
    /// The text, a piece for each line.
    pub(super) pieces: Vec<Piece<'a>>,
    pub(super) phrase: Phrase<'a>,
    /// The heading or item the run stands under.
    pub(super) node: Option<usize>,
    /// The innermost heading of the path.
    pub(super) path: Option<usize>,
}

impl Closed<'_> {
    /// Whether the run is nothing but the heading of its node.
    fn is_title(&self, outline: &Outline<'_>) -> bool {
        let node = self.node.and_then(|node| outline.nodes.get(node));
        let title = node.and_then(|node| node.title);
        title.is_some_and(|title| {
            self.pieces
                .iter()
                .all(|piece| piece.start() >= title.start() && piece.end() <= title.end() + 1)
        })
    }
}

/// Text that no phrase closes.
#[derive(Clone, Debug)]
pub(super) struct Leftover<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    pub(super) node: Option<usize>,
}

/// All text of a plan, parted into runs and what is left.
#[derive(Debug, Default)]
pub(super) struct Runs<'a> {
    pub(super) closed: Vec<Closed<'a>>,
    pub(super) leftovers: Vec<Leftover<'a>>,
}

/// Parts the text of a plan.
pub(super) fn runs<'a>(outline: &Outline<'a>, from: usize) -> Runs<'a> {
    let mut sorter = Sorter {
        outline,
        runs: Runs::default(),
        open: Vec::new(),
        node: None,
        floor: 0,
        heading: None,
        pending: None,
    };
    let lines = outline.lines.get(from..).unwrap_or_default();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        index += 1 + sorter.take(line, lines.get(index + 1..).unwrap_or_default());
    }
    sorter.leave_for(None);
    sorter.runs
}

struct Sorter<'a, 'o> {
    outline: &'o Outline<'a>,
    runs: Runs<'a>,
    /// Lines since the last phrase or heading.
    open: Vec<Piece<'a>>,
    node: Option<usize>,
    /// Leftovers before this one stand before a phrase and cannot be claimed by a later one.
    floor: usize,
    /// A heading of its own line that has nothing below it yet.
    heading: Option<Piece<'a>>,
    /// A person or date named before the units.
    pending: Option<Phrase<'a>>,
}

impl<'a> Sorter<'a, '_> {
    /// Takes a line; gives how many of the following lines it took with it.
    fn take(&mut self, line: &Line<'a>, following: &[Line<'a>]) -> usize {
        if line.opens {
            self.leave_for(line.node);
            self.node = line.node;
        }
        let is_heading = line.opens && line.body.is_empty();
        if is_heading {
            self.heading = Some(line.text);
            return 0;
        }
        let mut found = phrases(line.text);
        if found.is_empty() {
            self.heading = None;
            self.open.push(line.text);
            return 0;
        }
        if let Some(phrase) = found.pop_if(|last| last.side == Side::Behind) {
            self.close_behind(line.text, phrase);
            return 0;
        }
        let taken = self.heads_a_task(line, &found, following);
        if taken > 0 {
            self.close_heading(line, found, following.get(..taken).unwrap_or_default());
            return taken;
        }
        self.close_all(line.text, found);
        0
    }

    /// How many lines belong to a heading that names its units itself.
    fn heads_a_task(&self, line: &Line<'a>, found: &[Phrase<'a>], following: &[Line<'a>]) -> usize {
        let [phrase] = found else { return 0 };
        let before = line.text.to(phrase.whole.start() - line.text.start());
        let after = line.text.from(phrase.whole.end() - line.text.start());
        let is_title =
            line.opens && before.weight() <= 40 && !before.contains("。") && before.weight() > 1;
        if !is_title || !after.is_empty() {
            return 0;
        }
        let rank =
            line.node.and_then(|node| self.outline.nodes.get(node)).map_or(0, |node| node.rank);
        let below = |next: &&Line<'a>| {
            let node = next.node.and_then(|node| self.outline.nodes.get(node));
            !next.opens || node.is_some_and(|node| node.rank > rank)
        };
        let under: Vec<&Line<'a>> = following.iter().take_while(below).collect();
        let charged = |next: &&Line<'a>| !phrases(next.text).is_empty();
        if under.iter().any(charged) { 0 } else { under.len() }
    }

    fn close_heading(&mut self, line: &Line<'a>, found: Vec<Phrase<'a>>, body: &[Line<'a>]) {
        for phrase in found {
            let title = line.text.to(phrase.whole.start() - line.text.start());
            let mut pieces = vec![title];
            pieces.extend(body.iter().map(|line| line.text));
            self.close(pieces, phrase);
        }
    }

    /// Closes the text behind a clause that leads it in, with the title before the clause.
    fn close_behind(&mut self, text: Piece<'a>, phrase: Phrase<'a>) {
        let before = text.to(phrase.whole.start() - text.start());
        let behind = text.from(phrase.whole.end() - text.start());
        let title = self.heading.take().or_else(|| (!before.is_empty()).then_some(before));
        self.leave();
        self.close(title.into_iter().chain([behind]).collect(), phrase);
    }

    fn close_all(&mut self, text: Piece<'a>, found: Vec<Phrase<'a>>) {
        let mut from = 0;
        for mut phrase in found {
            let before = text.cut(from, phrase.whole.start() - text.start());
            let before = before.trim_matches(|c| c.is_whitespace() || c == ',');
            from = phrase.whole.end() - text.start();
            let alone = before.is_empty();
            if alone && self.open.is_empty() && self.heading.is_none() && self.joins_last(&phrase) {
                continue;
            }
            if !alone {
                self.open.push(before);
            } else if self.open.is_empty() {
                self.open.extend(self.heading);
            }
            if let Some(pending) = self.pending.take() {
                let whole = self.outline.between(pending.whole, phrase.whole);
                phrase.try_join(&pending, whole);
            }
            if phrase.group.is_empty() {
                self.pending = Some(phrase);
                continue;
            }
            self.heading = None;
            if alone {
                self.claim_siblings();
            }
            let pieces = std::mem::take(&mut self.open);
            self.close(pieces, phrase);
        }
        let rest = text.from(from).trim_matches(|c| matches!(c, ' ' | '。' | ';'));
        if !rest.is_empty() {
            self.open.push(rest);
        }
    }

    fn close(&mut self, pieces: Vec<Piece<'a>>, phrase: Phrase<'a>) {
        let path = self.node;
        self.runs.closed.push(Closed { pieces, phrase, node: self.node, path });
        self.floor = self.runs.leftovers.len();
    }

    /// Joins 配合单位 on the next line to 牵头单位 on this.
    fn joins_last(&mut self, phrase: &Phrase<'a>) -> bool {
        let node = self.node;
        let Some(last) = self.runs.closed.last_mut().filter(|last| last.node == node) else {
            return false;
        };
        let whole = self.outline.between(last.phrase.whole, phrase.whole);
        last.phrase.try_join(phrase, whole)
    }

    /// A phrase on a line of its own closes all items of the list it ends, when none has its own.
    fn claim_siblings(&mut self) {
        let Some(here) = self.node.and_then(|node| self.outline.nodes.get(node)) else {
            return;
        };
        if here.parent.is_none() {
            return;
        }
        let first = self
            .runs
            .leftovers
            .iter()
            .enumerate()
            .skip(self.floor)
            .rev()
            .take_while(|(_, leftover)| {
                let node = leftover.node.and_then(|node| self.outline.nodes.get(node));
                node.is_some_and(|node| node.parent == here.parent && node.rank == here.rank)
            })
            .map(|(index, _)| index)
            .last();
        let Some(first) = first else { return };
        let claimed = self.runs.leftovers.split_off(first);
        let mut pieces: Vec<Piece<'a>> =
            claimed.into_iter().flat_map(|leftover| leftover.pieces).collect();
        pieces.append(&mut self.open);
        self.open = pieces;
        self.node = here.parent;
    }

    /// Leaves for another heading; one that has nothing below it is itself the text.
    fn leave_for(&mut self, next: Option<usize>) {
        let parent =
            next.and_then(|next| self.outline.nodes.get(next)).and_then(|next| next.parent);
        if let Some(heading) = self.heading.take()
            && self.open.is_empty()
            && (next.is_none() || parent != self.node)
        {
            self.open.push(heading);
        }
        self.leave();
    }

    fn leave(&mut self) {
        self.pending = None;
        let mut pieces = std::mem::take(&mut self.open);
        if pieces.is_empty() {
            return;
        }
        let outline = self.outline;
        let node = self.node;
        let titled = |last: &&mut Closed<'a>| last.node == node && last.is_title(outline);
        match self.runs.closed.last_mut().filter(titled) {
            // Units named beside the title charge the text below it.
            Some(last) => last.pieces.append(&mut pieces),
            None => self.runs.leftovers.push(Leftover { pieces, node }),
        }
    }
}
