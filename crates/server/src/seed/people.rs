//! People, their posts and their accounts, from TOML.

use anyhow::{Context, Result};
use duban_domain::command::Command;
use duban_domain::people::account::{Username, check_password};
use duban_domain::people::actor::{Grade, Post, Role, Scope};
use duban_domain::people::person;
use duban_domain::value::id::{PersonId, PlanId, PostId, UnitId};
use duban_domain::value::text::Name;
use duban_engine::session::account::{FirstPassword, NewAccount};
use duban_store::lookup;
use duban_store::read::{Visibility, organisation};
use serde::Deserialize;
use uuid::Uuid;

use super::reference::{root, unit_of};
use super::{give, id_of};
use crate::failure::Hinted;
use crate::house::House;

/// A file of people.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// The people.
    #[serde(default)]
    pub person: Vec<Entry>,
}

/// A person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The name to sign in with.
    pub username: String,
    /// The name people know.
    pub name: String,
    /// The password; a random one that must be changed where there is none.
    pub password: Option<String>,
    /// The posts.
    pub posts: Vec<PostEntry>,
}

/// A post of a person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostEntry {
    /// The unit it sits in: a code of the reference data, or a name that documents use.
    pub unit: String,
    /// What it is there for, such as `OFFICE`.
    pub role: String,
    /// How far it may go, such as `HANDLER`.
    pub grade: String,
    /// The plan it counts in, instead of all plans of the city.
    pub plan: Option<Uuid>,
}

/// An account that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The name to sign in with.
    pub username: String,
    /// The name people know.
    pub name: String,
    /// The posts in words.
    pub posts: String,
    /// The first password, where it was made up here.
    pub password: Option<String>,
}

impl Roster {
    /// Reads a file of people.
    ///
    /// # Errors
    /// When a key is missing or unknown.
    pub fn parse(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| {
            let hint = "every [[person]] has username, name, posts and perhaps password; see \
                        seeds/README.md";
            Hinted::new(format!("the file of people cannot be read: {error}"), hint).into()
        })
    }
}

/// Puts people on file, gives them their posts and opens their accounts; those who have an account
/// already only get the posts they lack.
///
/// # Errors
/// When a unit, role or grade is unknown, or a command is refused.
pub async fn load(house: &House, roster: &Roster) -> Result<Vec<Opened>> {
    let (accounts, opened) = put_on_file(house, roster).await?;
    house.sessions.create_accounts(accounts).await.context("opening accounts")?;
    Ok(opened)
}

/// Puts people on file and gives them their posts; tells which accounts are to be opened.
///
/// # Errors
/// As [`load`].
pub async fn put_on_file(house: &House, roster: &Roster) -> Result<(Vec<NewAccount>, Vec<Opened>)> {
    let mut commands = Vec::new();
    let mut accounts = Vec::new();
    let mut opened = Vec::new();
    for entry in &roster.person {
        let username = Username::parse(&entry.username).map_err(unfit)?;
        let known = house.sessions.person_named(&username).await?;
        let person = known.unwrap_or(PersonId(id_of("person", username.as_str())));
        let new = person_commands(house, person, entry)
            .await
            .with_context(|| format!("loading `{username}`"))?;
        commands.extend(new);
        if known.is_some() {
            continue;
        }
        let (password, first_password) = match &entry.password {
            Some(password) => (password.clone(), FirstPassword::Kept),
            None => (random_password(&username)?, FirstPassword::OneTime),
        };
        opened.push(Opened {
            username: username.to_string(),
            name: entry.name.clone(),
            posts: words(&entry.posts),
            password: entry.password.is_none().then(|| password.clone()),
        });
        accounts.push(NewAccount { person, username, password, first_password });
    }
    give(house, commands).await.context("putting people on file")?;
    Ok((accounts, opened))
}

fn unfit(rejection: duban_domain::people::account::rejection::Rejection) -> anyhow::Error {
    duban_engine::session::SessionError::Refused(rejection).into()
}

fn words(posts: &[PostEntry]) -> String {
    let word = |post: &PostEntry| format!("{} {} {}", post.unit, post.role, post.grade);
    posts.iter().map(word).collect::<Vec<_>>().join("; ")
}

async fn person_commands(house: &House, person: PersonId, entry: &Entry) -> Result<Vec<Command>> {
    let held = house.sessions.posts_of(person).await?;
    let mut commands = Vec::new();
    if held.is_empty() {
        let name = Name::parse(&entry.name).context("reading the name")?;
        commands.push(Command::Person(person, person::Command::Register { name }));
    }
    for wanted in &entry.posts {
        let post = post(house, person, wanted).await?;
        let same = |known: &Post| Post { id: post.id, ..*known } == post;
        if !held.iter().any(|known| same(&known.post)) {
            commands.push(Command::Person(person, person::Command::Grant { post }));
        }
    }
    Ok(commands)
}

async fn post(house: &House, person: PersonId, entry: &PostEntry) -> Result<Post> {
    let role =
        Role::parse(&entry.role).with_context(|| format!("there is no role `{}`", entry.role))?;
    let grade = Grade::parse(&entry.grade)
        .with_context(|| format!("there is no grade `{}`", entry.grade))?;
    let unit = unit(house, &entry.unit).await?;
    let scope = match entry.plan {
        _ if role.is_holder() || role.is_admin() => Scope::Unit,
        Some(plan) => Scope::Plan(PlanId(plan)),
        None => Scope::Jurisdiction(root()?),
    };
    let name = format!("{person}:{unit}:{}:{}:{scope:?}", role.as_str(), grade.as_str());
    Ok(Post { id: PostId(id_of("post", &name)), unit, role, grade, scope })
}

async fn unit(house: &House, word: &str) -> Result<UnitId> {
    let id = unit_of(word);
    let (wanted, none) = ([id].into(), [].into());
    let (wanted, none) = (&wanted, &none);
    let (known, named) = house
        .engine
        .store()
        .read(|tx| async move {
            let known = lookup::units(&tx, wanted, none).await?;
            let named = organisation::by_name(&tx, Visibility::System, word).await?;
            Ok::<_, duban_store::StoreError>((known, named))
        })
        .await?;
    match (known.is_empty(), named.as_slice()) {
        (false, _) => Ok(id),
        (true, [only]) => Ok(only.id),
        (true, _) => {
            let hint = "use a code of seeds/reference or exactly one name of a unit on file";
            Err(Hinted::new(format!("no unit, or several, are called `{word}`"), hint).into())
        }
    }
}

/// Four groups of four letters and digits, no two of which look alike: easy to read out, and more
/// than 80 random bits.
///
/// # Errors
/// When the system has no randomness.
pub fn random_password(username: &Username) -> Result<String> {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
    loop {
        let mut bytes = [0_u8; 64];
        getrandom::fill(&mut bytes).context("making up a password")?;
        // Bytes beyond a whole number of alphabets would favour its first letters.
        let fair = bytes.iter().filter(|byte| usize::from(**byte) < LETTERS.len() * 4);
        let letters: Vec<u8> = fair
            .filter_map(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len()).copied())
            .take(16)
            .collect();
        let groups: Vec<String> =
            letters.chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        let password = groups.join("-");
        if letters.len() == 16 && check_password(username, &password).is_ok() {
            return Ok(password);
        }
    }
}
