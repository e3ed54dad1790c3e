//! Statements written by hand, and the counting of all statements.
//!
//! The number of statements of an operation must not grow with its rows, so every one
//! that passes a [`Tx`](crate::Tx) is counted: for the store, and for the task that asked.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::{DbBackend, Statement, StatementBuilder, Value};

/// SQL with `?` for each value, spelled `$1`, `$2`… when it goes to PostgreSQL.
///
/// SQLite keeps the plain `?`: numbered ones are quadratic there. A `?` within quotes is text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// A statement without values, or the beginning of one.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), values: Vec::new() }
    }

    /// A statement with its values.
    pub fn with(text: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Self {
        Self { text: text.into(), values: values.into_iter().collect() }
    }

    /// The text as far as it is written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// How many values it has.
    pub(crate) fn count(&self) -> usize {
        self.values.len()
    }

    /// Adds text.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds text and the values for its `?`.
    pub fn push_with(&mut self, text: &str, values: impl IntoIterator<Item = Value>) -> &mut Self {
        self.text.push_str(text);
        self.values.extend(values);
        self
    }

    /// Adds `(?, ?, …)` with these values: the right side of an `IN`.
    ///
    /// A long list is filled up to a power of two with its last value, so that lists of any length
    /// are few texts for the database to keep prepared. More than [`LIST`] values are too many for
    /// one statement.
    pub fn push_list(&mut self, values: impl IntoIterator<Item = Value>) -> &mut Self {
        let before = self.values.len();
        self.values.extend(values);
        let length = self.values.len() - before;
        let places = if length > 8 { length.next_power_of_two() } else { length };
        if let Some(last) = self.values.last().cloned() {
            self.values.resize(before + places, last);
        }
        self.text.push_str(&tuple(places));
        self
    }
}

/// The longest list of [`Sql::push_list`].
pub const LIST: usize = 16_384;

impl StatementBuilder for Sql {
    fn build(&self, backend: &DbBackend) -> Statement {
        let text = match backend {
            DbBackend::Postgres => numbered(&self.text),
            _ => self.text.clone(),
        };
        Statement::from_sql_and_values(*backend, text, self.values.iter().cloned())
    }
}

/// `(?, ?, …)` with this many places.
pub(crate) fn tuple(places: usize) -> String {
    let mut text = String::with_capacity(places * 2 + 2);
    text.push('(');
    for place in 0..places {
        text.push_str(if place == 0 { "?" } else { ",?" });
    }
    text.push(')');
    text
}

fn numbered(text: &str) -> String {
    let mut numbered = String::with_capacity(text.len() * 2);
    let mut quote = None;
    let mut count = 0;
    for character in text.chars() {
        match (character, quote) {
            ('?', None) => {
                count += 1;
                numbered.push('$');
                numbered.push_str(&count.to_string());
                continue;
            }
            ('\'' | '"', None) => quote = Some(character),
            (_, Some(open)) if open == character => quote = None,
            _ => {}
        }
        numbered.push(character);
    }
    numbered
}

/// What has been done since the store was opened. BEGIN and COMMIT are not counted.
#[derive(Debug, Default)]
pub struct Counters {
    statements: AtomicU64,
    retries: AtomicU64,
}

impl Counters {
    /// Statements sent.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Transactions run again after a deadlock or a version conflict.
    pub fn retries(&self) -> u64 {
        self.retries.load(Ordering::Relaxed)
    }

    pub(crate) fn count_statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
        // Outside of a counted scope nobody asked.
        let _ = SCOPE.try_with(|count| count.fetch_add(1, Ordering::Relaxed));
    }

    pub(crate) fn count_retry(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }
}

tokio::task_local! {
    static SCOPE: Arc<AtomicU64>;
}

/// Runs the future and tells how many statements it sent. Scopes nest; a task spawned within is
/// not counted.
pub async fn counted<F: Future>(future: F) -> (F::Output, u64) {
    let count = Arc::new(AtomicU64::new(0));
    let output = SCOPE.scope(Arc::clone(&count), future).await;
    let count = count.load(Ordering::Relaxed);
    let _ = SCOPE.try_with(|outer| outer.fetch_add(count, Ordering::Relaxed));
    (output, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_marks_outside_of_quotes_become_numbers() {
        let sql = Sql::with("SELECT '?' FROM \"a?\" WHERE b = ? AND c = ?", [1.into(), 2.into()]);
        let statement = sql.build(&DbBackend::Postgres);
        assert_eq!(statement.sql, "SELECT '?' FROM \"a?\" WHERE b = $1 AND c = $2");
        assert_eq!(sql.build(&DbBackend::Sqlite).sql.matches('?').count(), 4);
    }

    #[test]
    fn a_list_has_a_place_for_each_value() {
        let mut sql = Sql::new("a IN ");
        sql.push_list([1.into(), 2.into(), 3.into()]);
        assert_eq!(sql.build(&DbBackend::Sqlite).sql, "a IN (?,?,?)");
    }

    #[test]
    fn a_long_list_is_filled_up_with_its_last_value() {
        let mut sql = Sql::new("");
        sql.push_list((0..11).map(Value::from));
        assert_eq!(sql.build(&DbBackend::Sqlite).sql.matches('?').count(), 16);
        assert_eq!(sql.values[10..], vec![Value::from(10); 6]);
    }
}
