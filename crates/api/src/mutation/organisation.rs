//! What the administrators do: units, people, posts.

use async_graphql::{Context, InputObject, Object, Result};
use chrono::NaiveDate;
use duban_domain::people::actor::Scope;
use duban_domain::people::organisation::{Dated, Profile};
use duban_domain::people::unit::ClassTag;
use duban_domain::value::id::{PersonId, PlanId, PostId, UnitId};
use duban_domain::value::phone::Phone;
use duban_domain::value::text::{DocNo, Name, Reason};
use duban_engine::usecase::Seen;
use duban_engine::usecase::organisation::{NewLiaison, NewPost};

use crate::context::Ask;
use crate::error::Problem;
use crate::guard::RoleClass;
use crate::id::Id;
use crate::types::names::{Grade, Role, Supervision, UnitKind};
use crate::types::organisation::{Organisation, Person};
use crate::types::payload::payloads;
use crate::types::refusal::{OrganisationError, PersonError};
use crate::types::scalar::Date;
use crate::types::text::{Text, unwrapped};

/// Mutations of units, people and posts.
#[derive(Default)]
pub struct OrganisationMutation;

/// What is on file about a unit. 单位要素。
#[derive(Debug, Clone, InputObject)]
pub struct OrganisationProfileInput {
    /// Its full name. 全称。
    name: Text<Name>,
    /// Its short name. 简称。
    short_name: Text<Name>,
    /// The division code of a county, or a code of our own. 代码。
    code: Option<String>,
    /// What it is. 单位性质。
    kind: UnitKind,
    /// Whether it is directed or coordinated with. 督查关系。
    supervision: Supervision,
    /// The unit above it; none for the government itself. 上级单位;政府本级不填。
    parent_id: Option<Id<UnitId>>,
    /// Other names that documents give it. 其他名称。
    #[graphql(default)]
    aliases: Vec<Text<Name>>,
    /// Its classes and designations. 县域类型。
    #[graphql(default)]
    classes: Vec<UnitClassInput>,
    /// A note about it. 备注。
    note: Option<String>,
}

/// A class or designation. 县域类型。
#[derive(Debug, Clone, InputObject)]
pub struct UnitClassInput {
    /// The scheme of classes, such as `DUBAN_4`. 分类体系。
    scheme: String,
    /// The class within it. 类别。
    class: String,
}

impl From<OrganisationProfileInput> for Profile {
    fn from(input: OrganisationProfileInput) -> Self {
        let tag = |input: UnitClassInput| ClassTag { scheme: input.scheme, class: input.class };
        Self {
            name: input.name.0,
            short_name: input.short_name.0,
            code: input.code,
            kind: input.kind.into(),
            supervision: input.supervision.into(),
            parent: input.parent_id.map(|id| id.0),
            aliases: unwrapped(input.aliases),
            classes: input.classes.into_iter().map(tag).collect(),
            note: input.note,
        }
    }
}

/// What `registerOrganisation` takes. 登记单位的输入。
#[derive(Debug, InputObject)]
pub struct RegisterOrganisationInput {
    /// What is known of it. 单位要素。
    profile: OrganisationProfileInput,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `amendOrganisation` takes. 变更单位的输入。
#[derive(Debug, InputObject)]
pub struct AmendOrganisationInput {
    /// Which unit. 单位。
    organisation_id: Id<UnitId>,
    /// What is known of it; replaces what was on file from the day on. 变更后的要素,自生效日起整体替换。
    profile: OrganisationProfileInput,
    /// The first day on which it counts, today at the latest; today unless said. What was said of
    /// days before it was recorded stays; `knownAt` shows the change.
    /// 生效日期,不晚于今日,默认今日;既往查询不变,以 knownAt 查看更正。
    effective_on: Option<Date>,
    /// Why; required where the day is over. 理由;生效日期早于今日时必填。
    reason: Option<Text<Reason>>,
    /// The document that says so; required where the day is over. 依据文件;生效日期早于今日时必填。
    basis: Option<Text<DocNo>>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

impl AmendOrganisationInput {
    /// Since when and why, where anything of it is said.
    fn dated(&self, today: NaiveDate) -> Option<Dated> {
        let reason = self.reason.as_ref().map(|reason| reason.0.clone());
        let basis = self.basis.as_ref().map(|basis| basis.0.clone());
        let said = self.effective_on.is_some() || reason.is_some() || basis.is_some();
        let on = self.effective_on.map_or(today, |day| day.0);
        said.then_some(Dated { on, reason, basis })
    }
}

/// What `nameLiaison` takes. 明确联络员的输入。
#[derive(Debug, InputObject)]
pub struct NameLiaisonInput {
    /// Of which unit. 单位。
    organisation_id: Id<UnitId>,
    /// Who: somebody who holds a post in it; nobody where it is not given. 人员,须在该单位任职;不填则无联络员。
    person_id: Option<Id<PersonId>>,
    /// The telephone number: digits, spaces, + - ( ) and 转 before an extension. It is kept
    /// encrypted. 电话号码,加密保存。
    phone: Option<Text<Phone>>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

impl NameLiaisonInput {
    fn named(&self) -> Result<Option<NewLiaison>, Problem> {
        let phone = self.phone.as_ref().map(|phone| phone.0.clone());
        match (self.person_id, phone) {
            (Some(person), phone) => Ok(Some(NewLiaison { person: person.0, phone })),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(Problem::bad_input(
                "填写 phone 时必须填写 personId。",
                "A `phone` is the number of somebody: give `personId` as well.",
            )),
        }
    }
}

/// What `registerPerson` takes. 登记人员的输入。
#[derive(Debug, InputObject)]
pub struct RegisterPersonInput {
    /// The name people know. 姓名。
    name: Text<Name>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

/// What `grantPost` takes. 任职的输入。
#[derive(Debug, InputObject)]
pub struct GrantPostInput {
    /// To whom. 人员。
    person_id: Id<PersonId>,
    /// The unit it sits in. 所在单位。
    unit_id: Id<UnitId>,
    /// What it is there for. 角色。
    role: Role,
    /// How far it may go. 职级。
    grade: Grade,
    /// The plan it is limited to. 限定的方案。
    scope_plan_id: Option<Id<PlanId>>,
    /// The government whose plans it covers; neither this nor a plan means the own unit alone.
    /// 辖区;与方案均不填则限本单位。
    scope_jurisdiction_id: Option<Id<UnitId>>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

impl GrantPostInput {
    fn post(&self) -> Result<NewPost, Problem> {
        let scope = match (self.scope_plan_id, self.scope_jurisdiction_id) {
            (None, None) => Scope::Unit,
            (Some(plan), None) => Scope::Plan(plan.0),
            (None, Some(unit)) => Scope::Jurisdiction(unit.0),
            (Some(_), Some(_)) => {
                return Err(Problem::bad_input(
                    "scopePlanId 与 scopeJurisdictionId 至多填写一个。",
                    "Give at most one of `scopePlanId` and `scopeJurisdictionId`.",
                ));
            }
        };
        let (role, grade) = (self.role.into(), self.grade.into());
        Ok(NewPost { unit: self.unit_id.0, role, grade, scope })
    }
}

/// What `revokePost` takes. 免职的输入。
#[derive(Debug, InputObject)]
pub struct RevokePostInput {
    /// From whom. 人员。
    person_id: Id<PersonId>,
    /// Which post. 岗位。
    post_id: Id<PostId>,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

payloads! {
    /// What came of `registerOrganisation`. 登记单位的结果。
    RegisterOrganisationPayload or OrganisationError {
        /// The unit; null when it was refused. 单位;不予办理时为 null。
        organisation: Option<Organisation>
    }
    /// What came of `amendOrganisation`. 变更单位的结果。
    AmendOrganisationPayload or OrganisationError {
        /// The unit as it is now; null when it was refused. 单位;不予办理时为 null。
        organisation: Option<Organisation>
    }
    /// What came of `nameLiaison`. 明确联络员的结果。
    NameLiaisonPayload or OrganisationError {
        /// The unit as it is now; null when it was refused. 单位;不予办理时为 null。
        organisation: Option<Organisation>
    }
    /// What came of `registerPerson`. 登记人员的结果。
    RegisterPersonPayload or PersonError {
        /// The person; null when it was refused. 人员;不予办理时为 null。
        person: Option<Person>
    }
    /// What came of `grantPost`. 任职的结果。
    GrantPostPayload or PersonError {
        /// The person as it is now; null when it was refused. 人员;不予办理时为 null。
        person: Option<Person>
    }
    /// What came of `revokePost`. 免职的结果。
    RevokePostPayload or PersonError {
        /// The person as it is now; null when it was refused. 人员;不予办理时为 null。
        person: Option<Person>
    }
}

#[Object]
impl OrganisationMutation {
    /// Puts a unit on file: for the system administrator. 登记单位,限系统管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    async fn register_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: RegisterOrganisationInput,
    ) -> Result<Option<RegisterOrganisationPayload>> {
        let call = ctx.call("registerOrganisation", &input, input.client_mutation_id.as_deref())?;
        let profile = input.profile.into();
        let result = call.engine().register_organisation(&call.request, profile).await;
        call.answer(result).await
    }

    /// Replaces what is on file about a unit, from a day on: for the system administrator. 变更单位,可注明生效日期,限系统管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    async fn amend_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: AmendOrganisationInput,
    ) -> Result<Option<AmendOrganisationPayload>> {
        let call = ctx.call("amendOrganisation", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.organisation_id.0, version: input.expected_version };
        let (dated, profile) = (input.dated(ctx.reader()?.today()), input.profile.into());
        let result = call.engine().amend_organisation(&call.request, seen, profile, dated).await;
        call.answer(result).await
    }

    /// Says whom others call about a unit's tasks: for any post of that unit, and for the system
    /// administrator. 明确联络员,限本单位岗位和系统管理员。
    #[graphql(guard = "RoleClass::Any")]
    async fn name_liaison(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: NameLiaisonInput,
    ) -> Result<Option<NameLiaisonPayload>> {
        let call = ctx.call("nameLiaison", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.organisation_id.0, version: input.expected_version };
        let named = ctx.told(input.named())?;
        let result = call.engine().name_liaison(&call.request, seen, named).await;
        call.answer(result).await
    }

    /// Puts a person on file: for the system administrator. 登记人员,限系统管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    async fn register_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: RegisterPersonInput,
    ) -> Result<Option<RegisterPersonPayload>> {
        let call = ctx.call("registerPerson", &input, input.client_mutation_id.as_deref())?;
        let result = call.engine().register_person(&call.request, input.name.0).await;
        call.answer(result).await
    }

    /// Gives a post to a person: for the security administrator. 任职,限安全管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    async fn grant_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: GrantPostInput,
    ) -> Result<Option<GrantPostPayload>> {
        let call = ctx.call("grantPost", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.person_id.0, version: input.expected_version };
        let post = ctx.told(input.post())?;
        let result = call.engine().grant_post(&call.request, seen, post).await;
        call.answer(result).await
    }

    /// Takes a post away from a person: for the security administrator. 免职,限安全管理员。
    #[graphql(guard = "RoleClass::Registrar")]
    async fn revoke_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: RevokePostInput,
    ) -> Result<Option<RevokePostPayload>> {
        let call = ctx.call("revokePost", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: input.person_id.0, version: input.expected_version };
        let result = call.engine().revoke_post(&call.request, seen, input.post_id.0).await;
        call.answer(result).await
    }
}
