//! Tables of tasks: which column holds what, and a task for each row.

use crate::{
    body::Body,
    decode::{Cell, Table},
    draft::{Role, Task, TitleSource},
    duty::Group,
    piece::Piece,
    span::Span,
    target,
    task::Reader,
};

/// Rows in which the head is looked for.
pub(crate) const DEEPEST_HEAD: usize = 5;
/// Longest cell of a head.
const LONGEST_HEAD: usize = 14;
/// Longest cell that is a title as it stands.
const LONGEST_TITLE: usize = 40;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Number,
    Category,
    Task,
    Measure,
    Lead,
    Listed,
    Support,
    Person,
    Deadline,
    Other,
}

/// The head of a table among its first rows: its place and what each column holds.
pub(crate) fn head_row(rows: &[Vec<&str>]) -> Option<(usize, Vec<Column>)> {
    rows.iter().enumerate().find_map(|(place, row)| {
        let columns: Vec<Column> = row.iter().map(|words| column(words)).collect();
        let duty = columns.iter().any(|column| column.is_duty());
        let work = columns.iter().any(|c| matches!(c, Column::Task | Column::Measure));
        if !duty || !work {
            return None;
        }
        let below = rows.get(place + 1).and_then(|below| second_row(row, &columns, below));
        Some(below.map_or((place, columns), |columns| (place + 1, columns)))
    })
}

/// The columns of a head of two rows, when the second parts a column of duties of the first.
fn second_row(above: &[&str], columns: &[Column], below: &[&str]) -> Option<Vec<Column>> {
    let same = |index: usize, words: &str| {
        words.trim().is_empty() || above.get(index).is_some_and(|above| *above == words)
    };
    let mut both = columns.to_vec();
    both.resize(columns.len().max(below.len()), Column::Other);
    let mut parted = false;
    for (index, words) in below.iter().enumerate().filter(|(index, words)| !same(*index, words)) {
        let own = column(words);
        if own == Column::Other {
            return None;
        }
        parted |= own.is_duty();
        *both.get_mut(index)? = own;
    }
    parted.then_some(both)
}

impl Column {
    fn is_duty(self) -> bool {
        matches!(self, Self::Lead | Self::Listed | Self::Support)
    }
}

fn column(words: &str) -> Column {
    let words: String = words.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    if words.chars().count() > LONGEST_HEAD || words.is_empty() {
        return Column::Other;
    }
    let has = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if has(&["序号", "编号"]) {
        Column::Number
    } else if has(&["领导", "责任人", "负责人", "联系人", "联络员", "电话", "具体人员", "具体岗位"])
    {
        Column::Person
    } else if has(&["进展", "完成情况", "备注", "完成率", "问题", "佐证", "来源", "投资"])
    {
        Column::Other
    } else if has(&["配合", "协同", "协办", "参与单位", "参与部门", "协助", "参加单位"])
    {
        Column::Support
    } else if has(&["牵头", "主责", "主办"]) {
        Column::Lead
    } else if has(&[
        "责任单位",
        "责任部门",
        "负责单位",
        "承办单位",
        "落实单位",
        "责任主体",
        "实施单位",
        "责任分工",
        "落实地区",
        "牵头负责",
    ]) {
        Column::Listed
    } else if has(&["时限", "时间", "期限", "节点", "进度"]) {
        Column::Deadline
    } else if has(&["类别", "领域", "分类", "板块"]) {
        Column::Category
    } else if has(&["措施", "举措", "内容", "目标", "指标", "要求", "标准"]) {
        Column::Measure
    } else if has(&["任务", "事项", "工作", "项目", "名称"]) {
        Column::Task
    } else {
        Column::Other
    }
}

/// A table with its columns known.
struct Sheet<'t> {
    columns: Vec<Column>,
    /// The head.
    head: &'t [Vec<Cell>],
    /// What stands below it.
    rows: &'t [Vec<Cell>],
}

/// The tasks of all tables.
pub(crate) fn tasks(reader: &Reader<'_>, tables: &[Table]) -> Vec<Task> {
    tables
        .iter()
        .filter_map(|table| sheet(reader.body, table))
        .flat_map(|sheet| sheet.tasks(reader))
        .collect()
}

/// The stretch of working text a table of tasks takes, so that it is not read as lines too; what
/// stands above its head is no part of it.
pub(crate) fn stretches(body: &Body, tables: &[Table]) -> Vec<(usize, usize)> {
    tables
        .iter()
        .filter_map(|table| sheet(body, table))
        .filter_map(|sheet| {
            let rows = || sheet.head.iter().chain(sheet.rows);
            let cells = || rows().flatten().filter(|cell| !cell.inherited);
            let from = cells().map(|cell| cell.span.start).min()?;
            let to = cells().map(|cell| cell.span.end).max()?;
            let piece = body.piece(Span::new(from, to));
            Some((piece.start(), piece.end()))
        })
        .collect()
}

fn sheet<'t>(body: &Body, table: &'t Table) -> Option<Sheet<'t>> {
    let words: Vec<Vec<String>> = table
        .rows
        .iter()
        .take(DEEPEST_HEAD)
        .map(|row| row.iter().map(|cell| body.piece(cell.span).to_string()).collect())
        .collect();
    let words: Vec<Vec<&str>> =
        words.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let (head, columns) = head_row(&words)?;
    let rows = table.rows.get(head + 1..)?;
    Some(Sheet { columns, head: table.rows.get(head..=head)?, rows })
}

impl Sheet<'_> {
    fn tasks(&self, reader: &Reader<'_>) -> Vec<Task> {
        let mut category: Option<String> = None;
        let mut tasks = Vec::new();
        for row in self.rows {
            if self.is_head_again(reader.body, row) {
                continue;
            }
            if let Some(words) = self.banner(reader.body, row) {
                category = Some(words);
                continue;
            }
            let own = self.cells(reader.body, row, Column::Category).next();
            let path: Vec<String> = own
                .map(|(piece, _)| reader.body.quote(piece))
                .or_else(|| category.clone())
                .into_iter()
                .collect();
            tasks.extend(self.task(reader, row).map(|task| Task {
                path: reader.path_at(task.span).into_iter().chain(path).collect(),
                ..task
            }));
        }
        tasks
    }

    /// Whether the row repeats the head, as it does on every page.
    fn is_head_again(&self, body: &Body, row: &[Cell]) -> bool {
        let words: Vec<String> = row.iter().map(|cell| body.piece(cell.span).to_string()).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let again = |columns: &[Column]| columns == self.columns.as_slice();
        words.iter().all(|cell| cell.chars().count() <= LONGEST_HEAD)
            && head_row(&[words]).is_some_and(|(_, columns)| again(&columns))
    }

    /// A row that is one merged cell names what follows.
    fn banner(&self, body: &Body, row: &[Cell]) -> Option<String> {
        let mut spans: Vec<Span> =
            row.iter().map(|cell| cell.span).filter(|span| !span.is_empty()).collect();
        spans.dedup();
        match spans.as_slice() {
            [only] if self.columns.len() > 1 => {
                let words = body.piece(*only);
                let number = crate::outline::numbering::read(words).map(|mark| mark.number);
                Some(body.quote(number.unwrap_or(words)))
            }
            _ => None,
        }
    }

    /// The filled cells of a row under a kind of column; whether each is the row's own.
    fn cells<'b>(
        &self,
        body: &'b Body,
        row: &[Cell],
        wanted: Column,
    ) -> impl Iterator<Item = (Piece<'b>, bool)> {
        let filled = self
            .columns
            .iter()
            .zip(row)
            .filter(move |(column, cell)| **column == wanted && !cell.span.is_empty());
        let found: Vec<(Piece<'b>, bool)> =
            filled.map(|(_, cell)| (body.piece(cell.span), !cell.inherited)).collect();
        found.into_iter().filter(|(piece, _)| !piece.trim().is_empty())
    }

    fn task(&self, reader: &Reader<'_>, row: &[Cell]) -> Option<Task> {
        let body = reader.body;
        let group = self.group(body, row);
        let named: Vec<(Piece<'_>, bool)> = self.cells(body, row, Column::Task).collect();
        let measures: Vec<(Piece<'_>, bool)> = self.cells(body, row, Column::Measure).collect();
        let all: Vec<(Piece<'_>, bool)> = named.iter().chain(&measures).copied().collect();
        let own: Vec<Piece<'_>> =
            all.iter().filter(|(_, own)| *own).map(|(piece, _)| *piece).collect();
        if group.is_empty() || all.is_empty() {
            return None;
        }
        let pieces =
            if own.is_empty() { all.iter().map(|(piece, _)| *piece).collect() } else { own };
        let duty_cells = [Column::Lead, Column::Listed, Column::Support];
        let units: Vec<Piece<'_>> = duty_cells
            .into_iter()
            .flat_map(|column| self.cells(body, row, column))
            .map(|(piece, _)| piece)
            .collect();
        let units_text: Vec<String> = units.iter().map(|piece| body.quote(*piece)).collect();
        let titled = named
            .first()
            .map(|(piece, _)| *piece)
            .filter(|_| named.iter().any(|(_, own)| *own) || measures.is_empty());
        let title = titled.or_else(|| measures.first().map(|(piece, _)| *piece)).and_then(title_of);
        let mut task = Task {
            title: title.map(|title| body.quote(title)),
            title_source: TitleSource::Cell,
            units_text: units_text.join("、"),
            units_span: units.first().map(|piece| body.span_of(*piece)).unwrap_or_default(),
            open_ended: group.open,
            ..reader.described(&pieces)
        };
        if let Some((measure, _)) = measures.first().filter(|(_, own)| *own) {
            task.body_starts_with = body.quote(*measure).chars().take(12).collect();
        }
        reader.settle(&group, false, &mut task);
        let words = measures.first().or_else(|| named.first()).map(|(piece, _)| *piece);
        self.add_dates(reader, row, &mut task, words.unwrap_or(reader.body.all()));
        Some(task)
    }

    fn group<'b>(&self, body: &'b Body, row: &[Cell]) -> Group<'b> {
        let mut group = Group::default();
        let has_lead = self.cells(body, row, Column::Lead).next().is_some();
        for (cell, _) in self.cells(body, row, Column::Lead) {
            group.add_cell(cell, Role::Lead);
        }
        for (cell, _) in self.cells(body, row, Column::Listed) {
            if has_lead { group.add_cell(cell, Role::Support) } else { group.add_listed(cell) }
        }
        for (cell, _) in self.cells(body, row, Column::Support) {
            group.add_cell(cell, Role::Support);
        }
        group.persons = self.cells(body, row, Column::Person).map(|(piece, _)| piece).collect();
        group
    }

    /// The date of the row holds for the task and for targets without one.
    fn add_dates(&self, reader: &Reader<'_>, row: &[Cell], task: &mut Task, words: Piece<'_>) {
        let Some((cell, _)) = self.cells(reader.body, row, Column::Deadline).next() else {
            return;
        };
        task.deadline_text = Some(reader.body.quote(cell));
        task.deadline = target::deadline_of(cell, reader.header.known_on);
        crate::task::spread_deadline(reader.body, task, words);
    }
}

/// The title in a cell: the whole when it is short, else its first clause.
fn title_of(cell: Piece<'_>) -> Option<Piece<'_>> {
    let bare = cell.trim_matches(|c| c.is_whitespace() || matches!(c, '。' | ';'));
    let number = crate::outline::numbering::read(bare).map_or(0, |mark| mark.length);
    let bare = bare.from(number);
    if bare.weight() <= LONGEST_TITLE && !bare.contains("。") {
        return Some(bare);
    }
    let clause = *bare.split_outside(|c| matches!(c, ',' | '。' | ';' | ':')).first()?;
    (3..=LONGEST_TITLE).contains(&clause.weight()).then_some(clause)
}
