//! Addresses that fail to sign in, counted by windows of time for all nodes together.

use chrono::{DateTime, Utc};

use crate::error::StoreError;
use crate::rows::instant;
use crate::statement::Sql;
use crate::transaction::Tx;

/// Charges a network with a failure in the window that began then, in one statement, so that
/// attempts that come at once are all counted. Tells how many there are now.
pub async fn charge(tx: &Tx, network: &str, window: DateTime<Utc>) -> Result<i32, StoreError> {
    let sql = "INSERT INTO sign_in_address (network, window_start, failures) VALUES (?, ?, 1)
        ON CONFLICT (network, window_start)
        DO UPDATE SET failures = sign_in_address.failures + 1 RETURNING failures";
    let charged = tx.query_value(&Sql::with(sql, [network.into(), instant(window)])).await?;
    Ok(charged.unwrap_or(0))
}

/// Takes a charge back: the attempt was none.
pub async fn forgive(tx: &Tx, network: &str, window: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE sign_in_address SET failures = failures - 1
        WHERE network = ? AND window_start = ? AND failures > 0";
    tx.execute(&Sql::with(sql, [network.into(), instant(window)])).await?;
    Ok(())
}

/// Forgets the windows that began before this instant, and tells how many.
pub async fn forget(tx: &Tx, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let sql = "DELETE FROM sign_in_address WHERE window_start < ?";
    tx.execute(&Sql::with(sql, [instant(before)])).await
}
