//! Tasks, their supports and targets.

use duban_domain::people::duty::Duty;
use duban_domain::plan::state::Span;
use duban_domain::task::Task;
use duban_domain::task::reading::UnitReading;
use duban_domain::task::state::{Content, Implementers};
use duban_domain::task::target::Target as TaskTarget;
use duban_domain::value::id::{TaskId, UnitId};
use sea_orm::Value;

use super::image::{Image, Row};
use crate::rows::Target;

const TASK: Target = Target {
    table: "task",
    columns: &[
        "task_id",
        "plan_id",
        "no",
        "section",
        "title",
        "body",
        "span_start",
        "span_end",
        "raw_units",
        "open_ended",
        "every_county",
        "due_on",
        "due_inferred",
        "due_confirmed",
        "lead_id",
        "lead_inferred",
        "lead_confirmed",
        "leader",
        "state",
        "version",
        "known_from",
    ],
    key: &["task_id"],
};

const SUPPORT: Target = Target {
    table: "task_support",
    columns: &["task_id", "unit_id", "ordinal", "known_from"],
    key: &["task_id", "unit_id"],
};

const NAMED: Target = Target {
    table: "task_unit",
    columns: &["task_id", "duty", "unit_id", "ordinal", "known_from"],
    key: &["task_id", "duty", "unit_id"],
};

const BEARER: Target = Target {
    table: "target_unit",
    columns: &["target_id", "unit_id", "ordinal", "known_from"],
    key: &["target_id", "unit_id"],
};

const READING: Target = Target {
    table: "task_reading",
    columns: &[
        "task_id",
        "ordinal",
        "words",
        "span_start",
        "span_end",
        "duty",
        "unit_id",
        "recognised",
        "certainty",
        "known_from",
    ],
    key: &["task_id", "ordinal"],
};

const SPAN: Target = Target {
    table: "task_span",
    columns: &["task_id", "ordinal", "span_start", "span_end", "known_from"],
    key: &["task_id", "ordinal"],
};

const TARGET: Target = Target {
    table: "target",
    columns: &[
        "target_id",
        "task_id",
        "ordinal",
        "indicator",
        "comparator",
        "value_millionths",
        "value_max_millionths",
        "unit",
        "due_on",
        "scope",
        "bearer",
        "kind",
        "frequency",
        "baseline_millionths",
        "baseline_on",
        "words",
        "span_start",
        "span_end",
        "due_carried",
        "known_from",
    ],
    key: &["target_id"],
};

/// Those that keep a history by days.
pub(super) const TABLES: &[&Target] = &[&TASK, &SUPPORT, &NAMED, &BEARER, &READING, &SPAN, &TARGET];

pub(super) fn image(id: TaskId, task: &Task, version: i64) -> Image {
    let Some(content) = task.content() else { return Image::default() };
    let supports = (0_i32..)
        .zip(&content.duties.supports)
        .map(|(ordinal, unit)| vec![id.0.into(), unit.0.into(), ordinal.into()]);
    let targets =
        (0_i32..).zip(&content.targets).map(|(ordinal, target)| target_row(id, ordinal, target));
    Image::default()
        .with(&TASK, vec![task_row(id, task, content, version)])
        .with(&SUPPORT, supports.collect())
        .with(&NAMED, named(id, content))
        .with(&TARGET, targets.collect())
        .with(&BEARER, bearers(content))
        .with(&READING, readings(id, content))
        .with(&SPAN, spans(id, content))
}

fn task_row(id: TaskId, task: &Task, content: &Content, version: i64) -> Row {
    let (clause, duties) = (&content.clause, &content.duties);
    let (start, end) = span(clause.span);
    vec![
        id.0.into(),
        clause.plan.0.into(),
        clause.no.cast_signed().into(),
        clause.section.clone().into(),
        clause.title.as_str().into(),
        clause.body.as_str().into(),
        start,
        end,
        clause.raw_units.clone().into(),
        clause.open_ended.into(),
        (duties.implementers == Implementers::EveryCounty).into(),
        clause.due_on.into(),
        clause.due_inferred.into(),
        content.due_confirmed.into(),
        duties.lead.map(|unit| unit.0).into(),
        duties.lead_inferred.into(),
        content.lead_confirmed.into(),
        content.leader.as_ref().map(|name| name.as_str()).into(),
        task.name().into(),
        version.into(),
    ]
}

/// The units that are named one by one beside lead and supports.
fn named(id: TaskId, content: &Content) -> Vec<Row> {
    let implementers = match &content.duties.implementers {
        Implementers::None | Implementers::EveryCounty => &[][..],
        Implementers::Units { units } => units,
    };
    let row = |duty: Duty, (ordinal, unit): (i32, &UnitId)| {
        vec![id.0.into(), duty.as_str().into(), unit.0.into(), ordinal.into()]
    };
    let co_leads = (0_i32..).zip(&content.duties.co_leads).map(|place| row(Duty::CoLead, place));
    let implementers = (0_i32..).zip(implementers).map(|place| row(Duty::Implement, place));
    co_leads.chain(implementers).collect()
}

/// The units as the document writes them.
fn readings(id: TaskId, content: &Content) -> Vec<Row> {
    let row = |(ordinal, read): (i32, &UnitReading)| {
        let (start, end) = span(read.span);
        vec![
            id.0.into(),
            ordinal.into(),
            read.words.clone().into(),
            start,
            end,
            read.duty.as_str().into(),
            read.unit.map(|unit| unit.0).into(),
            read.by.map(|by| by.as_str()).into(),
            read.certainty.cast_signed().into(),
        ]
    };
    (0_i32..).zip(&content.clause.units).map(row).collect()
}

/// The further places of the words.
fn spans(id: TaskId, content: &Content) -> Vec<Row> {
    let row = |(ordinal, span): (i32, &Span)| {
        let (start, end) = (span.start.cast_signed(), span.end.cast_signed());
        vec![id.0.into(), ordinal.into(), start.into(), end.into()]
    };
    (0_i32..).zip(&content.clause.spans).map(row).collect()
}

fn bearers(content: &Content) -> Vec<Row> {
    let of = |target: &TaskTarget| {
        let row = |(ordinal, unit): (i32, &UnitId)| {
            vec![target.id.0.into(), unit.0.into(), ordinal.into()]
        };
        (0_i32..).zip(target.bearer.units()).map(row).collect::<Vec<Row>>()
    };
    content.targets.iter().flat_map(of).collect()
}

fn target_row(task: TaskId, ordinal: i32, target: &TaskTarget) -> Row {
    let (start, end) = span(target.span);
    vec![
        target.id.0.into(),
        task.0.into(),
        ordinal.into(),
        target.indicator.as_str().into(),
        target.comparator.as_str().into(),
        target.value.map(|value| value.0).into(),
        target.value_max.map(|value| value.0).into(),
        target.unit.clone().into(),
        target.due_on.into(),
        target.scope.clone().into(),
        target.bearer.level().as_str().into(),
        target.kind().as_str().into(),
        target.frequency.map(|frequency| frequency.as_str()).into(),
        target.baseline.map(|baseline| baseline.value.0).into(),
        target.baseline.and_then(|baseline| baseline.on).into(),
        target.text.as_ref().map(|text| text.to_string()).into(),
        start,
        end,
        target.due_carried.into(),
    ]
}

pub(super) fn span(span: Option<Span>) -> (Value, Value) {
    let start = span.map(|span| span.start.cast_signed());
    let end = span.map(|span| span.end.cast_signed());
    (start.into(), end.into())
}
