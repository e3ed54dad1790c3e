//! 上传限量. How many files one person may be handing in at once, and within an hour.
//!
//! What is under way is counted on this node, before a byte of the body is read, and given back
//! whatever becomes of the request; what was kept within the hour is counted in the database, so
//! that it holds over all nodes. A request on its way when the hour is full may still bring its
//! files: an hour is exceeded by one request for each that may be under way, at the most.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;
use chrono::TimeDelta;
use duban_domain::value::id::PersonId;
use duban_engine::Engine;

use crate::error::Problem;

/// How many files one person may hand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    /// Requests with files that one person may have under way on this node.
    pub at_once: u32,
    /// Files that one person may hand in within an hour, over all nodes.
    pub per_hour: u32,
}

impl Default for UploadLimits {
    fn default() -> Self {
        Self { at_once: 4, per_hour: 500 }
    }
}

/// 在传. Who is handing files in, and how often at once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Uploads(Arc<Mutex<HashMap<PersonId, u32>>>);

impl Uploads {
    /// A place for one request with files.
    ///
    /// # Errors
    /// `LIMIT_EXCEEDED` where the person has too many under way, or handed in too many lately.
    pub(crate) async fn place(
        &self,
        person: PersonId,
        limits: UploadLimits,
        engine: &Engine,
    ) -> Result<Place, Problem> {
        let place = self.take(person, limits.at_once)?;
        let lately = engine.files_lately(person, TimeDelta::hours(1), limits.per_hour).await?;
        if lately >= limits.per_hour { Err(full(limits.per_hour)) } else { Ok(place) }
    }

    fn take(&self, person: PersonId, most: u32) -> Result<Place, Problem> {
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = under_way.entry(person).or_default();
        if *count >= most {
            return Err(busy(most));
        }
        *count += 1;
        Ok(Place { person, uploads: self.clone() })
    }
}

/// A request with files under way; its place is given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    person: PersonId,
    uploads: Uploads,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut under_way = self.uploads.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = under_way.get_mut(&self.person) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                under_way.remove(&self.person);
            }
        }
    }
}

fn busy(most: u32) -> Problem {
    Problem::limit(
        format!("您已有 {most} 个上传请求尚未完成。请待其完成后再试。"),
        format!("You have {most} uploads under way. Wait until one of them has ended."),
    )
    .with_status(StatusCode::TOO_MANY_REQUESTS)
}

fn full(most: u32) -> Problem {
    Problem::limit(
        format!("您在一小时内已上传 {most} 个文件。请稍后再试。"),
        format!("You have handed in {most} files within an hour. Please try again later."),
    )
    .with_status(StatusCode::TOO_MANY_REQUESTS)
}

#[cfg(test)]
mod tests {
    use duban_domain::value::id::PersonId;
    use uuid::Uuid;

    use super::Uploads;

    #[test]
    fn a_place_is_one_persons_and_is_given_back() {
        let uploads = Uploads::default();
        let [one, other] = [1, 2].map(|number| PersonId(Uuid::from_u128(number)));
        let held = uploads.take(one, 1).unwrap();
        assert!(uploads.take(one, 1).is_err());
        assert!(uploads.take(other, 1).is_ok());
        drop(held);
        assert!(uploads.take(one, 1).is_ok());
        assert!(uploads.0.lock().unwrap().is_empty(), "nobody is remembered");
    }
}
