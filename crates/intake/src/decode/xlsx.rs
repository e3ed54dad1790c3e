//! Excel files: every sheet is a table; merged cells are inherited.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};

use super::{
    Decoded, Format, Unreadable,
    package::Package,
    writer::{Covered, RawCell, Writer},
};

/// The format's name in errors.
const FORMAT: &str = "XLSX";
/// Rows of a sheet that are read.
const MOST_ROWS: u32 = 20_000;
/// Columns of a sheet that are read.
const MOST_COLUMNS: u32 = 100;
/// Sheets that are read.
const MOST_SHEETS: usize = 64;

/// Decodes an Excel file.
pub(super) fn decode(bytes: &[u8], mut package: Package<'_>) -> Result<Decoded, Unreadable> {
    package.measure()?;
    let damaged = || Unreadable::Damaged { format: FORMAT };
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|_: calamine::XlsxError| damaged())?;
    let mut writer = Writer::default();
    for name in book.sheet_names().into_iter().take(MOST_SHEETS) {
        let mut rows = cells(&mut book, &name).ok_or_else(damaged)?;
        for merged in book.merge_cells_by_sheet_name(&name).unwrap_or_default() {
            cover(&mut rows, merged.start, merged.end);
        }
        rows.retain(|row| {
            row.iter().any(|cell| !cell.words.trim().is_empty() || cell.covered == Covered::Above)
        });
        writer.table(&rows);
    }
    Ok(writer.finish(Format::Xlsx))
}

/// The cells of a sheet, as a rectangle no larger than allowed.
fn cells<RS: std::io::Read + std::io::Seek>(
    book: &mut Xlsx<RS>,
    name: &str,
) -> Option<Vec<Vec<RawCell>>> {
    let mut reader = book.worksheet_cells_reader(name).ok()?;
    let mut rows: Vec<Vec<RawCell>> = Vec::new();
    while let Some(cell) = reader.next_cell().ok()? {
        let (row, column) = cell.get_position();
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            continue;
        }
        let words = words(cell.get_value());
        if words.is_empty() {
            continue;
        }
        *slot(&mut rows, row as usize, column as usize)? = RawCell { words, covered: Covered::Not };
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    for row in &mut rows {
        row.resize(width, RawCell::default());
    }
    Some(rows)
}

fn slot(rows: &mut Vec<Vec<RawCell>>, row: usize, column: usize) -> Option<&mut RawCell> {
    if rows.len() <= row {
        rows.resize(row + 1, Vec::new());
    }
    let line = rows.get_mut(row)?;
    if line.len() <= column {
        line.resize(column + 1, RawCell::default());
    }
    line.get_mut(column)
}

fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(words) => words.clone(),
        DataRef::SharedString(words) => (*words).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year}年{month}月{day}日")
        }
        DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => words.clone(),
        DataRef::Bool(_) | DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// Marks the cells of a merged region as covered by its first.
fn cover(rows: &mut [Vec<RawCell>], start: (u32, u32), end: (u32, u32)) {
    let (top, left) = (start.0 as usize, start.1 as usize);
    let (bottom, right) = (end.0 as usize, end.1 as usize);
    let height = bottom.saturating_sub(top) + 1;
    let width = right.saturating_sub(left) + 1;
    for (offset, row) in rows.iter_mut().skip(top).take(height).enumerate() {
        for (across, cell) in row.iter_mut().skip(left).take(width).enumerate() {
            if offset > 0 {
                *cell = RawCell { covered: Covered::Above, ..RawCell::default() };
            } else if across > 0 {
                *cell = RawCell { covered: Covered::Left, ..RawCell::default() };
            }
        }
    }
}

#[cfg(test)]
mod tests;
