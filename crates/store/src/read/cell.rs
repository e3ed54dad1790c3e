//! Cells of rows, taken in the order of the select and made into the types of the domain.

use std::str::FromStr;

use chrono::NaiveDate;
use duban_domain::plan::state::Span;
use duban_domain::time::Period;
use duban_domain::value::decimal::Figure;
use duban_domain::value::digest::Digest;
use sea_orm::{QueryResult, TryGetable};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde::de::value::{Error as CodeError, StrDeserializer};
use uuid::Uuid;

use super::AsOf;
use crate::error::StoreError;
use crate::page::{Page, Slice, SortColumn};
use crate::statement::Sql;
use crate::transaction::Tx;

/// A row type: where it comes from, and how it is made of the cells.
pub(crate) trait FromCells: Sized {
    /// The table named when a row cannot be read.
    const TABLE: &'static str;

    /// Takes the cells in the order of the select.
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self, StoreError>;
}

/// All rows of a statement.
pub(crate) async fn rows<R: FromCells>(tx: &Tx, sql: &Sql) -> Result<Vec<R>, StoreError> {
    let rows = tx.query_rows(sql).await?;
    rows.iter().map(|row| R::from_cells(&mut Cells::of(tx, R::TABLE, row))).collect()
}

/// A page of the rows of a select that ends in its WHERE clause.
pub(crate) async fn page<R: FromCells>(
    tx: &Tx,
    select: Sql,
    sort: &[SortColumn],
    page: &Page,
) -> Result<Slice<R>, StoreError> {
    let sql = page.complete(select, sort)?;
    Ok(page.slice(rows(tx, &sql).await?))
}

/// The number that a `SELECT count(*)` finds.
pub(crate) async fn count(tx: &Tx, sql: &Sql) -> Result<u64, StoreError> {
    let count: i64 = tx.query_value(sql).await?.unwrap_or(0);
    Ok(count.unsigned_abs())
}

/// The cells of one row; each call takes the next one.
pub(crate) struct Cells<'a> {
    table: &'static str,
    row: &'a QueryResult,
    next: usize,
    as_of: Option<AsOf>,
}

impl<'a> Cells<'a> {
    /// The cells of a row.
    pub(crate) fn of(tx: &Tx, table: &'static str, row: &'a QueryResult) -> Self {
        Self { table, row, next: 0, as_of: tx.as_of() }
    }
}

impl Cells<'_> {
    /// The past day that the row is seen on.
    pub(crate) fn as_of(&self) -> Option<AsOf> {
        self.as_of
    }

    /// The next cell.
    pub(crate) fn get<T: TryGetable>(&mut self) -> Result<T, StoreError> {
        let index = self.next;
        self.next += 1;
        self.row
            .try_get_by_index(index)
            .map_err(|error| self.corrupt(format!("cell {index}: {error}")))
    }

    /// An identity.
    pub(crate) fn id<T: From<Uuid>>(&mut self) -> Result<T, StoreError> {
        Ok(self.get::<Uuid>()?.into())
    }

    /// An identity, or null.
    pub(crate) fn optional_id<T: From<Uuid>>(&mut self) -> Result<Option<T>, StoreError> {
        Ok(self.get::<Option<Uuid>>()?.map(T::from))
    }

    /// A word of a closed list.
    pub(crate) fn code<T: DeserializeOwned>(&mut self) -> Result<T, StoreError> {
        let code: String = self.get()?;
        self.read_code(&code)
    }

    /// A word of a closed list, or null.
    pub(crate) fn optional_code<T: DeserializeOwned>(&mut self) -> Result<Option<T>, StoreError> {
        let code: Option<String> = self.get()?;
        code.map(|code| self.read_code(&code)).transpose()
    }

    /// A small number that is never negative.
    pub(crate) fn number(&mut self) -> Result<u32, StoreError> {
        let number: i32 = self.get()?;
        u32::try_from(number).map_err(|_| self.corrupt(format!("{number} is negative")))
    }

    /// A small number that is never negative, or null.
    pub(crate) fn optional_number(&mut self) -> Result<Option<u32>, StoreError> {
        let number: Option<i32> = self.get()?;
        number
            .map(|number| {
                u32::try_from(number).map_err(|_| self.corrupt(format!("{number} is negative")))
            })
            .transpose()
    }

    /// A place in the document: both its ends, or neither.
    pub(crate) fn span(&mut self) -> Result<Option<Span>, StoreError> {
        match (self.optional_number()?, self.optional_number()?) {
            (Some(start), Some(end)) => Ok(Some(Span { start, end })),
            (None, None) => Ok(None),
            _ => Err(self.corrupt("half a span")),
        }
    }

    /// What a `count(*)` says.
    pub(crate) fn count(&mut self) -> Result<u64, StoreError> {
        let count: i64 = self.get()?;
        u64::try_from(count).map_err(|_| self.corrupt(format!("{count} is negative")))
    }

    /// A figure, or null.
    pub(crate) fn figure(&mut self) -> Result<Option<Figure>, StoreError> {
        Ok(self.get::<Option<i64>>()?.map(Figure))
    }

    /// A month, kept as its first day.
    pub(crate) fn period(&mut self) -> Result<Period, StoreError> {
        let day: NaiveDate = self.get()?;
        let period = Period::of(day);
        if period.first_day() == day {
            Ok(period)
        } else {
            Err(self.corrupt(format!("{day} begins no month")))
        }
    }

    /// A hash, kept as its bytes.
    pub(crate) fn hash(&mut self) -> Result<Digest, StoreError> {
        let bytes: Vec<u8> = self.get()?;
        bytes.try_into().map(Digest).map_err(|_| self.corrupt("a hash is not 32 bytes"))
    }

    /// Something that is kept as its text, or null.
    pub(crate) fn parsed<T: FromStr>(&mut self) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self.get()?;
        text.map(|text| text.parse().map_err(|_| self.corrupt(format!("`{text}` cannot be read"))))
            .transpose()
    }

    /// Something that is kept as JSON, or null.
    pub(crate) fn json<T: DeserializeOwned>(&mut self) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self.get()?;
        text.map(|text| {
            serde_json::from_str(&text).map_err(|error| self.corrupt(error.to_string()))
        })
        .transpose()
    }

    /// Says that this row cannot be read.
    pub(crate) fn corrupt(&self, because: impl Into<String>) -> StoreError {
        let key = match self.row.try_get_by_index::<Uuid>(0) {
            Ok(id) => id.to_string(),
            Err(_) => self.row.try_get_by_index::<String>(0).unwrap_or_else(|_| "?".to_owned()),
        };
        StoreError::corrupt(self.table, key, because)
    }

    fn read_code<T: DeserializeOwned>(&self, code: &str) -> Result<T, StoreError> {
        parse(code).ok_or_else(|| self.corrupt(format!("the word `{code}` is not known")))
    }
}

fn parse<'de, T: Deserialize<'de>>(code: &'de str) -> Option<T> {
    T::deserialize(StrDeserializer::<CodeError>::new(code)).ok()
}
