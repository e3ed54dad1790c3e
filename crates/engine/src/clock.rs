//! The only clock and the only source of ids; tests and the demo put their own in.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use uuid::Uuid;

/// Tells the time, in whole milliseconds.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
}

/// Makes ids that nobody else makes.
pub trait IdSource: Send + Sync {
    /// A new one.
    fn fresh(&self) -> Uuid;
}

/// The clock of the machine, moved by a fixed offset (the demo lives at the end of its quarter).
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock {
    /// What is added to the machine's time.
    pub offset: TimeDelta,
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    fn now(&self) -> DateTime<Utc> {
        let now = Utc::now();
        now.checked_add_signed(self.offset).unwrap_or(now).trunc_subsecs(3)
    }
}

/// The clock of the machine, set ahead to another day: it runs at normal speed, can be set on, and
/// never tells an earlier time than it told before.
#[derive(Debug)]
pub struct ForwardClock {
    offset_ms: AtomicI64,
    told_ms: AtomicI64,
}

impl ForwardClock {
    /// A clock that reads `now`.
    pub fn reading(now: DateTime<Utc>) -> Self {
        let machine = SystemClock::default().now().timestamp_millis();
        let offset = now.timestamp_millis().saturating_sub(machine);
        Self { offset_ms: AtomicI64::new(offset), told_ms: AtomicI64::new(i64::MIN) }
    }

    /// Sets it to an instant, unless it is past that already.
    pub fn advance_to(&self, instant: DateTime<Utc>) {
        let behind = instant.timestamp_millis().saturating_sub(self.now().timestamp_millis());
        if behind > 0 {
            self.offset_ms.fetch_add(behind, Ordering::Relaxed);
        }
    }
}

impl Clock for ForwardClock {
    fn now(&self) -> DateTime<Utc> {
        let machine = SystemClock::default().now();
        let offset = self.offset_ms.load(Ordering::Relaxed);
        let now = machine.timestamp_millis().saturating_add(offset);
        let told = self.told_ms.fetch_max(now, Ordering::Relaxed).max(now);
        DateTime::from_timestamp_millis(told).unwrap_or(machine)
    }
}

/// UUIDv7 of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl IdSource for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that makes ids")]
    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// A clock that stands until it is moved.
#[derive(Debug)]
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    /// A clock standing at an instant.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now.trunc_subsecs(3)))
    }

    /// Moves it.
    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = now.trunc_subsecs(3);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Ids in counting order, the same in every run.
#[derive(Debug, Default)]
pub struct CountingIds(AtomicU64);

impl CountingIds {
    /// Goes on counting behind an id of an earlier run.
    pub fn after(last: Uuid) -> Self {
        let count = u64::try_from(last.as_u128() >> 80).unwrap_or(u64::MAX);
        Self(AtomicU64::new(count.saturating_add(1)))
    }
}

impl IdSource for CountingIds {
    fn fresh(&self) -> Uuid {
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        // The bits of a UUIDv7 whose time is the count, so that sorting by id is sorting by age.
        Uuid::from_u128((u128::from(count) << 80) | (0x7 << 76) | (0x2 << 62))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forward_clock_is_set_on_and_never_back() {
        let start: DateTime<Utc> = "2026-01-05T00:30:00Z".parse().unwrap();
        let clock = ForwardClock::reading(start);
        assert!(clock.now() >= start && clock.now() < start + TimeDelta::minutes(1));
        let later = start + TimeDelta::days(3);
        clock.advance_to(later);
        let told = clock.now();
        assert!(told >= later && told < later + TimeDelta::minutes(1));
        clock.advance_to(start);
        assert!(clock.now() >= told);
    }
}
