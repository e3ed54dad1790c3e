//! Units, people and posts.

use async_graphql::{Context, InputObject, Object, Result};
use duban_domain::value::id::UnitId;
use duban_engine::view::{PersonRow, PostFilter as Posts, PostRow, UnitFilter, UnitRow};

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::page::{Connection, Found, Window, wants_total};
use crate::types::names::{Role, UnitKind};
use crate::types::organisation::{Organisation, Person, Post, optional_unit};
use crate::types::scalar::Date;

/// Queries about units, people and posts.
#[derive(Default)]
pub struct OrganisationQuery;

/// Which units are wanted; what is not said is not asked. 单位筛选条件。
#[derive(Debug, Default, InputObject)]
pub struct OrganisationFilter {
    /// Of one of these kinds. 单位性质。
    kinds: Option<Vec<UnitKind>>,
    /// Only those that carry tasks out on their own territory, or only the others. 是否县区。
    county: Option<bool>,
    /// Below this unit. 上级单位。
    parent_id: Option<Id<UnitId>>,
    /// With a name that begins so. 名称开头。
    text: Option<String>,
}

impl From<OrganisationFilter> for UnitFilter {
    fn from(filter: OrganisationFilter) -> Self {
        Self {
            kinds: filter.kinds.unwrap_or_default().into_iter().map(Into::into).collect(),
            county: filter.county,
            parent: filter.parent_id.map(|id| id.0),
            text: filter.text,
        }
    }
}

/// Which posts are wanted; what is not said is not asked. 岗位筛选条件。
#[derive(Debug, Default, InputObject)]
pub struct PostFilter {
    /// In this unit. 所在单位。
    unit_id: Option<Id<UnitId>>,
    /// With one of these roles. 角色。
    roles: Option<Vec<Role>>,
    /// Only those held now. 仅现任。
    held_only: Option<bool>,
}

impl From<PostFilter> for Posts {
    fn from(filter: PostFilter) -> Self {
        Self {
            unit: filter.unit_id.map(|id| id.0),
            roles: filter.roles.unwrap_or_default().into_iter().map(Into::into).collect(),
            held_only: filter.held_only.unwrap_or_default(),
        }
    }
}

const UNITS: &str = "organisations";
const PEOPLE: &str = "people";
const POSTS: &str = "posts";

#[Object]
impl OrganisationQuery {
    /// The register of units, by name. 单位名录。
    #[graphql(guard = "RoleClass::Any")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones. 筛选条件。")] filter: Option<OrganisationFilter>,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
        #[graphql(
            desc = "As known at the end of this day: what was learnt until then about `asOf` counts; that of the day itself unless said. 所知截至,含其后更正;不填为截至日期当日所知。"
        )]
        known_at: Option<Date>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Organisation>> {
        let window = Window { first, after, last, before };
        let (page, reader) = (ctx.told(window.page(UNITS))?, ctx.reader()?);
        let reader = reader.at(ctx.day(as_of, known_at)?);
        let filter = filter.unwrap_or_default().into();
        let slice = ctx.told(reader.units(&filter, &page).await)?;
        let total = match wants_total(ctx) {
            true => Some(ctx.told(reader.unit_count(&filter).await)?),
            false => None,
        };
        Ok(Found { slice, total }.connect(UNITS, UnitRow::key, Organisation))
    }

    /// One unit; null where there is none. 单个单位;不存在为 null。
    #[graphql(guard = "RoleClass::Any")]
    async fn organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its identity. 标识。")] id: Id<UnitId>,
        #[graphql(
            desc = "As it stood at the end of this day, today at the latest; now unless said. 截至日期,不晚于今日;不填为当前。"
        )]
        as_of: Option<Date>,
        #[graphql(
            desc = "As known at the end of this day: what was learnt until then about `asOf` counts; that of the day itself unless said. 所知截至,含其后更正;不填为截至日期当日所知。"
        )]
        known_at: Option<Date>,
    ) -> Result<Option<Organisation>> {
        let as_of = ctx.day(as_of, known_at)?;
        optional_unit(ctx, as_of, Some(id.0)).await
    }

    /// The register of people, by name: for the administrators who keep it. 人员名录,限系统与安全管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn people(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only names that begin so. 姓名开头。")] text: Option<String>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Person>> {
        let window = Window { first, after, last, before };
        let page = ctx.told(window.page(PEOPLE))?;
        let slice = ctx.told(ctx.reader()?.people(text.as_deref(), &page).await)?;
        Ok(Found { slice, total: None }.connect(PEOPLE, PersonRow::key, Person))
    }

    /// The register of posts, the oldest first: for the administrators who keep it. 岗位名录,限系统与安全管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn posts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones. 筛选条件。")] filter: Option<PostFilter>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<Post>> {
        let window = Window { first, after, last, before };
        let page = ctx.told(window.page(POSTS))?;
        let filter = filter.unwrap_or_default().into();
        let slice = ctx.told(ctx.reader()?.posts(&filter, &page).await)?;
        Ok(Found { slice, total: None }.connect(POSTS, PostRow::key, Post))
    }
}
