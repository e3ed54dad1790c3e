//! 截至某日. How a statement is made to speak of a past day.
//!
//! A read is written once, for the present. Where a [`Tx`](crate::Tx) looks at a day, each table
//! that the statement names is given another meaning in front of it: `WITH task AS (…)`, the rows
//! that stood at the end of that day, from the table and from its history. So no read can forget
//! the day, joins and totals agree with the rows, and the predicates of visibility hold on what was
//! then: who held or led a thing on that day sees it as it was, and nobody who did not.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{DbBackend, Statement, Value, Values};

use super::AsOf;
use crate::projection::dated;
use crate::rows::instant;

/// What a table is at the end of a day: `{on}` is the day, `{end}` the first instant after it, and
/// `{of}` the schema in front of the table.
///
/// Posts and the journal grow and are never replaced: what came later is left out, and a post that
/// ended later had not ended. Obligations keep instants.
const TOLD_APART: [(&str, &str); 3] = [
    (
        "post",
        "SELECT post_id, person_id, unit_id, role, grade, scope_plan_id, scope_jurisdiction_id,
         held_from, CASE WHEN held_to < {end} THEN held_to END AS held_to
         FROM {of}post WHERE held_from < {end}",
    ),
    ("journal", "SELECT * FROM {of}journal WHERE recorded_at < {end}"),
    (
        "obligation",
        "SELECT {columns} FROM {of}obligation WHERE known_from < {end} UNION ALL
         SELECT {columns} FROM {of}obligation_history WHERE known_from < {end}
         AND known_to >= {end}",
    ),
];

const OBLIGATION: &str = "assignment_id, kind, subject, plan_id, task_id, section, unit_id, \
    lead_id, duty, opened_on, due_on, carried_over, ended, ended_on, known_from";

/// The statement, speaking of the end of the day.
pub(crate) fn look_back(mut statement: Statement, as_of: AsOf) -> Statement {
    let tables = named(&statement.sql);
    if tables.is_empty() {
        return statement;
    }
    let mut values = statement.values.take().map(|Values(values)| values).unwrap_or_default();
    let mut words = Words::new(statement.db_backend, values.len(), as_of);
    let views: Vec<String> = tables.iter().map(|(name, text)| words.view(name, text)).collect();
    statement.sql = format!("WITH {} {}", views.join(", "), statement.sql);
    match words.numbered {
        true => values.extend(words.values),
        false => values.splice(0..0, words.values).for_each(drop),
    }
    statement.values = Some(Values(values));
    statement
}

/// The tables that a text names and that were otherwise on other days, with what they are then.
fn named(text: &str) -> Vec<(&'static str, String)> {
    let apart = |character: char| !character.is_ascii_alphanumeric() && character != '_';
    let words: std::collections::BTreeSet<&str> = text.split(apart).collect();
    let by_day = dated().filter(|target| words.contains(target.table)).map(|target| {
        let (table, columns) = (target.table, target.columns.join(", "));
        let text = format!(
            "SELECT {columns} FROM {{of}}{table} WHERE known_from <= {{on}} UNION ALL
             SELECT {columns} FROM {{of}}{table}_history WHERE known_from <= {{on}}
             AND known_to > {{on}}"
        );
        (table, text)
    });
    let apart = TOLD_APART.iter().filter(|(name, _)| words.contains(name));
    by_day.chain(apart.map(|(name, text)| (*name, text.replace("{columns}", OBLIGATION)))).collect()
}

/// What the words of a view become on the database at hand, and the values they stand for.
struct Words {
    numbered: bool,
    next: usize,
    on: NaiveDate,
    end: DateTime<Utc>,
    values: Vec<Value>,
    places: [Option<usize>; 2],
}

impl Words {
    fn new(backend: DbBackend, count: usize, as_of: AsOf) -> Self {
        Self {
            numbered: backend == DbBackend::Postgres,
            next: count + 1,
            on: as_of.on,
            end: as_of.end(),
            values: Vec::new(),
            places: [None, None],
        }
    }

    /// `name AS (…)`. A table may bear the name of a view of it: SQLite has to be told which of the
    /// two is meant, and PostgreSQL means the table within.
    fn view(&mut self, name: &str, text: &str) -> String {
        let mut view = format!("{name} AS NOT MATERIALIZED (");
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (word, after) = after.split_once('}').unwrap_or((after, ""));
            view.push_str(before);
            match word {
                "of" if self.numbered => {}
                "of" => view.push_str("main."),
                "on" => view.push_str(&self.place(0)),
                _ => view.push_str(&self.place(1)),
            }
            rest = after;
        }
        view + rest + ")"
    }

    /// The place of the day or of its end: on PostgreSQL the same one each time, behind those of
    /// the statement; on SQLite the next one in front of them.
    fn place(&mut self, which: usize) -> String {
        if self.numbered
            && let Some(Some(place)) = self.places.get(which)
        {
            return format!("${place}");
        }
        let value = if which == 0 { self.on.into() } else { instant(self.end) };
        self.values.push(value);
        if !self.numbered {
            return "?".to_owned();
        }
        let place = self.next;
        self.next += 1;
        if let Some(known) = self.places.get_mut(which) {
            *known = Some(place);
        }
        format!("${place}")
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::StatementBuilder;

    use super::*;
    use crate::statement::Sql;

    fn told(backend: DbBackend) -> Statement {
        let sql = Sql::with("SELECT 1 FROM task_support s WHERE s.task_id = ?", [7.into()]);
        look_back(sql.build(&backend), AsOf::day("2026-03-10".parse().unwrap()))
    }

    #[test]
    fn a_table_means_the_rows_that_stood_at_the_end_of_the_day() {
        let day: Value = "2026-03-10".parse::<NaiveDate>().unwrap().into();
        let postgres = told(DbBackend::Postgres);
        assert!(postgres.sql.starts_with("WITH task_support AS NOT MATERIALIZED (SELECT task_id"));
        assert!(postgres.sql.contains("known_to > $2) SELECT"), "{}", postgres.sql);
        assert_eq!(postgres.values.unwrap().0, [7.into(), day.clone()]);
        let sqlite = told(DbBackend::Sqlite);
        assert!(sqlite.sql.contains("FROM main.task_support_history"), "{}", sqlite.sql);
        assert_eq!(sqlite.values.unwrap().0, [day.clone(), day.clone(), day, 7.into()]);
    }

    #[test]
    fn a_column_is_no_table() {
        assert_eq!(named("SELECT a.task_id, a.plan_id FROM assignment a").len(), 1);
    }
}
