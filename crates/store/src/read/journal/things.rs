//! Where the things stand whose streams the journal keeps, and who sees them.

use duban_domain::command::StreamId;
use sea_orm::Value;

use crate::read::Visibility;
use crate::statement::Sql;

/// Asks that the thing whose stream it is be visible.
pub(super) fn restrict(sql: &mut Sql, visibility: Visibility, stream: StreamId) {
    let Some((table, values)) = Things::of(stream) else {
        return without_row(sql, visibility, stream);
    };
    sql.push(" AND EXISTS (SELECT 1 FROM ").push(table.name).push(" x WHERE 1 = 1");
    for (column, value) in table.key.iter().zip(values) {
        sql.push_with(&format!(" AND x.{column} = ?"), [value]);
    }
    (table.see)(visibility, sql);
    sql.push(")");
}

/// The rules are open to all who do business here; how far audit streams had come is no business.
pub(super) fn without_row(sql: &mut Sql, visibility: Visibility, stream: StreamId) {
    match stream {
        StreamId::Audit(_) => visibility.journal(sql),
        _ => visibility.rules(sql),
    }
}

/// The table in which the things of one kind of stream stand, as `x`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Things {
    pub(super) name: &'static str,
    pub(super) key: &'static [&'static str],
    pub(super) see: fn(Visibility, &mut Sql),
}

impl Things {
    /// The table of a stream and the key of its thing; none for the rules and for audit streams,
    /// which have no row.
    pub(super) fn of(stream: StreamId) -> Option<(Self, Vec<Value>)> {
        type See = fn(Visibility, &mut Sql);
        let (name, key, see, values): (_, &'static [_], See, _) = match stream {
            StreamId::Rules | StreamId::Audit(_) => return None,
            StreamId::Unit(id) => {
                ("organisation", &["unit_id"], |eyes, _| eyes.unit(), vec![id.0.into()])
            }
            StreamId::Person(id) => {
                ("person", &["person_id"], |eyes, sql| eyes.person(sql, "x"), vec![id.0.into()])
            }
            StreamId::Plan(id) => {
                ("plan", &["plan_id"], |eyes, sql| eyes.plan(sql, "x"), vec![id.0.into()])
            }
            StreamId::Task(id) => {
                ("task", &["task_id"], |eyes, sql| eyes.task(sql, "x"), vec![id.0.into()])
            }
            StreamId::Assignment(id) => (
                "assignment",
                &["assignment_id"],
                |eyes, sql| eyes.assignment(sql, "x"),
                vec![id.0.into()],
            ),
            StreamId::Sheet(key) => (
                "sheet",
                &["plan_id", "unit_id", "period_on"],
                |eyes, sql| eyes.sheet(sql, "x"),
                vec![key.plan.0.into(), key.unit.0.into(), key.period.first_day().into()],
            ),
            StreamId::Assessment(id) => (
                "assessment",
                &["assessment_id"],
                |eyes, sql| eyes.assessment_history(sql, "x"),
                vec![id.0.into()],
            ),
            StreamId::Evidence(id) => {
                ("evidence", &["evidence_id"], |eyes, sql| eyes.held(sql, "x"), vec![id.0.into()])
            }
        };
        Some((Self { name, key, see }, values))
    }
}
