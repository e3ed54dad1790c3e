//! Who may do what: relations of a post to a thing, as data, and the permit that proves the check.
//!
//! Tables name the [`Who`]s of each action; [`permit`] is the only place that compares them with
//! an actor. Every event of the journal carries the [`Permit`] it was allowed by, so no write can
//! skip the question.

use thiserror::Error;

use crate::people::actor::{Actor, Grade, Post, Role};
use crate::value::id::{PlanId, UnitId};

/// A kind of actor, seen from the thing that is acted upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// 系统. Consequences, timers and seeds.
    System,
    /// 承办单位经办或审签. Any post of the unit that holds the thing.
    HolderHandler,
    /// 承办单位审签. The signer of the unit that holds the thing.
    HolderSigner,
    /// 牵头单位经办或审签. Any post of the unit that leads the task.
    LeadHandler,
    /// 专班办经办或主任. Any office post whose scope covers the plan.
    OfficeHandler,
    /// 专班办主任. The director of that office.
    OfficeDirector,
    /// 督查室主任. The director of the supervision office.
    SupervisorDirector,
    /// 专班组长. The leader of the task force.
    GroupLeader,
    /// 市政府. The head of government.
    HeadOfGovernment,
    /// 考核经办或主任. Any assessor whose scope covers the plan.
    Assessor,
    /// 考核评审组. The director of the assessors, for the panel.
    AssessorDirector,
    /// 市财政. Any finance post whose scope covers the plan.
    Finance,
    /// 系统管理员.
    SystemAdmin,
    /// 安全管理员.
    SecurityAdmin,
}

impl Who {
    /// The name used in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "SYSTEM",
            Self::HolderHandler => "HOLDER_HANDLER",
            Self::HolderSigner => "HOLDER_SIGNER",
            Self::LeadHandler => "LEAD_HANDLER",
            Self::OfficeHandler => "OFFICE_HANDLER",
            Self::OfficeDirector => "OFFICE_DIRECTOR",
            Self::SupervisorDirector => "SUPERVISOR_DIRECTOR",
            Self::GroupLeader => "GROUP_LEADER",
            Self::HeadOfGovernment => "HEAD_OF_GOVERNMENT",
            Self::Assessor => "ASSESSOR",
            Self::AssessorDirector => "ASSESSOR_DIRECTOR",
            Self::Finance => "FINANCE",
            Self::SystemAdmin => "SYSTEM_ADMIN",
            Self::SecurityAdmin => "SECURITY_ADMIN",
        }
    }
}

/// 归属. What a thing is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sphere {
    /// The house itself: units, people, rules.
    #[default]
    House,
    /// A plan, with the government that issued it.
    Plan(PlanId, UnitId),
    /// Nothing: there is no such thing, which is answered as a hidden one is.
    Unknown,
}

/// What a thing is to the posts around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// What it is part of.
    pub sphere: Sphere,
    /// The unit that holds it.
    pub holder: Option<UnitId>,
    /// The unit that leads its task.
    pub lead: Option<UnitId>,
    /// Whether the actor is shown it: who holds a part of a plan reads the plan and the task, though
    /// neither is held by a unit.
    pub shown: bool,
    /// The unit whose work is judged; no post of that unit may judge it.
    pub judged: Option<UnitId>,
}

/// Why an actor may not act.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Denied {
    /// The actor cannot even see the thing; answered as not found.
    #[error("the thing is hidden from the actor")]
    Hidden,
    /// The actor sees the thing and may not do this.
    #[error("`{action}` is not open to the actor: {because}")]
    Forbidden {
        /// The action asked for.
        action: &'static str,
        /// Why not.
        because: Because,
    },
}

/// The reason of [`Denied::Forbidden`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Because {
    /// Another kind of post is needed.
    #[error("only {} may", names(.0))]
    WrongPost(&'static [Who]),
    /// 回避. The post sits in the unit whose work would be judged.
    #[error("no post judges its own unit")]
    OwnUnit,
}

fn names(whos: &[Who]) -> String {
    whos.iter().map(|who| who.as_str()).collect::<Vec<_>>().join(", ")
}

/// Proof that the policy was asked; only [`permit`] makes one.
///
/// ```compile_fail
/// let forged = duban_domain::policy::Permit(());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permit(());

/// Asks whether `actor` is one of `whos` for a thing of this standing.
///
/// # Errors
/// [`Denied`] with the reason.
pub fn permit(
    actor: &Actor,
    action: &'static str,
    whos: &'static [Who],
    standing: &Standing,
) -> Result<Permit, Denied> {
    let Actor::Person { post, .. } = actor else {
        return if whos.contains(&Who::System) {
            Ok(Permit(()))
        } else {
            Err(Denied::Forbidden { action, because: Because::WrongPost(whos) })
        };
    };
    if !standing.shown && !sees(post, standing) {
        return Err(Denied::Hidden);
    }
    if !whos.iter().any(|who| matches(*who, post, standing)) {
        return Err(Denied::Forbidden { action, because: Because::WrongPost(whos) });
    }
    if standing.judged == Some(post.unit) {
        return Err(Denied::Forbidden { action, because: Because::OwnUnit });
    }
    Ok(Permit(()))
}

/// Whether a post may know that a thing of this standing exists.
pub fn sees(post: &Post, standing: &Standing) -> bool {
    let (plan, jurisdiction) = match standing.sphere {
        Sphere::House => return true,
        Sphere::Unknown => return false,
        Sphere::Plan(plan, jurisdiction) => (plan, jurisdiction),
    };
    let own = |unit: Option<UnitId>| unit == Some(post.unit);
    if post.role.is_admin() {
        false
    } else if post.role.is_holder() {
        own(standing.holder) || own(standing.lead)
    } else {
        post.covers(plan, jurisdiction)
    }
}

/// Whether a post is shown the whole telephone number of a unit's liaison: those of the unit itself,
/// and those who call it, the offices and the supervisors. Others see it masked.
pub fn calls(post: &Post, unit: UnitId) -> bool {
    post.unit == unit && !post.role.is_admin()
        || matches!(post.role, Role::Office | Role::Supervisor)
}

fn matches(who: Who, post: &Post, standing: &Standing) -> bool {
    let holds = |unit: Option<UnitId>| post.role.is_holder() && unit == Some(post.unit);
    let covered = match standing.sphere {
        Sphere::Plan(plan, issuer) => post.covers(plan, issuer),
        Sphere::House | Sphere::Unknown => false,
    };
    let is = |role: Role, grades: &[Grade]| post.role == role && grades.contains(&post.grade);
    match who {
        Who::System => false,
        Who::HolderHandler => holds(standing.holder),
        Who::HolderSigner => holds(standing.holder) && post.grade == Grade::Signer,
        Who::LeadHandler => holds(standing.lead),
        Who::OfficeHandler => covered && is(Role::Office, &[Grade::Handler, Grade::Director]),
        Who::OfficeDirector => covered && is(Role::Office, &[Grade::Director]),
        Who::SupervisorDirector => covered && is(Role::Supervisor, &[Grade::Director]),
        Who::GroupLeader => covered && is(Role::Leader, &[Grade::GroupLeader]),
        Who::HeadOfGovernment => covered && is(Role::Leader, &[Grade::HeadOfGovernment]),
        Who::Assessor => covered && is(Role::Assessor, &[Grade::Handler, Grade::Director]),
        Who::AssessorDirector => covered && is(Role::Assessor, &[Grade::Director]),
        Who::Finance => covered && is(Role::Finance, &[Grade::Handler, Grade::Director]),
        Who::SystemAdmin => post.role == Role::SystemAdmin,
        Who::SecurityAdmin => post.role == Role::SecurityAdmin,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::people::actor::Scope;
    use crate::value::id::{PersonId, PostId};

    #[test]
    fn who_is_shown_a_thing_is_not_told_that_there_is_none() {
        let [city, county] = [1, 2].map(|id| UnitId(Uuid::from_u128(id)));
        let (id, role, grade) = (PostId(Uuid::nil()), Role::County, Grade::Signer);
        let post = Post { id, unit: county, role, grade, scope: Scope::Unit };
        let actor = Actor::Person { person: PersonId(Uuid::nil()), post };
        let whos: &[Who] = &[Who::HolderSigner, Who::OfficeDirector];
        let asked = |shown| {
            let sphere = Sphere::Plan(PlanId(Uuid::from_u128(3)), city);
            let standing = Standing { sphere, shown, ..Standing::default() };
            permit(&actor, "ISSUE", whos, &standing).map(|_| ())
        };
        assert_eq!(asked(false), Err(Denied::Hidden));
        let because = Because::WrongPost(whos);
        assert_eq!(asked(true), Err(Denied::Forbidden { action: "ISSUE", because }));
    }

    #[test]
    fn unknown_and_hidden_things_are_answered_alike() {
        let city = UnitId(Uuid::from_u128(1));
        let hidden = Sphere::Plan(PlanId(Uuid::from_u128(3)), UnitId(Uuid::from_u128(2)));
        for role in Role::ALL {
            let own = role.is_holder() || role.is_admin();
            let scope = if own { Scope::Unit } else { Scope::Jurisdiction(city) };
            let (id, grade) = (PostId(Uuid::nil()), Grade::Handler);
            let post = Post { id, unit: city, role, grade, scope };
            let actor = Actor::Person { person: PersonId(Uuid::nil()), post };
            for sphere in [hidden, Sphere::Unknown] {
                let standing = Standing { sphere, ..Standing::default() };
                let denied = permit(&actor, "CLOSE", &[Who::OfficeDirector], &standing);
                assert_eq!(denied.map(|_| ()), Err(Denied::Hidden), "{role:?} {sphere:?}");
            }
        }
    }
}
