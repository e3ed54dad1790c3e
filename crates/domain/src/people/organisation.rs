//! 单位. A bureau, a county, a zone, the city: registered once, known by every name that
//! documents give it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::people::unit::{ClassTag, Supervision, UnitKind};
use crate::policy::Who;
use crate::value::id::{PersonId, UnitId};
use crate::value::phone::Sealed;
use crate::value::text::Name;

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
    /// 变更. Replaces what is on file; assignments keep their holder.
    Amend {
        /// What is known of it now.
        profile: Box<Profile>,
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
    /// What is on file was replaced.
    UnitAmended {
        /// What is known of it now.
        profile: Box<Profile>,
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
}

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
        (Command::Amend { profile }, Some(known)) => {
            check(profile, facts)?;
            if known.kind.is_county() != profile.kind.is_county() {
                return Err(Rejection::KindChanged { name: known.name.to_string() });
            }
            if known == profile {
                return Ok(Vec::new());
            }
            Ok(vec![Event::UnitAmended { profile: profile.clone() }])
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
            Ok(vec![Event::UnitAmended { profile }])
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
        Event::UnitRegistered { profile } | Event::UnitAmended { profile } => {
            Organisation { profile: Some(profile.clone()), ..unit }
        }
        Event::LiaisonNamed { liaison } => Organisation { liaison: liaison.clone(), ..unit },
    }
}
