//! `seeds/demo/people.toml`: who there is in the demo, and the passwords of this data directory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use duban_domain::people::account::Username;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::failure::Hinted;
use crate::seed::people::{Entry, PostEntry, Roster, random_password};

const TEXT: &str = include_str!("../../../../seeds/demo/people.toml");

/// Who there is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// The counties, each with a handler and a signer.
    pub counties: Vec<Pair>,
    /// The bureaus, each with a handler and a signer.
    pub bureaus: Vec<Pair>,
    post: Vec<Single>,
}

/// A handler and a signer of a unit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The code of the unit.
    pub unit: String,
    /// What their names to sign in with begin with.
    pub sign_in: String,
    /// The name of the unit, as people say it.
    pub name: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Single {
    sign_in: String,
    name: String,
    unit: String,
    role: String,
    grade: String,
}

impl Cast {
    /// Reads the embedded file.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn read() -> Result<Self> {
        toml::from_str(TEXT).context("reading seeds/demo/people.toml")
    }

    /// The handler and the signer of a unit.
    ///
    /// # Errors
    /// When it has none.
    pub fn pair(&self, unit: &str) -> Result<&Pair> {
        let mut pairs = self.counties.iter().chain(&self.bureaus);
        let found = pairs.find(|pair| pair.unit == unit);
        found.with_context(|| format!("nobody in seeds/demo/people.toml is of `{unit}`"))
    }

    /// Everybody, the office first, without passwords.
    pub fn roster(&self) -> Roster {
        let single =
            |post: &Single| entry(&post.sign_in, &post.name, (&post.unit, &post.role, &post.grade));
        let mut person: Vec<Entry> = self.post.iter().map(single).collect();
        let counties = self.counties.iter().map(|pair| (pair, "COUNTY"));
        let bureaus = self.bureaus.iter().map(|pair| (pair, "BUREAU"));
        for (pair, role) in counties.chain(bureaus) {
            for (suffix, word, grade) in
                [("handler", "经办", "HANDLER"), ("signer", "审签", "SIGNER")]
            {
                let username = format!("{}.{suffix}", pair.sign_in);
                let name = format!("{}{word}", pair.name);
                person.push(entry(&username, &name, (&pair.unit, role, grade)));
            }
        }
        Roster { person }
    }
}

fn entry(username: &str, name: &str, (unit, role, grade): (&str, &str, &str)) -> Entry {
    let post = PostEntry {
        unit: unit.to_owned(),
        role: role.to_owned(),
        grade: grade.to_owned(),
        plan: None,
    };
    let (username, name) = (username.to_owned(), name.to_owned());
    Entry { username, name, password: None, posts: vec![post] }
}

/// The passwords of one data directory, in a file that only its owner can read.
#[derive(Debug)]
pub struct Passwords {
    folder: PathBuf,
    known: Kept,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    password: BTreeMap<String, String>,
}

impl Passwords {
    /// Reads what an earlier start has made up; nothing at the first start.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(folder: PathBuf) -> Result<Option<Self>> {
        let path = folder.join("accounts.toml");
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("reading `{}`", path.display()));
            }
        };
        let known = toml::from_str(&text).map_err(|error| {
            let hint = "remove the data directory to begin a new demo";
            Hinted::new(format!("`{}` cannot be read: {error}", path.display()), hint)
        })?;
        Ok(Some(Self { folder, known }))
    }

    /// A folder where nothing was made up yet.
    pub fn none(folder: PathBuf) -> Self {
        Self { folder, known: Kept::default() }
    }

    /// Gives everybody the password of this directory, and keeps those that were made up now
    /// before anybody can sign in with them.
    ///
    /// # Errors
    /// When the system has no randomness, or the file cannot be written.
    pub fn fill(&mut self, roster: &mut Roster) -> Result<()> {
        let before = self.known.password.len();
        for entry in &mut roster.person {
            let password = match self.known.password.get(&entry.username) {
                Some(password) => password.clone(),
                None => {
                    let name = Username::parse(&entry.username)
                        .ok()
                        .with_context(|| format!("`{}` is no name", entry.username))?;
                    let made_up = random_password(&name)?;
                    self.known.password.insert(entry.username.clone(), made_up.clone());
                    made_up
                }
            };
            entry.password = Some(password);
        }
        if self.known.password.len() > before {
            let text = toml::to_string(&self.known).context("writing down passwords")?;
            write_private(&self.file(), &text)?;
        }
        let first = roster.person.first().context("the demo has nobody")?;
        write_private(&self.sign_in_file(), &sign_in_body(first))
    }

    /// Where they are kept.
    pub fn file(&self) -> PathBuf {
        self.folder.join("accounts.toml")
    }

    /// Where the request lies that signs the first one in.
    pub fn sign_in_file(&self) -> PathBuf {
        self.folder.join("sign-in.json")
    }
}

/// The body of a request that signs somebody in.
fn sign_in_body(entry: &Entry) -> String {
    let query =
        "mutation($i: SignInInput!) { signIn(input: $i) { accessToken errors { message } } }";
    let input = json!({ "username": entry.username, "password": entry.password });
    format!("{}\n", json!({ "query": query, "variables": { "i": input } }))
}

/// Writes a file that only its owner can read, whole or not at all.
fn write_private(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().context("a file lies in a folder")?;
    let new = path.with_extension("new");
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let mut file = private(&new)?;
        std::io::Write::write_all(&mut file, text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&new, path)
    };
    write().with_context(|| format!("writing `{}`", path.display()))
}

#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};

    let file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    // What an earlier start left half written may have been made readable since.
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

#[cfg(not(unix))]
fn private(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::File::create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("duban-demo-{name}-{}", std::process::id()))
    }

    #[test]
    fn passwords_are_made_up_once_for_a_directory_and_differ_between_two() {
        let folders = [folder("a"), folder("b")];
        let passwords = |folder: &PathBuf| {
            let mut roster = Cast::read().unwrap().roster();
            let kept = Passwords::open(folder.clone()).unwrap();
            kept.unwrap_or_else(|| Passwords::none(folder.clone())).fill(&mut roster).unwrap();
            roster.person.into_iter().map(|entry| entry.password.unwrap()).collect::<Vec<_>>()
        };
        let first = passwords(&folders[0]);
        assert_eq!(first.len(), 106);
        assert_eq!(passwords(&folders[0]), first);
        assert!(passwords(&folders[1]).iter().all(|password| !first.contains(password)));
        for folder in folders {
            std::fs::remove_dir_all(folder).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_them() {
        use std::os::unix::fs::PermissionsExt;

        let folder = folder("mode");
        let mut roster = Cast::read().unwrap().roster();
        Passwords::none(folder.clone()).fill(&mut roster).unwrap();
        for name in ["accounts.toml", "sign-in.json"] {
            let mode = std::fs::metadata(folder.join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
