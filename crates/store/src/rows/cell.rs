//! A value of any row in the form in which both databases can keep it.
//!
//! It is the form of SQLite: an id as its bytes, an instant and a date as text that sorts as they
//! do, a truth as 0 or 1. So rows of the two databases can be compared, and copied from one to
//! the other, column by column and in one order.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use duban_domain::value::hex;
use sea_orm::{QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::StoreError;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A number, or a truth as 0 or 1.
    Int(i64),
    /// Text, an instant, or a date.
    Text(String),
    /// Bytes, or an id.
    Bytes {
        /// As hexadecimal digits.
        hex: String,
    },
}

/// What a column holds, as its database says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A truth of PostgreSQL.
    Bool,
    /// 32 bits.
    Int,
    /// 64 bits.
    Long,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// An id of PostgreSQL.
    Uuid,
    /// An instant of PostgreSQL.
    Instant,
    /// A date of PostgreSQL.
    Date,
}

impl Kind {
    /// By the name that the database gives the type.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "bool" => Self::Bool,
            "int4" => Self::Int,
            "int8" | "INTEGER" => Self::Long,
            "text" | "varchar" | "TEXT" => Self::Text,
            "bytea" | "BLOB" => Self::Bytes,
            "uuid" => Self::Uuid,
            "timestamptz" => Self::Instant,
            "date" => Self::Date,
            // What sea-orm declares for the list of migrations.
            other if other.starts_with("varchar") => Self::Text,
            "bigint" => Self::Long,
            _ => return None,
        })
    }

    /// Reads the value of a column.
    pub(super) fn read(self, row: &QueryResult, place: usize) -> Result<Cell, StoreError> {
        Ok(match self {
            Self::Bool => cell(row.try_get_by_index::<Option<bool>>(place)?, |truth| {
                Cell::Int(i64::from(truth))
            }),
            Self::Int => cell(row.try_get_by_index::<Option<i32>>(place)?, |number| {
                Cell::Int(i64::from(number))
            }),
            Self::Long => cell(row.try_get_by_index(place)?, Cell::Int),
            Self::Text => cell(row.try_get_by_index(place)?, Cell::Text),
            Self::Bytes => {
                cell(row.try_get_by_index::<Option<Vec<u8>>>(place)?, |bytes| Cell::bytes(&bytes))
            }
            Self::Uuid => {
                cell(row.try_get_by_index::<Option<Uuid>>(place)?, |id| Cell::bytes(id.as_bytes()))
            }
            Self::Instant => cell(row.try_get_by_index::<Option<DateTime<Utc>>>(place)?, |at| {
                Cell::Text(at.to_rfc3339_opts(SecondsFormat::AutoSi, false))
            }),
            Self::Date => cell(row.try_get_by_index::<Option<NaiveDate>>(place)?, |on| {
                Cell::Text(on.to_string())
            }),
        })
    }

    /// The value to bind for a column of this kind.
    ///
    /// # Errors
    /// [`StoreError::Misuse`] if the cell is no value of the kind.
    pub(super) fn bind(self, cell: &Cell) -> Result<Value, StoreError> {
        let unfit = || StoreError::misuse(format!("{cell} is no value of the kind {self:?}"));
        Ok(match (self, cell) {
            (Self::Bool, Cell::Null) => Value::Bool(None),
            (Self::Int, Cell::Null) => Value::Int(None),
            (Self::Long, Cell::Null) => Value::BigInt(None),
            (Self::Text, Cell::Null) => Value::String(None),
            (Self::Bytes, Cell::Null) => Value::Bytes(None),
            (Self::Uuid, Cell::Null) => None::<Uuid>.into(),
            (Self::Instant, Cell::Null) => None::<DateTime<Utc>>.into(),
            (Self::Date, Cell::Null) => None::<NaiveDate>.into(),
            (Self::Bool, Cell::Int(truth @ (0 | 1))) => (*truth == 1).into(),
            (Self::Int, Cell::Int(number)) => i32::try_from(*number).map_err(|_| unfit())?.into(),
            (Self::Long, Cell::Int(number)) => (*number).into(),
            (Self::Text, Cell::Text(text)) => text.as_str().into(),
            (Self::Bytes, Cell::Bytes { hex: digits }) => {
                hex::decode(digits).ok_or_else(unfit)?.into()
            }
            (Self::Uuid, Cell::Bytes { hex: digits }) => {
                let bytes = hex::decode(digits).ok_or_else(unfit)?;
                Uuid::from_slice(&bytes).map_err(|_| unfit())?.into()
            }
            (Self::Instant, Cell::Text(text)) => {
                let at = DateTime::parse_from_rfc3339(text).map_err(|_| unfit())?;
                at.with_timezone(&Utc).into()
            }
            (Self::Date, Cell::Text(text)) => {
                text.parse::<NaiveDate>().map_err(|_| unfit())?.into()
            }
            (_, _) => return Err(unfit()),
        })
    }
}

impl Cell {
    /// Bytes as a value.
    pub fn bytes(bytes: &[u8]) -> Self {
        Self::Bytes { hex: hex::encode(bytes) }
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Int(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::Bytes { hex } => match Uuid::parse_str(hex) {
                Ok(id) => write!(f, "{id}"),
                Err(_) => f.write_str(hex),
            },
        }
    }
}

fn cell<T>(value: Option<T>, some: impl FnOnce(T) -> Cell) -> Cell {
    value.map_or(Cell::Null, some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_back_from_json_as_it_was() {
        let cells = [Cell::Null, Cell::Int(-7), Cell::Text("督办".into()), Cell::bytes(&[0, 255])];
        let text = serde_json::to_string(&cells).unwrap();
        assert_eq!(text, r#"[null,-7,"督办",{"hex":"00ff"}]"#);
        assert_eq!(serde_json::from_str::<Vec<Cell>>(&text).unwrap(), cells);
    }

    #[test]
    fn a_value_of_another_kind_is_refused() {
        for (kind, cell) in [
            (Kind::Bool, Cell::Int(2)),
            (Kind::Int, Cell::Int(1 << 40)),
            (Kind::Uuid, Cell::bytes(&[1, 2])),
            (Kind::Instant, Cell::Text("2026-02-30".into())),
            (Kind::Long, Cell::Text("1".into())),
        ] {
            assert!(kind.bind(&cell).is_err(), "{kind:?} {cell}");
        }
    }
}
