//! Timers that events arm: the first instant of a month opens the unit's next sheet.

use duban_domain::command::{Event, StreamId};
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::event::Event as SheetEvent;
use duban_domain::time::start_of_day;

use super::Change;
use crate::error::StoreError;
use crate::timer::{Timer, arm};
use crate::transaction::Tx;

/// The kind of the timer that opens a sheet; its payload is the key of the sheet.
pub const OPEN_SHEET: &str = "open_sheet";

pub(super) async fn project(tx: &Tx, changes: &[Change]) -> Result<(), StoreError> {
    let timers: Vec<Timer> = changes.iter().filter_map(next_sheet).collect();
    if timers.is_empty() {
        return Ok(());
    }
    arm(tx, timers).await
}

fn next_sheet(change: &Change) -> Option<Timer> {
    let StreamId::Sheet(key) = change.stream else { return None };
    let Event::Sheet(SheetEvent::RowsOpened { .. }) = &change.event else { return None };
    let next = SheetKey { period: key.period.next(), ..key };
    Some(Timer {
        timer_id: format!("sheet:{next}"),
        due_at: start_of_day(next.period.first_day()),
        kind: OPEN_SHEET.to_owned(),
        payload: next.to_string(),
    })
}
