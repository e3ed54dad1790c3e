//! A disk as it may be found after the power has failed.
//!
//! It promises no more than POSIX does: the bytes of a file are safe when the file was synced, its
//! name is safe when the folder was. Whatever else was asked for may be there or not, sector by
//! sector.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::node::Dice;
use super::trace::Event;

/// What becomes of that which was not synced.
pub enum Rest<'a> {
    /// All of it is lost.
    Lost,
    /// Some of it is there: of the names the first ones, of the bytes any sectors of this size.
    Torn(&'a mut Dice, usize),
    /// All of it is there, as when only the program was killed.
    Kept,
}

/// What a name stands for.
#[derive(Clone, Copy)]
enum Thing {
    Folder,
    File(usize),
}

enum Change {
    Write { at: u64, bytes: Vec<u8> },
    Resize(u64),
}

#[derive(Default)]
struct Content {
    synced: Vec<u8>,
    /// How many changes are in there.
    count: usize,
    waiting: Vec<Change>,
}

/// Names that change together.
struct Naming {
    number: usize,
    folder: PathBuf,
    changes: Vec<(PathBuf, Option<Thing>)>,
}

/// What is on its way to the disk.
enum Sync {
    /// The bytes of a file.
    File(usize),
    /// The names in a folder.
    Folder(PathBuf),
}

type Names = BTreeMap<PathBuf, Thing>;

/// Everything that is kept below a folder.
#[derive(Default)]
pub struct Disk {
    files: Vec<Content>,
    names: Names,
    synced: Names,
    named: usize,
    waiting: Vec<Naming>,
    /// By thread: of what, and how many of its changes.
    syncing: HashMap<u32, (Sync, usize)>,
}

impl Disk {
    /// Takes up what was done next.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Opened { path, emptied } => {
                let new = !self.names.contains_key(path);
                if new {
                    self.files.push(Content::default());
                    let file = Thing::File(self.files.len() - 1);
                    self.name(vec![(path.clone(), Some(file))]);
                }
                if *emptied && !new {
                    self.change(path, Change::Resize(0));
                }
            }
            Event::Folder(path) => self.name(vec![(path.clone(), Some(Thing::Folder))]),
            Event::Wrote { path, at, bytes } => {
                self.change(path, Change::Write { at: *at, bytes: bytes.clone() });
            }
            Event::Resized { path, length } => self.change(path, Change::Resize(*length)),
            Event::Removed(path) => self.name(vec![(path.clone(), None)]),
            Event::Renamed { from, to } => {
                assert_eq!(from.parent(), to.parent(), "renamed into another folder");
                let thing = self.names[from];
                self.name(vec![(from.clone(), None), (to.clone(), Some(thing))]);
            }
            Event::SyncBegun { thread, path } => {
                let begun = match self.names.get(path) {
                    Some(Thing::File(file)) => {
                        let content = &self.files[*file];
                        (Sync::File(*file), content.count + content.waiting.len())
                    }
                    Some(Thing::Folder) | None => (Sync::Folder(path.clone()), self.named),
                };
                self.syncing.insert(*thread, begun);
            }
            Event::SyncEnded { thread } => self.sync(*thread),
            Event::Sent(_) => {}
        }
    }

    fn name(&mut self, changes: Vec<(PathBuf, Option<Thing>)>) {
        changes.iter().for_each(|change| rename(&mut self.names, change));
        let folder = changes[0].0.parent().unwrap().to_owned();
        self.named += 1;
        self.waiting.push(Naming { number: self.named, folder, changes });
    }

    fn change(&mut self, path: &Path, change: Change) {
        let Some(Thing::File(file)) = self.names.get(path) else {
            panic!("{} is no file that was made", path.display())
        };
        self.files[*file].waiting.push(change);
    }

    fn sync(&mut self, thread: u32) {
        // A disk that lies was not told of the beginning.
        let Some((what, count)) = self.syncing.remove(&thread) else { return };
        match what {
            Sync::File(file) => {
                let Content { synced, count: done, waiting } = &mut self.files[file];
                // Another thread may have brought it to the disk meanwhile.
                let more = count.saturating_sub(*done);
                waiting.drain(..more).for_each(|change| apply(synced, &change));
                *done += more;
            }
            Sync::Folder(folder) => self.waiting.retain(|naming| {
                let now = naming.number <= count && naming.folder == folder;
                if now {
                    naming.changes.iter().for_each(|change| rename(&mut self.synced, change));
                }
                !now
            }),
        }
    }

    /// Writes what is found below a folder that is there.
    pub fn find(&self, below: &Path, mut rest: Rest) {
        let mut names = self.synced.clone();
        let kept = match &mut rest {
            Rest::Lost => 0,
            Rest::Torn(dice, _) => dice.below(self.waiting.len() as u64 + 1) as usize,
            Rest::Kept => self.waiting.len(),
        };
        let changes = self.waiting[..kept].iter().flat_map(|naming| &naming.changes);
        changes.for_each(|change| rename(&mut names, change));
        for (path, thing) in &names {
            // Without its folder nobody finds it.
            if !below.join(path).parent().unwrap().is_dir() {
                continue;
            }
            match thing {
                Thing::Folder => fs::create_dir(below.join(path)).unwrap(),
                // It is shared memory: every start makes it anew.
                Thing::File(_) if path.to_string_lossy().ends_with("-shm") => {}
                Thing::File(file) => {
                    fs::write(below.join(path), self.content(*file, &mut rest)).unwrap();
                    // Among them are keys.
                    let mode = fs::Permissions::from_mode(0o600);
                    fs::set_permissions(below.join(path), mode).unwrap();
                }
            }
        }
    }

    fn content(&self, file: usize, rest: &mut Rest) -> Vec<u8> {
        let content = &self.files[file];
        let mut bytes = content.synced.clone();
        for change in &content.waiting {
            match (&mut *rest, change) {
                (Rest::Lost, _) => {}
                (Rest::Kept, change) => apply(&mut bytes, change),
                (Rest::Torn(dice, _), Change::Resize(_)) => {
                    if dice.below(2) == 0 {
                        apply(&mut bytes, change);
                    }
                }
                (Rest::Torn(dice, sector), Change::Write { at, bytes: written }) => {
                    let mut from = 0;
                    while from < written.len() {
                        let place = *at as usize + from;
                        let to = (from + *sector - place % *sector).min(written.len());
                        if dice.below(2) == 0 {
                            let bytes_of = written[from..to].to_vec();
                            let part = Change::Write { at: place as u64, bytes: bytes_of };
                            apply(&mut bytes, &part);
                        }
                        from = to;
                    }
                }
            }
        }
        bytes
    }
}

fn rename(names: &mut Names, (path, thing): &(PathBuf, Option<Thing>)) {
    match thing {
        Some(thing) => names.insert(path.clone(), *thing),
        None => names.remove(path),
    };
}

fn apply(content: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Resize(length) => content.resize(*length as usize, 0),
        Change::Write { at, bytes } => {
            let (from, to) = (*at as usize, *at as usize + bytes.len());
            content.resize(content.len().max(to), 0);
            content[from..to].copy_from_slice(bytes);
        }
    }
}
