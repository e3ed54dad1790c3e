//! Who there is in the stories: a government, four bureaus, two counties, and people in posts.

use duban_domain::command::Command;
use duban_domain::people::account::Username;
use duban_domain::people::actor::{Actor, Grade, Post, Role, Scope};
use duban_domain::people::organisation::{self, Profile};
use duban_domain::people::person;
use duban_domain::people::unit::{ClassTag, Supervision, UnitKind};
use duban_domain::plan::state::Source;
use duban_domain::value::id::{PersonId, PostId, UnitId};
use duban_domain::value::phone::Phone;
use duban_domain::value::text::Name;
use duban_engine::error::EngineError;
use duban_engine::files::NewFile;
use duban_engine::files::kind::Purpose;
use duban_engine::request::{Outcome, Request};
use duban_engine::session::account::{FirstPassword, NewAccount};
use duban_engine::usecase::Seen;
use duban_engine::usecase::organisation::NewLiaison;

use super::world::{Town, unit_id};
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
pub const PEOPLE: [(&str, usize, Role, Grade); 19] = [
    ("clerk", 4, Role::Office, Grade::Handler),
    ("director", 4, Role::Office, Grade::Director),
    ("housing", 1, Role::Bureau, Grade::Handler),
    ("housing.signer", 1, Role::Bureau, Grade::Signer),
    ("planning", 2, Role::Bureau, Grade::Handler),
    ("planning.signer", 2, Role::Bureau, Grade::Signer),
    ("east", 5, Role::County, Grade::Handler),
    ("east.signer", 5, Role::County, Grade::Signer),
    ("west", 6, Role::County, Grade::Handler),
    ("west.signer", 6, Role::County, Grade::Signer),
    ("supervisor", 0, Role::Supervisor, Grade::Director),
    ("leader", 0, Role::Leader, Grade::GroupLeader),
    ("mayor", 0, Role::Leader, Grade::HeadOfGovernment),
    ("finance", 3, Role::Finance, Grade::Handler),
    ("assessor", 4, Role::Assessor, Grade::Handler),
    ("assessor.director", 4, Role::Assessor, Grade::Director),
    ("sysadmin", 4, Role::SystemAdmin, Grade::Handler),
    ("secadmin", 4, Role::SecurityAdmin, Grade::Handler),
    ("auditor", 4, Role::AuditAdmin, Grade::Handler),
];

impl TestApp {
    /// Registers everybody; the units are named by their names.
    pub async fn settle(&mut self) {
        let mut ids: Vec<UnitId> = Vec::new();
        for (name, kind) in UNITS {
            let id = self.unit(name, kind, ids.first().copied()).await;
            ids.push(id);
        }
        for (name, unit, role, grade) in PEOPLE {
            let own = role.is_holder() || role.is_admin();
            let scope = if own { Scope::Unit } else { Scope::Jurisdiction(ids[0]) };
            self.person(name, Some((ids[unit], role, grade, scope))).await;
        }
        self.names.insert("city".to_owned(), ids[0].to_string());
    }

    /// Puts a unit on file.
    pub async fn unit(&mut self, name: &str, kind: UnitKind, parent: Option<UnitId>) -> UnitId {
        let id = UnitId(self.engine.ids().fresh());
        self.names.insert(name.to_owned(), format!("unit:{id}"));
        let name = Name::parse(name).unwrap();
        let profile = Box::new(Profile {
            short_name: name.clone(),
            name,
            code: None,
            kind,
            supervision: Supervision::Direct,
            parent,
            aliases: Vec::new(),
            classes: vec![ClassTag { scheme: "DUBAN_4".into(), class: "II".into() }],
            note: None,
        });
        self.give(vec![Command::Unit(id, organisation::Command::Register { profile })]).await;
        id
    }

    /// Puts a person on file, with an account and, if given, a post: `person:NAME` and `post:NAME`.
    pub async fn person(&mut self, name: &str, post: Option<(UnitId, Role, Grade, Scope)>) {
        let person = PersonId(self.engine.ids().fresh());
        let register = person::Command::Register { name: Name::parse(name).unwrap() };
        let mut commands = vec![Command::Person(person, register)];
        if let Some((unit, role, grade, scope)) = post {
            let post = Post { id: PostId(self.engine.ids().fresh()), unit, role, grade, scope };
            self.names.insert(format!("post:{name}"), format!("post:{}", post.id));
            commands.push(Command::Person(person, person::Command::Grant { post }));
        }
        self.names.insert(format!("person:{name}"), format!("person:{person}"));
        self.give(commands).await;
        let account = NewAccount {
            person,
            username: Username::parse(name).unwrap(),
            password: PASSWORD.to_owned(),
            first_password: FirstPassword::Kept,
        };
        self.sessions.create_account(account).await.unwrap();
    }

    /// Makes each handler of a town the liaison of the unit.
    pub async fn name_liaisons(&self, town: &Town) {
        for holder in town.bureaus.iter().chain(town.counties) {
            let unit = Seen { id: unit_id(&self.names[holder.unit]), version: None };
            let person = self.names[&format!("person:{}", holder.handler)].replace("person:", "");
            let phone = Some(Phone::parse("0355-2023456").unwrap());
            let named = NewLiaison { person: PersonId(person.parse().unwrap()), phone };
            self.engine.name_liaison(&Request::system(), unit, Some(named)).await.unwrap();
        }
    }

    async fn give(&self, commands: Vec<Command>) {
        let commands = commands.into_iter().map(Into::into).collect();
        self.engine.execute(&Request::system(), commands).await.unwrap();
    }

    /// Gives commands as somebody does who is signed in.
    pub async fn give_as(&self, who: &str, commands: Vec<Command>) {
        self.try_as(who, commands).await.unwrap();
    }

    /// Tries commands as somebody does who is signed in.
    pub async fn try_as(&self, who: &str, commands: Vec<Command>) -> Result<Outcome, EngineError> {
        let actor = self.actor(who).await;
        let commands = commands.into_iter().map(Into::into).collect();
        self.engine.execute(&Request::of(actor), commands).await
    }

    /// Somebody, acting for the only post.
    async fn actor(&self, who: &str) -> Actor {
        let viewer = self.sessions.sign_in(who, PASSWORD, None).await.unwrap();
        self.sessions.actor(&viewer.identity, None).await.unwrap()
    }

    /// Keeps a file of somebody, for a plan to be drafted from.
    pub async fn keep(&self, who: &str, name: &str, content: &'static [u8]) -> Source {
        let owner = self.actor(who).await.person().unwrap();
        let file =
            NewFile { owner, name: name.to_owned(), media_type: None, purpose: Purpose::Plan };
        let kept =
            self.engine.store_file(&self.files, file, std::io::Cursor::new(content)).await.unwrap();
        Source { attachment: kept.id, file_name: kept.name, digest: kept.digest }
    }

    /// Takes the plan of the tests in as a draft of the clerk; it is named `plan`.
    pub async fn draft_plan(&mut self) {
        let text = include_bytes!("../data/plan.txt");
        let register = self.engine.register().await.unwrap();
        let read = duban_intake::read(text, &register.hints("plan.txt")).unwrap();
        let city = UnitId(self.names["city"].parse().unwrap());
        let source = self.keep("clerk", "plan.txt", text).await;
        let draft = self.engine.plan_draft(&read, &register, city, source).unwrap();
        self.give_as("clerk", draft.commands).await;
        self.names.insert("plan".to_owned(), format!("plan:{}", draft.plan));
    }
}
