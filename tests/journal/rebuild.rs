//! `rebuild` finds nothing to do after a life that went its way, names and mends what somebody
//! changed past the journal, and is in nobody's way.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use duban_domain::command::Command;
use duban_domain::people::organisation::{self, Profile};
use duban_domain::people::unit::{Supervision, UnitKind};
use duban_domain::value::id::UnitId;
use duban_domain::value::text::Name;
use duban_engine::request::Request;
use duban_store::projection::rebuild::{
    BESIDE, PROJECTIONS, Progress, Rebuilt, Surroundings, rebuild,
};
use duban_store::rows::table;
use duban_store::{Sql, Store, StoreError};
use tempfile::TempDir;

use crate::harness::TestApp;
use crate::harness::database::Database;
use crate::harness::world::World;

#[tokio::test]
async fn every_table_is_made_from_the_journal_or_kept_beside_it() {
    for database in databases("rebuild_tables").await {
        let named = database.store.read(|tx| async move { table::tables(&tx).await }).await;
        let mut named: BTreeSet<String> = named.unwrap().into_keys().collect();
        // The list of migrations is the schema's own; SQLite gives places without noting them.
        named.remove("seaql_migrations");
        named.insert("journal_pending".to_owned());
        let listed = PROJECTIONS.iter().chain(&BESIDE).map(|name| (*name).to_owned()).collect();
        assert_eq!(named, listed);
        database.end().await;
    }
}

#[tokio::test]
async fn a_rebuilt_life_differs_in_nothing_and_what_was_changed_by_hand_is_named_and_mended() {
    for database in databases("rebuild_life").await {
        let app = World::live(database).await;
        let sound = rebuilt(&app).await;
        assert_eq!((sound.differed, &sound.named[..]), (0, &[][..]));
        assert!(sound.events > 500 && sound.compared > 2_000, "{sound:?}");
        for (edit, names) in EDITS {
            execute(app.engine.store(), edit).await;
            let found = rebuilt(&app).await;
            assert!(found.differed > 0, "{edit}");
            for name in *names {
                assert!(found.named.iter().any(|named| named.contains(name)), "{name}: {found:?}");
            }
            let mended = rebuilt(&app).await;
            assert_eq!((mended.differed, mended.compared), (0, sound.compared), "{edit}");
        }
        app.end().await;
    }
}

/// What somebody does past the journal, and what must be said of it.
const EDITS: &[(&str, &[&str])] = &[
    (
        "UPDATE plan SET title = 'Forged' WHERE version = (SELECT max(version) FROM plan)",
        &["plan plan_id=", "title is Forged, not "],
    ),
    ("DELETE FROM obligation_delta WHERE ordinal = 1", &["obligation_delta stream=", "missing"]),
    (
        "INSERT INTO organisation_name (unit_id, name, known_from) \
         SELECT unit_id, 'Another', '2026-01-01' FROM organisation",
        &["name=Another: it is made by no event"],
    ),
    // Two rows in each other's way: each would break a unique index if it were written first.
    (
        "UPDATE task SET no = -no WHERE no IN (1, 2); UPDATE task SET no = 3 + no WHERE no < 0",
        &["task task_id=", "no is "],
    ),
    ("DELETE FROM timer WHERE due_at > '2026-02-20'", &["timer timer_id=", "it is missing"]),
    ("DELETE FROM assignment", &["assignment assignment_id="]),
];

#[tokio::test]
async fn others_write_while_rows_are_rebuilt() {
    for database in databases("rebuild_writers").await {
        let app = World::live(database).await;
        execute(app.engine.store(), "UPDATE organisation SET note = 'forged'").await;
        let writers: Vec<_> = (0..4).map(|_| tokio::spawn(write(app.engine.clone()))).collect();
        let first = rebuilt(&app).await;
        assert!(first.named.iter().all(|named| named.contains("forged")), "{first:?}");
        rebuilt(&app).await;
        for writer in writers {
            writer.await.unwrap();
        }
        let last = rebuilt(&app).await;
        assert_eq!((last.differed, last.events), (0, first_events(&app).await), "{last:?}");
        app.end().await;
    }
}

/// Puts units on file, one after the other.
async fn write(engine: duban_engine::Engine) {
    for place in 0..25 {
        let id = UnitId(engine.ids().fresh());
        let name = Name::parse(&format!("第{place}局{id}")).unwrap();
        let profile = Box::new(Profile {
            short_name: name.clone(),
            name,
            code: None,
            kind: UnitKind::GovDept,
            supervision: Supervision::Direct,
            parent: None,
            aliases: Vec::new(),
            classes: Vec::new(),
            note: None,
        });
        let command = Command::Unit(id, organisation::Command::Register { profile });
        engine.execute(&Request::system(), vec![command.into()]).await.unwrap();
    }
}

async fn first_events(app: &TestApp) -> i64 {
    let count = Sql::new("SELECT count(*) FROM journal");
    let count = &count;
    let read = app.engine.store().read(|tx| async move { tx.query_value::<i64>(count).await });
    read.await.unwrap().unwrap()
}

async fn databases(test: &str) -> Vec<Database> {
    let sqlite = Database::sqlite().await;
    std::iter::once(sqlite).chain(Database::postgres(test).await).collect()
}

async fn rebuilt(app: &TestApp) -> Rebuilt {
    let folder = TempDir::new().unwrap();
    let at = Standing(app.engine.clock().now());
    let rebuilt = rebuild(app.engine.store(), folder.path(), &at).await.unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "something was left behind");
    rebuilt
}

struct Standing(DateTime<Utc>);

impl Surroundings for Standing {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }

    fn show(&self, _: Progress) {}
}

async fn execute(store: &Store, sql: &str) {
    let statements: Vec<Sql> = sql.split("; ").map(Sql::new).collect();
    let statements = &statements;
    let done = store.write(|tx| async move {
        for sql in statements {
            assert!(tx.execute(sql).await? > 0, "nothing was touched");
        }
        Ok::<(), StoreError>(())
    });
    done.await.unwrap();
}
