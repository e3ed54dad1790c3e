//! For which post a person acts: the one asked for, else the only one, else nobody knows.

use duban_domain::people::actor::Actor;
use duban_domain::value::id::{PersonId, PostId};
use duban_store::post::{self, HeldPost};
use thiserror::Error;

use super::{Identity, SessionError, Sessions, factor};

/// Why no post could be chosen. The posts that could be are listed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unchosen {
    /// The person holds no post at all.
    #[error("the person holds no post")]
    NoPost,
    /// The person holds several and did not say which.
    #[error("the person holds {} posts and named none", .0.len())]
    Several(Vec<HeldPost>),
    /// The post asked for is not one of the person's.
    #[error("the person does not hold the post asked for")]
    NotHeld(Vec<HeldPost>),
}

impl Sessions {
    /// The posts a person holds now, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn posts_of(&self, person: PersonId) -> Result<Vec<HeldPost>, SessionError> {
        let posts = self
            .engine
            .store()
            .read(move |tx| async move { post::held_by(&tx, person.0).await })
            .await?;
        Ok(posts)
    }

    /// The actor behind an access token: checks that it still counts and chooses the post.
    ///
    /// # Errors
    /// As [`Sessions::check`] and [`Sessions::actor_for`].
    pub async fn actor(
        &self,
        identity: &Identity,
        wanted: Option<PostId>,
    ) -> Result<Actor, SessionError> {
        let standing = self.standing(identity).await?;
        let posts = self.posts_of(identity.person).await?;
        if self.may_owe_factor(&standing) && factor::needed(&posts) {
            return Err(SessionError::SecondFactorRequired);
        }
        choose(identity.person, posts, wanted).map_err(SessionError::Unchosen)
    }

    /// The actor that a person is, acting for the post asked for or for the only one.
    ///
    /// # Errors
    /// [`SessionError::Unchosen`] with the posts to choose from.
    pub async fn actor_for(
        &self,
        person: PersonId,
        wanted: Option<PostId>,
    ) -> Result<Actor, SessionError> {
        let posts = self.posts_of(person).await?;
        choose(person, posts, wanted).map_err(SessionError::Unchosen)
    }
}

fn choose(
    person: PersonId,
    posts: Vec<HeldPost>,
    wanted: Option<PostId>,
) -> Result<Actor, Unchosen> {
    let held = match (wanted, posts.as_slice()) {
        (Some(id), all) => all.iter().find(|held| held.post.id == id),
        (None, []) => return Err(Unchosen::NoPost),
        (None, [only]) => Some(only),
        (None, _) => return Err(Unchosen::Several(posts)),
    };
    match held {
        Some(held) => Ok(Actor::Person { person, post: held.post }),
        None => Err(Unchosen::NotHeld(posts)),
    }
}

#[cfg(test)]
mod tests {
    use duban_domain::people::actor::{Grade, Post, Role, Scope};
    use duban_domain::value::id::UnitId;
    use uuid::Uuid;

    use super::*;

    fn held(number: u128) -> HeldPost {
        let id = PostId(Uuid::from_u128(number));
        let unit = UnitId(Uuid::nil());
        let (role, grade) = (Role::Bureau, Grade::Handler);
        let post = Post { id, unit, role, grade, scope: Scope::Unit };
        HeldPost { post, unit_name: "市住建局".into() }
    }

    #[test]
    fn the_only_post_needs_no_naming() {
        let person = PersonId(Uuid::nil());
        let chosen = choose(person, vec![held(1)], None).unwrap();
        assert_eq!(chosen.post().map(|post| post.id), Some(PostId(Uuid::from_u128(1))));
        assert_eq!(choose(person, vec![], None), Err(Unchosen::NoPost));
    }

    #[test]
    fn several_posts_are_listed_until_one_is_named() {
        let (person, posts) = (PersonId(Uuid::nil()), vec![held(1), held(2)]);
        assert_eq!(choose(person, posts.clone(), None), Err(Unchosen::Several(posts.clone())));
        let second = PostId(Uuid::from_u128(2));
        let chosen = choose(person, posts.clone(), Some(second)).unwrap();
        assert_eq!(chosen.post().map(|post| post.id), Some(second));
        let foreign = PostId(Uuid::from_u128(3));
        assert_eq!(choose(person, posts.clone(), Some(foreign)), Err(Unchosen::NotHeld(posts)));
    }
}
