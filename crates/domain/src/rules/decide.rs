//! Guards and events of the rules.

use chrono::Datelike;

use super::command::Command;
use super::event::Event;
use super::rejection::Rejection;
use super::state::Office;
use crate::facts::Facts;
use crate::people::actor::Actor;

/// Decides a command on the rules.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(office: &Office, command: &Command, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::Publish { effective_from, rules } => {
            let due_day = rules.report.due_day;
            if !(1..=28).contains(&due_day) {
                return Err(Rejection::DueDayOutOfRange { due_day });
            }
            let today = facts.today();
            // The first rules, loaded with the installation, count for plans that already run.
            let first = office.version() == 0 && facts.actor == Actor::System;
            if *effective_from < today && !first {
                return Err(Rejection::EffectiveInPast { effective_from: *effective_from, today });
            }
            Ok(vec![Event::RulesPublished {
                version: office.version().saturating_add(1),
                effective_from: *effective_from,
                rules: rules.clone(),
            }])
        }
        Command::LoadYear { year, days } => {
            // A notice may name the last days of the year before.
            let stray = days.iter().find(|day| (day.date.year() - year).abs() > 1);
            if let Some(day) = stray {
                return Err(Rejection::DayOutsideYear { year: *year, date: day.date });
            }
            if office.has_year(*year, days) {
                return Ok(Vec::new());
            }
            Ok(vec![Event::CalendarYearLoaded { year: *year, days: days.clone() }])
        }
    }
}
