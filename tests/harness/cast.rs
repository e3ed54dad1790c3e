//! Who there is in the stories: a government, four bureaus, two counties, and people in posts.

use duban_domain::command::Command;
use duban_domain::organisation::{self, Profile};
use duban_domain::people::account::Username;
use duban_domain::people::actor::{Grade, Post, Role, Scope};
use duban_domain::people::unit::{ClassTag, Supervision, UnitKind};
use duban_domain::person;
use duban_domain::plan::state::Source;
use duban_domain::value::id::{PersonId, PostId, UnitId};
use duban_domain::value::text::Name;
use duban_engine::files::NewFile;
use duban_engine::request::Request;
use duban_engine::session::account::{FirstPassword, NewAccount};

use super::{PASSWORD, TestApp};

const UNITS: [(&str, UnitKind); 7] = [
    ("某市人民政府", UnitKind::Government),
    ("市住房和城乡建设局", UnitKind::GovDept),
    ("市规划和自然资源局", UnitKind::GovDept),
    ("市财政局", UnitKind::GovDept),
    ("市政府办公室", UnitKind::GovDept),
    ("东县", UnitKind::County),
    ("西县", UnitKind::County),
];

/// Name, unit, role, grade of everybody.
pub const PEOPLE: [(&str, usize, Role, Grade); 14] = [
    ("clerk", 4, Role::Office, Grade::Handler),
    ("director", 4, Role::Office, Grade::Director),
    ("housing", 1, Role::Bureau, Grade::Handler),
    ("housing.signer", 1, Role::Bureau, Grade::Signer),
    ("planning.signer", 2, Role::Bureau, Grade::Signer),
    ("east", 5, Role::County, Grade::Handler),
    ("east.signer", 5, Role::County, Grade::Signer),
    ("west", 6, Role::County, Grade::Handler),
    ("west.signer", 6, Role::County, Grade::Signer),
    ("supervisor", 0, Role::Supervisor, Grade::Director),
    ("leader", 0, Role::Leader, Grade::GroupLeader),
    ("sysadmin", 4, Role::SystemAdmin, Grade::Handler),
    ("secadmin", 4, Role::SecurityAdmin, Grade::Handler),
    ("auditor", 4, Role::AuditAdmin, Grade::Handler),
];

impl TestApp {
    /// Registers everybody; the units are named `unit:NAME`.
    pub async fn settle(&mut self) {
        let ids: Vec<UnitId> = UNITS.iter().map(|_| UnitId(self.engine.ids().fresh())).collect();
        let city = ids[0];
        for ((name, kind), id) in UNITS.iter().zip(&ids) {
            self.names.insert((*name).to_owned(), format!("organisation:{id}"));
            let name = Name::parse(name).unwrap();
            let profile = Box::new(Profile {
                short_name: name.clone(),
                name,
                code: None,
                kind: *kind,
                supervision: Supervision::Direct,
                parent: (*id != city).then_some(city),
                aliases: Vec::new(),
                classes: vec![ClassTag { scheme: "DUBAN_4".into(), class: "II".into() }],
                note: None,
            });
            self.give(vec![Command::Unit(*id, organisation::Command::Register { profile })]).await;
        }
        for (name, unit, role, grade) in PEOPLE {
            let own = role.is_holder() || role.is_admin();
            let scope = if own { Scope::Unit } else { Scope::Jurisdiction(city) };
            let id = PostId(self.engine.ids().fresh());
            self.person(name, Post { id, unit: ids[unit], role, grade, scope }).await;
        }
        self.names.insert("city".to_owned(), city.to_string());
    }

    async fn give(&self, commands: Vec<Command>) {
        let commands = commands.into_iter().map(Into::into).collect();
        self.engine.execute(&Request::system(), commands).await.unwrap();
    }

    async fn person(&self, name: &str, post: Post) {
        let person = PersonId(self.engine.ids().fresh());
        let register = person::Command::Register { name: Name::parse(name).unwrap() };
        self.give(vec![
            Command::Person(person, register),
            Command::Person(person, person::Command::Grant { post }),
        ])
        .await;
        let account = NewAccount {
            person,
            username: Username::parse(name).unwrap(),
            password: PASSWORD.to_owned(),
            first_password: FirstPassword::Kept,
        };
        self.sessions.create_account(account).await.unwrap();
    }

    /// Takes the plan of the tests in as a draft of the clerk; it is named `plan`.
    pub async fn draft_plan(&mut self) {
        let text = include_bytes!("../data/plan.txt");
        let register = self.engine.register().await.unwrap();
        let read = duban_intake::read(text, &register.hints("plan.txt")).unwrap();
        let city = UnitId(self.names["city"].parse().unwrap());
        let viewer = self.sessions.sign_in("clerk", PASSWORD).await.unwrap();
        let clerk = self.sessions.actor(&viewer.identity, None).await.unwrap();
        let name = "plan.txt".to_owned();
        let file = NewFile { owner: clerk.person().unwrap(), name, media_type: None };
        let kept = self.engine.store_file(&self.files, file, &text[..]).await.unwrap();
        let source =
            Source { attachment: kept.id, file_name: kept.name.clone(), digest: kept.digest };
        let draft = self.engine.plan_draft(&read, &register, city, source).unwrap();
        let commands = draft.commands.into_iter().map(Into::into).collect();
        self.engine.execute(&Request::of(clerk), commands).await.unwrap();
        self.names.insert("plan".to_owned(), format!("plan:{}", draft.plan));
    }
}
