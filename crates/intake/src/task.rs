//! Tasks: each phrase of responsibility closes the run of text before it.

mod run;
mod title;

use crate::{
    body::Body,
    decode::Table,
    draft::{CommonImplementers, Duty, LeadBasis, Role, Target, Task},
    duty::{self, Group, Phrase, Register},
    header::Header,
    outline::Outline,
    piece::Piece,
    table,
    target::{self, Reach, Setting, Undated},
};
use run::{Closed, Leftover, runs};
use title::Titles;

/// Lines above a table among which its heading is looked for.
const FARTHEST: usize = 100;

/// The tasks and the commitments outside them.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) tasks: Vec<Task>,
    pub(crate) goals: Vec<Target>,
    pub(crate) common: Option<CommonImplementers>,
}

/// What reading a task needs.
pub(crate) struct Reader<'a> {
    pub(crate) body: &'a Body,
    pub(crate) outline: &'a Outline<'a>,
    pub(crate) header: &'a Header,
    pub(crate) register: &'a Register<'a>,
}

impl<'a> Reader<'a> {
    /// Reads tasks, goals and the blanket clause.
    pub(crate) fn read(&self, tables: &[Table]) -> Reading {
        let runs = runs(self.outline, self.header.body_starts);
        let mut reading = Reading::default();
        let mut titles = Titles::default();
        let mut first_leads_by_rule = false;
        for closed in &runs.closed {
            first_leads_by_rule |= closed.phrase.group.states_rule;
            let mut task = self.task(closed, &mut titles);
            self.settle(&closed.phrase.group, first_leads_by_rule, &mut task);
            reading.tasks.push(task);
        }
        reading.tasks.extend(table::tasks(self, tables));
        reading.goals = self.goals(&runs.leftovers);
        self.leave_out_cut(tables, &mut reading);
        reading.tasks.sort_by_key(|task| task.span);
        for (index, task) in reading.tasks.iter_mut().enumerate() {
            task.id = format!("T{:02}", index + 1);
            number(&mut task.targets, &task.id);
        }
        for (index, goal) in reading.goals.iter_mut().enumerate() {
            goal.id = format!("G{:02}", index + 1);
        }
        reading.common = self.common_implementers();
        reading
    }

    fn task(&self, closed: &Closed<'a>, titles: &mut Titles) -> Task {
        let body = self.body;
        let titled = titles.title(self.outline, closed);
        let after: String = titled.body.iter().map(|piece| body.quote(*piece)).collect();
        Task {
            path: self.outline.numbers(closed.path),
            title: titled.words.map(|title| body.quote(title)),
            title_source: titled.source,
            open_ended: closed.phrase.group.open,
            units_text: body.quote(self.listed(&closed.phrase)).replace('\n', " "),
            body_starts_with: after.chars().take(12).collect(),
            units_span: body.span_of(closed.phrase.whole),
            ..self.described(&closed.pieces)
        }
    }

    /// The words of a phrase from its first unit to its last, as the ledger prints them.
    fn listed(&self, phrase: &Phrase<'a>) -> Piece<'a> {
        let (from, to) = phrase.group.listed.unwrap_or((phrase.whole.start(), phrase.whole.end()));
        self.outline.text.cut(from, to).trim_matches(|c| matches!(c, '。' | ' '))
    }

    /// What a task is by its text alone: span, first and last words, targets.
    pub(crate) fn described(&self, pieces: &[Piece<'a>]) -> Task {
        let body = self.body;
        let words: String = pieces.iter().map(|piece| body.quote(*piece)).collect();
        let starts_with: String = words.chars().take(12).collect();
        let start = pieces.iter().map(|piece| piece.start()).min().unwrap_or(0);
        let end = pieces.iter().map(|piece| piece.end()).max().unwrap_or(start);
        let mut task = Task {
            body_starts_with: starts_with.clone(),
            starts_with,
            ends_with: last_characters(&words, 12),
            span: body.span(start, end),
            ..Task::default()
        };
        let setting = self.setting(Reach::Sentence, Undated::Counts);
        for piece in pieces {
            let reading = target::read(body, *piece, setting);
            task.targets.extend(reading.targets);
            task.distractors.extend(reading.distractors);
        }
        task
    }

    /// Fills in lead, supporting units and duties.
    pub(crate) fn settle(&self, group: &Group<'a>, first_leads_by_rule: bool, task: &mut Task) {
        let (holders, basis) = group.settle(first_leads_by_rule);
        task.lead_basis = if holders.is_empty() { LeadBasis::FirstListed } else { basis };
        for holder in holders {
            let unit = self.body.quote(holder.unit);
            let organisation = self.register.resolve(&unit);
            match holder.role {
                Role::Lead => task.lead = Some(unit.clone()),
                Role::CoLead | Role::Support | Role::Implement => {
                    task.supporting.push(unit.clone())
                }
            }
            let span = self.body.span_of(holder.unit);
            task.duties.push(Duty { role: holder.role, unit, span, organisation });
        }
        task.persons = group.persons.iter().map(|person| self.body.quote(*person)).collect();
        if let Some(words) = group.deadline {
            task.deadline_text = Some(self.body.quote(words));
            task.deadline = target::deadline_of(words, self.header.known_on);
            spread_deadline(self.body, task, self.body.piece(task.span));
        }
    }

    /// Commitments outside tasks: figures count without a date only under a heading of aims.
    fn goals(&self, leftovers: &[Leftover<'a>]) -> Vec<Target> {
        let mut goals = Vec::new();
        for leftover in leftovers {
            let aims = self.heading_says(leftover.node, &["目标", "指标"]);
            if self.heading_says(
                leftover.node,
                &["现状", "形势", "背景", "基础与", "发展成效", "工作成效", "基本情况", "工作基础"],
            ) {
                continue;
            }
            let undated = if aims { Undated::Counts } else { Undated::Ignored };
            let first = goals.len();
            for piece in &leftover.pieces {
                let reading =
                    target::read(self.body, *piece, self.setting(Reach::Paragraph, undated));
                let path = self.outline.numbers(leftover.node);
                goals.extend(
                    reading
                        .targets
                        .into_iter()
                        .map(|target| Target { path: path.clone(), ..target }),
                );
            }
            carry_dates(goals.get_mut(first..).unwrap_or_default());
        }
        goals
    }

    /// What the end of a broken-off text seems to promise is reported, not taken.
    fn leave_out_cut(&self, tables: &[Table], reading: &mut Reading) {
        let Some(cut) = crate::lint::cut_off(self.body, tables) else {
            return;
        };
        let end = self.body.span_of(cut).end;
        let whole = |target: &Target| target.span.end < end;
        reading.goals.retain(whole);
        for task in &mut reading.tasks {
            task.targets.retain(whole);
        }
    }

    fn heading_says(&self, node: Option<usize>, words: &[&str]) -> bool {
        let path = self.outline.path(node);
        let mut titles = path.iter().filter_map(|&index| self.outline.nodes.get(index)?.title);
        titles.any(|title| title.contains_any(words))
    }

    fn common_implementers(&self) -> Option<CommonImplementers> {
        self.outline.lines.iter().find_map(|line| {
            let clause = duty::blanket(line.text)?;
            // Said beside the units of one item, it holds for all that follow.
            let beside_units = !duty::phrases(line.text).is_empty();
            let node = line.node.filter(|_| !beside_units);
            let section = self.outline.numbers(node).join("/");
            Some(clause.describe(self.body, (!section.is_empty()).then_some(section)))
        })
    }

    /// Numbers of the headings above a place of the decoded text, for what stands in a table.
    pub(crate) fn path_at(&self, span: crate::Span) -> Vec<String> {
        let start = self.body.piece(span).start();
        let after = self.outline.lines.partition_point(|line| line.text.start() < start);
        let above = self.outline.lines.get(after.saturating_sub(FARTHEST)..after);
        for line in above.unwrap_or_default().iter().rev() {
            if line.text.starts_with_any(&["附件", "附表", "附:"]).is_some() {
                return Vec::new();
            }
            if line.opens {
                return self.outline.numbers(line.node);
            }
        }
        Vec::new()
    }

    fn setting(&self, reach: Reach, undated: Undated) -> Setting {
        Setting { issued: self.header.known_on, reach, undated }
    }
}

/// Under one heading of aims a figure without a date is due with the one before it.
fn carry_dates(goals: &mut [Target]) {
    let mut last = None;
    for goal in goals {
        if goal.deadline.is_some() {
            last = Some((goal.deadline, goal.deadline_text.clone()));
        } else if let Some((deadline, words)) =
            last.clone().filter(|_| goal.value.is_some() && goal.period.is_none())
        {
            goal.deadline = deadline;
            goal.deadline_text = words;
            goal.deadline_carried = true;
        }
    }
}

/// The date of a task holds for its targets that have none and do not come round; a task that
/// promises nothing else promises to be done by then.
pub(crate) fn spread_deadline(body: &Body, task: &mut Task, words: Piece<'_>) {
    if task.targets.is_empty() && task.deadline.is_some() {
        let words = words.trim_matches(|c| c.is_whitespace() || c == '。');
        task.targets.extend(target::done(body, words));
    }
    for target in task
        .targets
        .iter_mut()
        .filter(|target| target.deadline.is_none() && target.period.is_none())
    {
        target.deadline = task.deadline;
        target.deadline_text.clone_from(&task.deadline_text);
        target.deadline_carried = task.deadline.is_some();
    }
}

fn number(targets: &mut [Target], task: &str) {
    for (index, target) in targets.iter_mut().enumerate() {
        target.id = format!("{task}-{}", index + 1);
    }
}

fn last_characters(words: &str, count: usize) -> String {
    let length = words.chars().count();
    words.chars().skip(length.saturating_sub(count)).collect()
}
