//! The one behind a command: a person acting for one post, or the system itself.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::id::{PersonId, PlanId, PostId, UnitId};

/// 角色. What a post is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// 工作专班办公室. Imports, issues, dispatches, accepts, closes.
    Office,
    /// 责任单位. A bureau that holds assignments.
    Bureau,
    /// 县区. A county or zone that holds assignments.
    County,
    /// 督查室. Reads everything in scope, changes no report.
    Supervisor,
    /// 领导. Approves what the rules reserve for leaders.
    Leader,
    /// 财政. Pools, debt levels, the second run.
    Finance,
    /// 考核. Schemes, data checks, scores.
    Assessor,
    /// 系统管理员. Accounts and settings, no business.
    SystemAdmin,
    /// 安全管理员. Permissions and policies, no business.
    SecurityAdmin,
    /// 审计管理员. Logs, no business.
    AuditAdmin,
}

impl Role {
    /// Every role, in the order in which people name them.
    pub const ALL: [Self; 10] = [
        Self::Office,
        Self::Bureau,
        Self::County,
        Self::Supervisor,
        Self::Leader,
        Self::Finance,
        Self::Assessor,
        Self::SystemAdmin,
        Self::SecurityAdmin,
        Self::AuditAdmin,
    ];

    /// The role as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Office => "OFFICE",
            Self::Bureau => "BUREAU",
            Self::County => "COUNTY",
            Self::Supervisor => "SUPERVISOR",
            Self::Leader => "LEADER",
            Self::Finance => "FINANCE",
            Self::Assessor => "ASSESSOR",
            Self::SystemAdmin => "SYSTEM_ADMIN",
            Self::SecurityAdmin => "SECURITY_ADMIN",
            Self::AuditAdmin => "AUDIT_ADMIN",
        }
    }

    /// Reads the form of [`Role::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether the role is one of the three administrators (三员), which exclude all others.
    pub fn is_admin(self) -> bool {
        matches!(self, Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin)
    }

    /// Whether the post holds assignments of its own unit.
    pub fn is_holder(self) -> bool {
        matches!(self, Self::Bureau | Self::County)
    }
}

/// 职级. How far a post may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Grade {
    /// 经办. Drafts and checks.
    Handler,
    /// 审签. Signs for the unit.
    Signer,
    /// 主任. Approves for the office or the supervision office.
    Director,
    /// 组长. Leads the task force (分管副市长).
    GroupLeader,
    /// 政府主要负责人. The mayor or the government.
    HeadOfGovernment,
}

impl Grade {
    /// Every grade, lowest first.
    pub const ALL: [Self; 5] =
        [Self::Handler, Self::Signer, Self::Director, Self::GroupLeader, Self::HeadOfGovernment];

    /// The grade as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Handler => "HANDLER",
            Self::Signer => "SIGNER",
            Self::Director => "DIRECTOR",
            Self::GroupLeader => "GROUP_LEADER",
            Self::HeadOfGovernment => "HEAD_OF_GOVERNMENT",
        }
    }

    /// Reads the form of [`Grade::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == text)
    }
}

/// 任职范围. Where a post counts; never everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The post's own unit: bureaus, counties, administrators.
    Unit,
    /// One plan.
    Plan(PlanId),
    /// Every plan issued by one government.
    Jurisdiction(UnitId),
}

/// 岗位. Unit, role, grade and scope; a person acts for one post at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its identity.
    pub id: PostId,
    /// The unit it sits in (an office sits in the unit that hosts it).
    pub unit: UnitId,
    /// What it is there for.
    pub role: Role,
    /// How far it may go.
    pub grade: Grade,
    /// Where it counts.
    pub scope: Scope,
}

impl Post {
    /// 双因素. Whether who holds it must sign in with a second factor: administrators, those who sign
    /// or approve, and those who handle money.
    pub fn needs_second_factor(&self) -> bool {
        self.role.is_admin() || self.role == Role::Finance || self.grade >= Grade::Signer
    }

    /// Whether the scope covers a plan issued by `jurisdiction`.
    pub fn covers(&self, plan: PlanId, jurisdiction: UnitId) -> bool {
        match self.scope {
            Scope::Unit => false,
            Scope::Plan(own) => own == plan,
            Scope::Jurisdiction(own) => own == jurisdiction,
        }
    }
}

/// 操作人. Who gives a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Timers, consequences, seeds: the system itself.
    System,
    /// A person, acting for one post.
    Person {
        /// Who acts; maker and checker are compared by this.
        person: PersonId,
        /// For which post.
        post: Post,
    },
}

impl Actor {
    /// The person, unless the system acts.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::System => None,
            Self::Person { person, .. } => Some(*person),
        }
    }

    /// The post, unless the system acts.
    pub fn post(&self) -> Option<&Post> {
        match self {
            Self::System => None,
            Self::Person { post, .. } => Some(post),
        }
    }
}

impl fmt::Display for Actor {
    /// The form the journal keeps: `system` or `person:<id>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("system"),
            Self::Person { person, .. } => write!(f, "person:{person}"),
        }
    }
}
