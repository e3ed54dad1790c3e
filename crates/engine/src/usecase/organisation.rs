//! 单位、人员、岗位. What administrators do.

use duban_domain::command::{Command, StreamId};
use duban_domain::people::actor::{Grade, Post, Role, Scope};
use duban_domain::people::organisation::{Command as UnitCommand, Dated, Liaison, Profile};
use duban_domain::people::person::Command as PersonCommand;
use duban_domain::value::id::{PersonId, PostId, UnitId};
use duban_domain::value::phone::{Phone, Sealed};
use duban_domain::value::text::Name;

use super::Seen;
use crate::Engine;
use crate::error::EngineError;
use crate::request::{Outcome, Request};

/// 岗位. A post to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPost {
    /// The unit it sits in.
    pub unit: UnitId,
    /// What it is there for.
    pub role: Role,
    /// How far it may go.
    pub grade: Grade,
    /// Where it counts.
    pub scope: Scope,
}

/// 联络员. Whom a unit names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLiaison {
    /// Who.
    pub person: PersonId,
    /// 电话. The number; none where none is given.
    pub phone: Option<Phone>,
}

impl Engine {
    /// 登记单位. Puts a unit on file.
    ///
    /// # Errors
    /// Whatever [`Engine::execute`] says, as for every use case here.
    pub async fn register_organisation(
        &self,
        request: &Request,
        profile: Profile,
    ) -> Result<Outcome, EngineError> {
        let register = UnitCommand::Register { profile: Box::new(profile) };
        let command = Command::Unit(self.ids().fresh().into(), register);
        self.execute(request, vec![command.into()]).await
    }

    /// 变更单位. Replaces what is on file about a unit, from a day on.
    pub async fn amend_organisation(
        &self,
        request: &Request,
        unit: Seen<UnitId>,
        profile: Profile,
        dated: Option<Dated>,
    ) -> Result<Outcome, EngineError> {
        let profile = Box::new(profile);
        let amend = |id| Command::Unit(id, UnitCommand::Amend { profile, dated });
        self.execute(request, vec![unit.say(amend)]).await
    }

    /// 明确联络员. Says whom others call about a unit's tasks; nobody where there is none.
    pub async fn name_liaison(
        &self,
        request: &Request,
        unit: Seen<UnitId>,
        named: Option<NewLiaison>,
    ) -> Result<Outcome, EngineError> {
        let liaison = match named {
            Some(NewLiaison { person, phone }) => {
                let phone = phone.map(|phone| self.seal_phone(unit.id, &phone)).transpose()?;
                Some(Liaison { person, phone })
            }
            None => None,
        };
        let name = |id| Command::Unit(id, UnitCommand::NameLiaison { liaison });
        self.execute(request, vec![unit.say(name)]).await
    }

    fn seal_phone(&self, unit: UnitId, phone: &Phone) -> Result<Sealed, EngineError> {
        let missing = || EngineError::invalid("phone", "no key is kept for telephone numbers");
        let vault = self.vault.as_ref().ok_or_else(missing)?;
        vault.seal(phone.as_str(), &StreamId::Unit(unit).to_string())
    }

    /// 登记人员. Puts a person on file.
    pub async fn register_person(
        &self,
        request: &Request,
        name: Name,
    ) -> Result<Outcome, EngineError> {
        let command = Command::Person(self.ids().fresh().into(), PersonCommand::Register { name });
        self.execute(request, vec![command.into()]).await
    }

    /// 任职. Gives a post to a person.
    pub async fn grant_post(
        &self,
        request: &Request,
        person: Seen<PersonId>,
        new: NewPost,
    ) -> Result<Outcome, EngineError> {
        let NewPost { unit, role, grade, scope } = new;
        let post = Post { id: self.ids().fresh().into(), unit, role, grade, scope };
        let grant = |id| Command::Person(id, PersonCommand::Grant { post });
        self.execute(request, vec![person.say(grant)]).await
    }

    /// 免职. Takes a post away from a person.
    pub async fn revoke_post(
        &self,
        request: &Request,
        person: Seen<PersonId>,
        post: PostId,
    ) -> Result<Outcome, EngineError> {
        let revoke = |id| Command::Person(id, PersonCommand::Revoke { post });
        self.execute(request, vec![person.say(revoke)]).await
    }
}
