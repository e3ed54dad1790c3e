//! Reading for an actor: every read of the store, seen with the eyes of one post.
//!
//! [`Visibility`] is found here once, from the post that asks, and travels in the [`Reader`]; so no
//! caller can read with other eyes than its own. A method is one statement (or a bounded few),
//! whatever the number of things it is asked about.

pub mod assessments;
mod assignments;
mod audit;
pub mod comparison;
mod journal;
mod past;
mod people;
mod plans;
mod sheets;
mod tasks;

use chrono::{DateTime, NaiveDate, Utc};
use duban_domain::audit::act::{Act, Export, Reading};
use duban_domain::people::actor::{Actor, Post, Role, Scope};
use duban_domain::time::business_date;
use duban_domain::value::id::UnitId;

use crate::Engine;
use crate::audit::Party;
use crate::error::EngineError;
use crate::view::{AsOf, Slice, Visibility};

/// 读者. One pair of eyes on the store. Cloning it is cheap.
#[derive(Clone)]
pub struct Reader {
    pub(crate) engine: Engine,
    pub(crate) actor: Option<Actor>,
    pub(crate) visibility: Visibility,
    pub(crate) as_of: Option<AsOf>,
}

impl Engine {
    /// The reader that an actor is.
    pub fn reader(&self, actor: &Actor) -> Reader {
        let visibility = visibility(actor);
        Reader { engine: self.clone(), actor: Some(*actor), visibility, as_of: None }
    }

    /// The reader that a person without a post is: sees what is open to whoever signed in.
    pub fn reader_without_post(&self) -> Reader {
        Reader { engine: self.clone(), actor: None, visibility: Visibility::Nothing, as_of: None }
    }
}

impl Reader {
    /// Who reads; nobody yet where no post was chosen.
    pub fn actor(&self) -> Option<&Actor> {
        self.actor.as_ref()
    }

    /// The post that reads; none for the system.
    pub fn post(&self) -> Option<&Post> {
        self.actor.as_ref().and_then(Actor::post)
    }

    /// The unit in which the reader's post sits.
    ///
    /// # Errors
    /// When nobody reads for a post.
    pub fn own_unit(&self) -> Result<UnitId, EngineError> {
        let missing = || EngineError::invalid("post", "nobody acts for a unit");
        self.post().map(|post| post.unit).ok_or_else(missing)
    }

    /// What the reader may see.
    pub fn visibility(&self) -> Visibility {
        self.visibility
    }

    /// 截至某日. The same eyes, looking at the end of a day: at what stood then, and at what they
    /// were entitled to see of it then. At the present where there is none.
    pub fn at(&self, as_of: Option<AsOf>) -> Self {
        Self { as_of, ..self.clone() }
    }

    /// The day that is looked at: today, unless it is a past one.
    pub fn day(&self) -> AsOf {
        self.as_of.unwrap_or_else(|| AsOf::day(self.today()))
    }

    /// The rows, and a note of whose they are where such a look is audited.
    pub(crate) fn seen<R>(
        &self,
        rows: Vec<R>,
        of: fn(UnitId) -> Reading,
        unit: fn(&R) -> UnitId,
    ) -> Vec<R> {
        self.engine.note_readings(self.actor.as_ref(), of, rows.iter().map(unit));
        rows
    }

    /// The same of a page.
    pub(crate) fn seen_page<R>(
        &self,
        page: Slice<R>,
        of: fn(UnitId) -> Reading,
        unit: fn(&R) -> UnitId,
    ) -> Slice<R> {
        Slice { rows: self.seen(page.rows, of, unit), ..page }
    }

    /// Notes that something was taken out.
    pub(crate) fn exported(&self, what: Export) {
        let party = self.actor.as_ref().map(Party::acting).unwrap_or_default();
        self.engine.note_here(party, &Act::Exported(what));
    }

    /// Now, by the clock of the engine.
    pub fn now(&self) -> DateTime<Utc> {
        self.engine.clock().now()
    }

    /// 今天. The business date.
    pub fn today(&self) -> NaiveDate {
        business_date(self.now())
    }
}

/// What an actor may see of the business: its own unit's part, its plan or jurisdiction, or, for
/// administrators, nothing.
pub fn visibility(actor: &Actor) -> Visibility {
    match actor {
        Actor::System => Visibility::System,
        Actor::Person { post, .. } => of_post(post),
    }
}

fn of_post(post: &Post) -> Visibility {
    match post.role {
        Role::Bureau | Role::County => Visibility::Unit(post.unit),
        Role::Office | Role::Supervisor | Role::Leader | Role::Finance | Role::Assessor => {
            match post.scope {
                Scope::Plan(plan) => Visibility::Plan(plan),
                Scope::Jurisdiction(unit) => Visibility::Jurisdiction(unit),
                // The domain gives no such post; one that had it would see nothing.
                Scope::Unit => Visibility::Nothing,
            }
        }
        Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin => Visibility::Nothing,
    }
}

/// Asks the store in a reading transaction, with the reader's eyes.
macro_rules! ask {
    ($reader:expr, |$tx:ident, $eyes:ident| $read:expr) => {{
        let ($eyes, as_of) = ($reader.visibility, $reader.as_of);
        $reader
            .engine
            .store()
            .read(move |transaction| async move {
                let $tx = &transaction.at(as_of);
                $read.await
            })
            .await
            .map_err($crate::error::EngineError::from)
    }};
}
pub(crate) use ask;

#[cfg(test)]
mod tests {
    use duban_domain::people::actor::Grade;
    use duban_domain::value::id::{PersonId, PostId};
    use uuid::Uuid;

    use super::*;

    fn actor(role: Role, scope: Scope) -> Actor {
        let unit = UnitId(Uuid::from_u128(7));
        let post = Post { id: PostId(Uuid::nil()), unit, role, grade: Grade::Handler, scope };
        Actor::Person { person: PersonId(Uuid::nil()), post }
    }

    #[test]
    fn holders_see_their_unit_and_administrators_see_nothing() {
        let unit = UnitId(Uuid::from_u128(7));
        for role in [Role::Bureau, Role::County] {
            assert_eq!(visibility(&actor(role, Scope::Unit)), Visibility::Unit(unit));
        }
        for role in [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin] {
            assert_eq!(visibility(&actor(role, Scope::Unit)), Visibility::Nothing);
        }
    }

    #[test]
    fn an_office_sees_what_its_scope_covers() {
        let city = UnitId(Uuid::from_u128(9));
        let office = actor(Role::Office, Scope::Jurisdiction(city));
        assert_eq!(visibility(&office), Visibility::Jurisdiction(city));
        assert_eq!(visibility(&actor(Role::Office, Scope::Unit)), Visibility::Nothing);
    }
}
