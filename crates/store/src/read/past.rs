//! 截至某日. How a statement is made to speak of a past day.
//!
//! A read is written once, for the present. Where a [`Tx`](crate::Tx) looks at a day, each table
//! that the statement names is given another meaning in front of it: `WITH task AS (…)`, the rows
//! that stood at the end of that day, from the table and from its history. So no read can forget
//! the day, joins and totals agree with the rows, and the predicates of visibility hold on what was
//! then: who held or led a thing on that day sees it as it was, and nobody who did not.

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

/// What a table of units is where later corrections are wanted: what counts on the day, as is known
/// at the end of `{known}`. The liaison is no fact of the past and stays that of the day.
const KNOWN_LATER: [(&str, &str); 3] = [
    (
        "organisation",
        "SELECT s.unit_id, s.name, s.short_name, s.code, s.kind, s.supervision, s.parent_id, s.note,
         d.liaison_id, d.liaison_phone, k.version, k.known_from FROM (
         SELECT * FROM {of}organisation_span WHERE known_from <= {known} UNION ALL
         SELECT unit_id, name, short_name, code, kind, supervision, parent_id, note, valid_from,
         valid_to, known_from FROM {of}organisation_span_history
         WHERE known_from <= {known} AND known_to > {known}) s
         JOIN (SELECT unit_id, version, known_from FROM {of}organisation
         WHERE known_from <= {known} UNION ALL
         SELECT unit_id, version, known_from FROM {of}organisation_history
         WHERE known_from <= {known} AND known_to > {known}) k ON k.unit_id = s.unit_id
         LEFT JOIN (SELECT unit_id, liaison_id, liaison_phone FROM {of}organisation
         WHERE known_from <= {on} UNION ALL
         SELECT unit_id, liaison_id, liaison_phone FROM {of}organisation_history
         WHERE known_from <= {on} AND known_to > {on}) d ON d.unit_id = s.unit_id
         WHERE s.valid_from <= {on} AND s.valid_to > {on}",
    ),
    (
        "organisation_name",
        "SELECT unit_id, name, known_from FROM {of}organisation_name_span
         WHERE known_from <= {known} AND valid_from <= {on} AND valid_to > {on} UNION ALL
         SELECT unit_id, name, known_from FROM {of}organisation_name_span_history
         WHERE known_from <= {known} AND known_to > {known}
         AND valid_from <= {on} AND valid_to > {on}",
    ),
    (
        "organisation_class",
        "SELECT unit_id, scheme, class, valid_from, valid_to, known_from FROM
         {of}organisation_class WHERE known_from <= {known} UNION ALL
         SELECT unit_id, scheme, class, valid_from, valid_to, known_from FROM
         {of}organisation_class_history WHERE known_from <= {known} AND known_to > {known}",
    ),
];

const OBLIGATION: &str = "assignment_id, kind, subject, plan_id, task_id, section, unit_id, \
    lead_id, duty, opened_on, due_on, carried_over, ended, ended_on, known_from";

/// The statement, speaking of the end of the day.
pub(crate) fn look_back(mut statement: Statement, as_of: AsOf) -> Statement {
    let tables = named(&statement.sql, as_of);
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
fn named(text: &str, as_of: AsOf) -> Vec<(&'static str, String)> {
    let apart = |character: char| !character.is_ascii_alphanumeric() && character != '_';
    let words: std::collections::BTreeSet<&str> = text.split(apart).collect();
    let later = match as_of.known_on > as_of.on {
        true => &KNOWN_LATER[..],
        false => &[],
    };
    let told = |table: &str| later.iter().find(|(name, _)| *name == table);
    let by_day = dated().filter(|target| words.contains(target.table)).map(|target| {
        if let Some((name, text)) = told(target.table) {
            return (*name, (*text).to_owned());
        }
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
    as_of: AsOf,
    values: Vec<Value>,
    places: [Option<usize>; 3],
}

impl Words {
    fn new(backend: DbBackend, count: usize, as_of: AsOf) -> Self {
        Self {
            numbered: backend == DbBackend::Postgres,
            next: count + 1,
            as_of,
            values: Vec::new(),
            places: [None; 3],
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
                "known" => view.push_str(&self.place(2)),
                _ => view.push_str(&self.place(1)),
            }
            rest = after;
        }
        view + rest + ")"
    }

    /// The place of the day, of its end, or of the day until which records are believed: on
    /// PostgreSQL the same one each time, behind those of
    /// the statement; on SQLite the next one in front of them.
    fn place(&mut self, which: usize) -> String {
        if self.numbered
            && let Some(Some(place)) = self.places.get(which)
        {
            return format!("${place}");
        }
        let value = match which {
            0 => self.as_of.on.into(),
            1 => instant(self.as_of.end()),
            _ => self.as_of.known_on.into(),
        };
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
    use chrono::NaiveDate;
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
        let on = AsOf::day("2026-03-10".parse().unwrap());
        assert_eq!(named("SELECT a.task_id, a.plan_id FROM assignment a", on).len(), 1);
    }
}
