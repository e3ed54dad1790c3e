//! Units, people and posts as clients see them.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use duban_domain::command::StreamId;
use duban_domain::people::actor::Scope;
use duban_domain::value::id::{PersonId, UnitId};
use duban_engine::error::EngineError;
use duban_engine::queries::Reader;
use duban_engine::request::Outcome;
use duban_engine::view::{About, AsOf, ClassRow, PersonRow, PostRow, UnitRow};

use crate::context::Ask;
use crate::id::Id;
use crate::loader::{ClassesOf, NamesOf, PostsOf, all, one};
use crate::page::{Connection, Window};
use crate::types::names::{Grade, Role, Supervision, UnitKind};
use crate::types::past::{Correction, corrections};
use crate::types::payload::Loaded;
use crate::types::scalar::{Date, Instant};

/// A unit: a bureau, a county, a zone, the city itself. 单位。
#[derive(Debug, Clone)]
pub struct Organisation(pub UnitRow);

/// A unit: a bureau, a county, a zone, the city itself. 单位。
#[Object]
impl Organisation {
    /// Its identity. 标识。
    pub async fn id(&self) -> ID {
        Id(self.0.id).into()
    }

    /// Its full name. 全称。
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its short name. 简称。
    async fn short_name(&self) -> &str {
        &self.0.short_name
    }

    /// The division code of a county, or a code of our own; null where it has none. 代码;没有时为 null。
    async fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What it is. 单位性质。
    async fn kind(&self) -> UnitKind {
        self.0.kind.into()
    }

    /// Whether it is directed or coordinated with. 督查关系。
    async fn supervision(&self) -> Supervision {
        self.0.supervision.into()
    }

    /// The unit above it; null for the government itself. 上级单位;政府本级为 null。
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, self.0.parent).await
    }

    /// The names by which documents know it. 文件中出现的各种名称。
    async fn names(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        Ok(all(ctx, self.0.as_of, NamesOf(self.0.id))
            .await?
            .into_iter()
            .map(|row| row.name)
            .collect())
    }

    /// Its classes and designations today. 当前的县域类型。
    async fn classes(&self, ctx: &Context<'_>) -> Result<Vec<UnitClass>> {
        Ok(all(ctx, self.0.as_of, ClassesOf(self.0.id))
            .await?
            .into_iter()
            .map(UnitClass::from)
            .collect())
    }

    /// A note about it; null where there is none. 备注;没有时为 null。
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Whom others call about its tasks; null where nobody was named, the person holds no post in it
    /// any more, or the viewer may not see people of that unit. 联络员;未明确、已离任或不可见时为 null。
    async fn liaison(&self, ctx: &Context<'_>) -> Result<Option<Liaison>> {
        let Some(named) = &self.0.liaison else { return Ok(None) };
        let Some(person) = optional_person(ctx, self.0.as_of, Some(named.person)).await? else {
            return Ok(None);
        };
        let posts = all(ctx, self.0.as_of, PostsOf(named.person)).await?;
        if posts.iter().all(|post| post.unit != self.0.id) {
            return Ok(None);
        }
        let reader = ctx.reader()?;
        let phone = named.phone.as_ref().and_then(|phone| reader.phone(self.0.id, phone));
        Ok(Some(Liaison { person, phone }))
    }

    /// What was learnt about it after the day on which it is seen, until the day given as `knownAt`,
    /// in the order in which it was recorded; empty without `asOf` and `knownAt`.
    /// 事后更正(asOf 当日之后至 knownAt 所知);未给出 asOf 与 knownAt 时为空。
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn corrections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Correction>> {
        let window = Window { first, after, last, before };
        corrections(ctx, self.0.as_of, About::Unit(self.0.id), &window).await
    }

    /// Its version, for `expectedVersion`. 版本号。
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// Whom others call about a unit's tasks. 联络员。
#[derive(Debug, Clone, SimpleObject)]
pub struct Liaison {
    /// Who. 人员。
    pub person: Person,
    /// The telephone number: whole for the unit itself, offices and supervisors, with its middle
    /// hidden for others; null where none was given, or none can be read.
    /// 电话:本单位、专班办和督查室可见全号,其他岗位脱敏;未填或无法解密时为 null。
    pub phone: Option<String>,
}

/// A class or designation of a county. 县域类型。
#[derive(Debug, Clone, SimpleObject)]
pub struct UnitClass {
    /// The scheme of classes, such as `DUBAN_4`. 分类体系。
    pub scheme: String,
    /// The class within it. 类别。
    pub class: String,
    /// The first day on which it counts. 起始日。
    pub valid_from: Date,
    /// The first day on which it no longer counts. 截止日(不含)。
    pub valid_to: Date,
}

impl From<ClassRow> for UnitClass {
    fn from(row: ClassRow) -> Self {
        Self {
            scheme: row.scheme,
            class: row.class,
            valid_from: row.valid_from.into(),
            valid_to: row.valid_to.into(),
        }
    }
}

/// A person who may hold posts. 人员。
#[derive(Debug, Clone)]
pub struct Person(pub PersonRow);

/// A person who may hold posts. 人员。
#[Object]
impl Person {
    /// The identity. 标识。
    pub async fn id(&self) -> ID {
        Id(self.0.id).into()
    }

    /// The name people know. 姓名。
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The posts held now, as far as the viewer may see them. 现任岗位(可见范围内)。
    async fn posts(&self, ctx: &Context<'_>) -> Result<Vec<Post>> {
        Ok(all(ctx, self.0.as_of, PostsOf(self.0.id)).await?.into_iter().map(Post).collect())
    }

    /// The version, for `expectedVersion`. 版本号。
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// A post: unit, role, grade and scope. 岗位:单位、角色、职级与任职范围。
#[derive(Debug, Clone)]
pub struct Post(pub PostRow);

/// A post: unit, role, grade and scope. 岗位:单位、角色、职级与任职范围。
#[Object]
impl Post {
    /// Its identity, for the header `Duban-Post`. 标识,用于请求头 Duban-Post。
    pub async fn id(&self) -> ID {
        Id(self.0.id).into()
    }

    /// The name of the person who holds it. 任职人姓名。
    async fn person_name(&self) -> &str {
        &self.0.person_name
    }

    /// The person who holds it; null where the viewer may not see people. 任职人;不可见时为 null。
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, Some(self.0.person)).await
    }

    /// The unit it sits in. 所在单位。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.unit)).await
    }

    /// What it is there for. 角色。
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// How far it may go. 职级。
    async fn grade(&self) -> Grade {
        self.0.grade.into()
    }

    /// The plan it is limited to; null where it is not. 限定的方案;不限时为 null。
    async fn scope_plan_id(&self) -> Option<ID> {
        match self.0.scope {
            Scope::Plan(plan) => Some(Id(plan).into()),
            Scope::Unit | Scope::Jurisdiction(_) => None,
        }
    }

    /// The government whose plans it covers; null where it is held otherwise. 辖区;非辖区岗位为 null。
    async fn scope_jurisdiction(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        match self.0.scope {
            Scope::Jurisdiction(unit) => optional_unit(ctx, self.0.as_of, Some(unit)).await,
            Scope::Unit | Scope::Plan(_) => Ok(None),
        }
    }

    /// Since when it is held. 任职起始时刻。
    async fn held_from(&self) -> Instant {
        self.0.held_from.into()
    }

    /// Until when it was held; null while it is. 任职截止时刻;现任为 null。
    async fn held_to(&self) -> Option<Instant> {
        self.0.held_to.map(Instant)
    }
}

/// The unit behind an id on a day, where there is one.
pub async fn optional_unit(
    ctx: &Context<'_>,
    as_of: Option<AsOf>,
    id: Option<UnitId>,
) -> Result<Option<Organisation>> {
    match id {
        Some(id) => Ok(one(ctx, as_of, id).await?.map(Organisation)),
        None => Ok(None),
    }
}

/// The person behind an id on a day, where there is one that the viewer may see.
pub async fn optional_person(
    ctx: &Context<'_>,
    as_of: Option<AsOf>,
    id: Option<PersonId>,
) -> Result<Option<Person>> {
    match id {
        Some(id) => Ok(one(ctx, as_of, id).await?.map(Person)),
        None => Ok(None),
    }
}

impl Loaded for Option<Organisation> {
    async fn load(reader: &Reader, outcome: &Outcome) -> Result<Self, EngineError> {
        let ids: Vec<UnitId> = outcome
            .addressed
            .iter()
            .filter_map(|stream| match stream {
                StreamId::Unit(id) => Some(*id),
                _ => None,
            })
            .collect();
        Ok(reader.units_by_ids(&ids).await?.into_iter().next().map(Organisation))
    }

    fn none() -> Self {
        None
    }
}

impl Loaded for Option<Person> {
    async fn load(reader: &Reader, outcome: &Outcome) -> Result<Self, EngineError> {
        let ids: Vec<PersonId> = outcome
            .addressed
            .iter()
            .filter_map(|stream| match stream {
                StreamId::Person(id) => Some(*id),
                _ => None,
            })
            .collect();
        Ok(reader.people_by_ids(&ids).await?.into_iter().next().map(Person))
    }

    fn none() -> Self {
        None
    }
}
