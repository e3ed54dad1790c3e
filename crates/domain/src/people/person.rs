//! 人员. A person and the posts held; what signs in is kept elsewhere, outside the journal.

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::people::actor::{Grade, Post, Role, Scope};
use crate::policy::Who;
use crate::value::id::PostId;
use crate::value::text::Name;

pub mod rejection;

use rejection::Rejection;

/// 系统管理员建账号. The system administrator registers people.
pub const REGISTER: &[Who] = &[Who::System, Who::SystemAdmin];

/// 安全管理员授权. The security administrator grants and revokes posts.
pub const GRANT: &[Who] = &[Who::System, Who::SecurityAdmin];

/// The most posts one person holds.
pub const POSTS_MAX: usize = 20;

/// A command to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 登记. Puts a person on file.
    Register {
        /// The name people know.
        name: Name,
    },
    /// 任职. Gives a post.
    Grant {
        /// Which.
        post: Post,
    },
    /// 免职. Takes a post away.
    Revoke {
        /// Which.
        post: PostId,
    },
}

/// An event of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The person was put on file.
    PersonRegistered {
        /// The name people know.
        name: Name,
    },
    /// A post was given.
    PostGranted {
        /// Which.
        post: Post,
    },
    /// A post was taken away.
    PostRevoked {
        /// Which.
        post: PostId,
    },
}

/// A person: nothing, or name and posts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Person {
    /// Nothing has happened yet.
    #[default]
    Absent,
    /// On file.
    Known {
        /// The name people know.
        name: Name,
        /// The posts held now.
        posts: Vec<Post>,
    },
}

impl Person {
    /// The posts held now.
    pub fn posts(&self) -> &[Post] {
        match self {
            Self::Absent => &[],
            Self::Known { posts, .. } => posts,
        }
    }
}

/// The grades that a role has.
pub fn grades(role: Role) -> &'static [Grade] {
    match role {
        Role::Office | Role::Supervisor | Role::Finance | Role::Assessor => {
            &[Grade::Handler, Grade::Director]
        }
        Role::Bureau | Role::County => &[Grade::Handler, Grade::Signer],
        Role::Leader => &[Grade::GroupLeader, Grade::HeadOfGovernment],
        Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin => &[Grade::Handler],
    }
}

/// Decides a command on a person.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(person: &Person, command: &Command, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    match (command, person) {
        (Command::Register { name }, Person::Absent) => {
            Ok(vec![Event::PersonRegistered { name: name.clone() }])
        }
        (Command::Register { .. }, Person::Known { name, .. }) => {
            Err(Rejection::AlreadyRegistered { name: name.to_string() })
        }
        (Command::Grant { .. } | Command::Revoke { .. }, Person::Absent) => {
            Err(Rejection::NotRegistered)
        }
        (Command::Grant { post }, Person::Known { posts, .. }) => {
            check(post, posts, facts)?;
            Ok(vec![Event::PostGranted { post: *post }])
        }
        (Command::Revoke { post }, Person::Known { posts, .. }) => {
            if posts.iter().all(|known| known.id != *post) {
                return Err(Rejection::PostUnknown { post: *post });
            }
            Ok(vec![Event::PostRevoked { post: *post }])
        }
    }
}

fn check(post: &Post, held: &[Post], facts: &Facts) -> Result<(), Rejection> {
    let role = post.role.as_str();
    if !grades(post.role).contains(&post.grade) {
        return Err(Rejection::GradeUnfit { role, grade: post.grade.as_str() });
    }
    let Some(kind) = facts.units.get(&post.unit) else {
        return Err(Rejection::UnitUnknown { unit: post.unit });
    };
    if (post.role == Role::County) != kind.is_county() && post.role.is_holder() {
        return Err(Rejection::UnitUnfit { role, unit: post.unit });
    }
    let own_unit_only = post.role.is_holder() || post.role.is_admin();
    if own_unit_only != (post.scope == Scope::Unit) {
        return Err(Rejection::ScopeUnfit { role });
    }
    // 三员 exclude each other and every other role (GB/T 22239-2019).
    let clash = held
        .iter()
        .find(|known| known.role != post.role && (known.role.is_admin() || post.role.is_admin()));
    if let Some(known) = clash {
        return Err(Rejection::AdministratorsExclusive { role, held: known.role.as_str() });
    }
    let same = |known: &&Post| known.id == post.id || **known == Post { id: known.id, ..*post };
    if held.iter().any(|known| same(&known)) {
        return Err(Rejection::PostHeld { role });
    }
    if held.len() >= POSTS_MAX {
        return Err(Rejection::TooManyPosts { limit: POSTS_MAX });
    }
    Ok(())
}

/// Applies one event.
pub fn evolve(person: Person, event: &Event) -> Person {
    match (person, event) {
        (_, Event::PersonRegistered { name }) => {
            Person::Known { name: name.clone(), posts: Vec::new() }
        }
        (Person::Known { name, mut posts }, Event::PostGranted { post }) => {
            posts.push(*post);
            Person::Known { name, posts }
        }
        (Person::Known { name, mut posts }, Event::PostRevoked { post }) => {
            posts.retain(|known| known.id != *post);
            Person::Known { name, posts }
        }
        (Person::Absent, Event::PostGranted { .. } | Event::PostRevoked { .. }) => Person::Absent,
    }
}
