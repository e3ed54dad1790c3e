//! Reads of units, people and posts.

use duban_domain::command::StreamId;
use duban_domain::people::actor::Role;
use duban_domain::policy::calls;
use duban_domain::value::id::{PersonId, UnitId};
use duban_domain::value::phone::{Phone, Sealed};
use duban_store::read::{organisation, person};

use super::{Reader, ask};
use crate::Engine;
use crate::error::EngineError;
use crate::view::{
    ClassRow, NameRow, Page, PersonRow, PostFilter, PostRow, Slice, UnitFilter, UnitRow, Visibility,
};

impl Engine {
    /// 本人. A person and the posts held now, for that very person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn oneself(
        &self,
        id: PersonId,
    ) -> Result<Option<(PersonRow, Vec<PostRow>)>, EngineError> {
        let own = Reader { visibility: Visibility::System, ..self.reader_without_post() };
        let person = ask!(own, |tx, eyes| person::by_ids(tx, eyes, &[id]))?;
        let posts = ask!(own, |tx, eyes| person::posts_of(tx, eyes, &[id]))?;
        Ok(person.into_iter().next().map(|person| (person, posts)))
    }
}

impl Reader {
    /// A page of units by name.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn units(
        &self,
        filter: &UnitFilter,
        page: &Page,
    ) -> Result<Slice<UnitRow>, EngineError> {
        ask!(self, |tx, eyes| organisation::list(tx, eyes, filter, page))
    }

    /// How many units there are on all pages.
    pub async fn unit_count(&self, filter: &UnitFilter) -> Result<u64, EngineError> {
        ask!(self, |tx, eyes| organisation::count(tx, eyes, filter))
    }

    /// The units with these ids.
    pub async fn units_by_ids(&self, ids: &[UnitId]) -> Result<Vec<UnitRow>, EngineError> {
        ask!(self, |tx, eyes| organisation::by_ids(tx, eyes, ids))
    }

    /// The names by which documents know these units.
    pub async fn unit_names(&self, ids: &[UnitId]) -> Result<Vec<NameRow>, EngineError> {
        ask!(self, |tx, eyes| organisation::names(tx, eyes, ids))
    }

    /// The classes that these units have on the day that is looked at.
    pub async fn unit_classes(&self, ids: &[UnitId]) -> Result<Vec<ClassRow>, EngineError> {
        let day = self.day();
        ask!(self, |tx, eyes| organisation::classes(tx, eyes, ids, day))
    }

    /// 联络电话. The number of a unit's liaison: whole for whoever calls it, masked for others; none
    /// where it was encrypted with a key that is not at hand.
    pub fn phone(&self, unit: UnitId, sealed: &Sealed) -> Option<String> {
        let vault = self.engine.vault.as_ref()?;
        let Some(text) = vault.open(sealed, &StreamId::Unit(unit).to_string()) else {
            tracing::warn!(unit.id = %unit, "a telephone number cannot be decrypted with this key");
            return None;
        };
        let whole = self.post().is_some_and(|post| calls(post, unit));
        if whole { Some(text) } else { Phone::parse(&text).ok().map(|phone| phone.masked()) }
    }

    /// A page of people by name.
    pub async fn people(
        &self,
        text: Option<&str>,
        page: &Page,
    ) -> Result<Slice<PersonRow>, EngineError> {
        let registrar = self.registrar();
        ask!(registrar, |tx, eyes| person::list(tx, eyes, text, page))
    }

    /// The people with these ids.
    pub async fn people_by_ids(&self, ids: &[PersonId]) -> Result<Vec<PersonRow>, EngineError> {
        let registrar = self.registrar();
        ask!(registrar, |tx, eyes| person::by_ids(tx, eyes, ids))
    }

    /// The posts that these people hold now.
    pub async fn posts_of(&self, ids: &[PersonId]) -> Result<Vec<PostRow>, EngineError> {
        let registrar = self.registrar();
        ask!(registrar, |tx, eyes| person::posts_of(tx, eyes, ids))
    }

    /// A page of posts, the oldest first.
    pub async fn posts(
        &self,
        filter: &PostFilter,
        page: &Page,
    ) -> Result<Slice<PostRow>, EngineError> {
        let registrar = self.registrar();
        ask!(registrar, |tx, eyes| person::posts(tx, eyes, filter, page))
    }

    /// 责任岗位. The posts that answer for these units on the day that is looked at.
    pub async fn responsible_posts(&self, ids: &[UnitId]) -> Result<Vec<PostRow>, EngineError> {
        let day = self.day();
        ask!(self, |tx, eyes| person::responsible(tx, eyes, ids, day))
    }

    /// The eyes that keep people and posts: those of the system for the two administrators who do.
    fn registrar(&self) -> Self {
        let keeps = self
            .post()
            .is_some_and(|post| matches!(post.role, Role::SystemAdmin | Role::SecurityAdmin));
        let visibility = if keeps { Visibility::System } else { self.visibility };
        Self { visibility, ..self.clone() }
    }
}
