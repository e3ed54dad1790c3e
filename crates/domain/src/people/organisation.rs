//! 单位. A bureau, a county, a zone, the city: registered once, known by every name that
//! documents give it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::people::unit::{ClassTag, Supervision, UnitKind};
use crate::policy::Who;
use crate::value::id::{PersonId, UnitId};
use crate::value::phone::Sealed;
use crate::value::text::{DocNo, Name, Reason};

pub mod rejection;

use rejection::Rejection;

/// 系统管理员维护单位名录. The system administrator keeps the register of units.
pub const MAINTAIN: &[Who] = &[Who::System, Who::SystemAdmin];

/// 联络员由单位自报. A unit names its own liaison; the system administrator may do it for units
/// whose people never sign in.
pub const NAME_LIAISON: &[Who] = &[Who::System, Who::HolderHandler, Who::SystemAdmin];

/// The most aliases or class tags of one unit.
pub const NAMES_MAX: usize = 50;

/// 单位要素. What is on file about a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// 全称.
    pub name: Name,
    /// 简称, as lists show it.
    pub short_name: Name,
    /// 代码: the division code of a county, or a code of our own.
    pub code: Option<String>,
    /// What it is.
    pub kind: UnitKind,
    /// Whether it is directed or coordinated with.
    pub supervision: Supervision,
    /// The unit above it; none for the government itself.
    pub parent: Option<UnitId>,
    /// Other names that documents give it.
    pub aliases: Vec<Name>,
    /// Its classes and designations.
    pub classes: Vec<ClassTag>,
    /// 备注.
    pub note: Option<String>,
}

/// 生效. From which day a change counts, and what it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The first day.
    pub on: NaiveDate,
    /// Why; required where the day is over.
    pub reason: Option<Reason>,
    /// 依据. The document that says so; required where the day is over.
    pub basis: Option<DocNo>,
}

/// 联络员. Whom others call about the unit's tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Liaison {
    /// Who: somebody with a post in the unit.
    pub person: PersonId,
    /// 电话. The number, encrypted; none where it was not given.
    pub phone: Option<Sealed>,
}

/// A command to one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 登记. Puts a unit on file.
    Register {
        /// What is known of it.
        profile: Box<Profile>,
    },
    /// 变更. Replaces what is on file from a day on; assignments keep their holder.
    Amend {
        /// What is known of it from then on, whatever was said of later days.
        profile: Box<Profile>,
        /// Since when and why; from today where it is not said.
        dated: Option<Dated>,
    },
    /// 补充别名. The unit is known by one more name that a document gave it (by the system).
    LearnAlias {
        /// The name.
        alias: Name,
    },
    /// 明确联络员. Says whom others call; nobody where there is none.
    NameLiaison {
        /// Whom.
        liaison: Option<Liaison>,
    },
}

/// An event of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The unit was put on file.
    UnitRegistered {
        /// What is known of it.
        profile: Box<Profile>,
    },
    /// What is on file was replaced from a day on.
    UnitAmended {
        /// What is known of it from then on.
        profile: Box<Profile>,
        /// The first day on which it counts; earlier than it was recorded where it was told late.
        effective_on: NaiveDate,
        /// Why, where it was said.
        reason: Option<Reason>,
        /// The document that says so, where one was named.
        basis: Option<DocNo>,
    },
    /// It was said whom others call.
    LiaisonNamed {
        /// Whom; nobody where there is none.
        liaison: Option<Liaison>,
    },
}

/// A unit: nothing, or what is on file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organisation {
    /// What is known of it; none before it was registered.
    pub profile: Option<Box<Profile>>,
    /// Whom others call.
    pub liaison: Option<Liaison>,
    /// What counts from which day on, as is known now. It begins with [`DAWN`]: a unit is born with
    /// what it is, which counts for its past as well.
    pub timeline: BTreeMap<NaiveDate, Box<Profile>>,
}

/// The first day of which anything is said.
pub const DAWN: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Decides a command on a unit.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(
    unit: &Organisation,
    command: &Command,
    facts: &Facts,
) -> Result<Vec<Event>, Rejection> {
    match (command, &unit.profile) {
        (Command::Register { profile }, None) => {
            check(profile, facts)?;
            Ok(vec![Event::UnitRegistered { profile: profile.clone() }])
        }
        (Command::Register { .. }, Some(known)) => {
            Err(Rejection::AlreadyRegistered { name: known.name.to_string() })
        }
        (
            Command::Amend { .. } | Command::LearnAlias { .. } | Command::NameLiaison { .. },
            None,
        ) => Err(Rejection::NotRegistered),
        (Command::Amend { profile, dated }, Some(known)) => {
            check(profile, facts)?;
            let (effective_on, reason, basis) = since(dated.as_ref(), facts)?;
            if known.kind.is_county() != profile.kind.is_county() {
                return Err(Rejection::KindChanged { name: known.name.to_string() });
            }
            if counts_already(unit, profile, effective_on) {
                return Ok(Vec::new());
            }
            let profile = profile.clone();
            Ok(vec![Event::UnitAmended { profile, effective_on, reason, basis }])
        }
        (Command::LearnAlias { alias }, Some(known)) => {
            let names = [&known.name, &known.short_name];
            let known_by = names.into_iter().chain(&known.aliases).any(|name| name == alias);
            // A register that is full learns nothing more; the draft is right all the same.
            if known_by || known.aliases.len() >= NAMES_MAX {
                return Ok(Vec::new());
            }
            let mut profile = known.clone();
            profile.aliases.push(alias.clone());
            let effective_on = facts.today();
            Ok(vec![Event::UnitAmended { profile, effective_on, reason: None, basis: None }])
        }
        (Command::NameLiaison { liaison }, Some(known)) => {
            if unit.liaison == *liaison {
                return Ok(Vec::new());
            }
            if let Some(Liaison { person, .. }) = liaison
                && !facts.colleague
            {
                let (person, unit) = (*person, known.name.to_string());
                return Err(Rejection::LiaisonElsewhere { person, unit });
            }
            Ok(vec![Event::LiaisonNamed { liaison: liaison.clone() }])
        }
    }
}

/// The first day, and what it stands on: a day that is over needs both a reason and a document.
fn since(
    dated: Option<&Dated>,
    facts: &Facts,
) -> Result<(NaiveDate, Option<Reason>, Option<DocNo>), Rejection> {
    let today = facts.today();
    let Some(Dated { on, reason, basis }) = dated else { return Ok((today, None, None)) };
    if *on > today {
        return Err(Rejection::EffectiveInFuture { on: *on, today });
    }
    if *on < today && (reason.is_none() || basis.is_none()) {
        return Err(Rejection::BasisMissing { on: *on, today });
    }
    Ok(((*on).max(DAWN), reason.clone(), basis.clone()))
}

/// Whether nothing would be otherwise on any day from this one on.
fn counts_already(unit: &Organisation, profile: &Profile, on: NaiveDate) -> bool {
    let then = unit.timeline.range(..=on).next_back();
    let later = unit.timeline.range(on..);
    then.into_iter().chain(later).all(|(_, known)| **known == *profile)
}

fn check(profile: &Profile, facts: &Facts) -> Result<(), Rejection> {
    if let Some(parent) = profile.parent
        && !facts.units.contains_key(&parent)
    {
        return Err(Rejection::ParentUnknown { parent });
    }
    let count = profile.aliases.len().max(profile.classes.len());
    if count > NAMES_MAX {
        return Err(Rejection::TooManyNames { count, limit: NAMES_MAX });
    }
    let mut seen = BTreeSet::from([&profile.name]);
    match profile.aliases.iter().find(|alias| !seen.insert(alias)) {
        Some(alias) => Err(Rejection::AliasTwice { alias: alias.to_string() }),
        None => Ok(()),
    }
}

/// Applies one event.
pub fn evolve(unit: Organisation, event: &Event) -> Organisation {
    match event {
        Event::UnitRegistered { profile } => known_from(unit, profile, DAWN),
        Event::UnitAmended { profile, effective_on, .. } => {
            known_from(unit, profile, *effective_on)
        }
        Event::LiaisonNamed { liaison } => Organisation { liaison: liaison.clone(), ..unit },
    }
}

/// From this day on it is so; what was said of later days no longer counts.
fn known_from(mut unit: Organisation, profile: &Profile, on: NaiveDate) -> Organisation {
    unit.timeline.split_off(&on);
    unit.timeline.insert(on, Box::new(profile.clone()));
    Organisation { profile: Some(Box::new(profile.clone())), ..unit }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::people::actor::Actor;
    use crate::time::start_of_day;

    const TODAY: &str = "2026-03-10";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn profile(class: &str) -> Box<Profile> {
        let name = Name::parse("东县").unwrap();
        Box::new(Profile {
            name: name.clone(),
            short_name: name,
            code: None,
            kind: UnitKind::County,
            supervision: Supervision::Direct,
            parent: None,
            aliases: Vec::new(),
            classes: vec![ClassTag { scheme: "DUBAN_4".into(), class: class.into() }],
            note: None,
        })
    }

    fn amend(
        unit: &Organisation,
        class: &str,
        dated: Option<Dated>,
    ) -> Result<Vec<Event>, Rejection> {
        let facts = Facts::new(Actor::System, start_of_day(day(TODAY)), Arc::default());
        decide(unit, &Command::Amend { profile: profile(class), dated }, &facts)
    }

    fn since(on: &str) -> Dated {
        let reason = Some(Reason::parse("批复晚到").unwrap());
        Dated { on: day(on), reason, basis: Some(DocNo::parse("某函〔2026〕3号").unwrap()) }
    }

    fn given(changes: &[(&str, &str)]) -> Organisation {
        let born =
            evolve(Organisation::default(), &Event::UnitRegistered { profile: profile("I") });
        changes.iter().fold(born, |unit, (class, on)| {
            let (profile, effective_on) = (profile(class), day(on));
            evolve(unit, &Event::UnitAmended { profile, effective_on, reason: None, basis: None })
        })
    }

    fn classes(unit: &Organisation) -> Vec<(NaiveDate, String)> {
        let class = |known: &Profile| known.classes[0].class.clone();
        unit.timeline.iter().map(|(on, known)| (*on, class(known))).collect()
    }

    #[test]
    fn a_change_counts_from_today_unless_another_day_is_said() {
        let events = amend(&given(&[]), "II", None).unwrap();
        let Some(Event::UnitAmended { effective_on, .. }) = events.first() else { panic!() };
        assert_eq!(*effective_on, day(TODAY));
    }

    #[test]
    fn a_day_to_come_is_refused() {
        let refused = amend(&given(&[]), "II", Some(since("2026-03-11")));
        let (on, today) = (day("2026-03-11"), day(TODAY));
        assert_eq!(refused, Err(Rejection::EffectiveInFuture { on, today }));
    }

    #[test]
    fn a_day_that_is_over_needs_a_reason_and_a_document() {
        let (on, today) = (day("2026-03-09"), day(TODAY));
        for dated in [
            Dated { basis: None, ..since("2026-03-09") },
            Dated { reason: None, ..since("2026-03-09") },
        ] {
            let refused = amend(&given(&[]), "II", Some(dated));
            assert_eq!(refused, Err(Rejection::BasisMissing { on, today }));
        }
        let bare = Dated { reason: None, basis: None, ..since(TODAY) };
        assert_eq!(amend(&given(&[]), "II", Some(bare)).unwrap().len(), 1);
    }

    #[test]
    fn what_is_told_late_replaces_what_was_said_of_later_days() {
        let unit = given(&[("II", "2026-03-01"), ("III", "2026-02-01")]);
        let (dawn, then) = ((DAWN, "I".to_owned()), (day("2026-02-01"), "III".to_owned()));
        assert_eq!(classes(&unit), [dawn, then]);
    }

    #[test]
    fn the_same_from_an_earlier_day_is_a_change_and_from_a_later_one_is_none() {
        let unit = given(&[("II", "2026-03-01")]);
        assert_eq!(amend(&unit, "II", Some(since("2026-02-01"))).unwrap().len(), 1);
        assert_eq!(amend(&unit, "II", Some(since("2026-03-05"))), Ok(Vec::new()));
        assert_eq!(amend(&unit, "II", None), Ok(Vec::new()));
    }
}
