//! Enums of units, people and measures, mirrored for clients.

use async_graphql::Enum;
use duban_domain::assignment::record;
use duban_domain::obligation::{self, Bucket, Listing};
use duban_domain::people::{actor, unit};
use duban_domain::task::{reading, target};

/// What a unit is. 单位性质。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "unit::UnitKind")]
pub enum UnitKind {
    /// The government whose plans are carried out. 市政府。
    Government,
    /// A department of that government. 政府部门。
    GovDept,
    /// A body of the province in the city. 省垂直管理单位。
    VerticalProv,
    /// A body of the centre in the city. 中央垂直管理单位。
    VerticalCentral,
    /// A public institution. 事业单位。
    PublicInstitution,
    /// A party organ. 党委机构。
    PartyOrgan,
    /// A mass organisation. 群团组织。
    MassOrg,
    /// A state-owned enterprise. 国有企业。
    Soe,
    /// An urban district. 市辖区。
    District,
    /// A county. 县。
    County,
    /// A development zone. 开发区。
    Zone,
}

/// Whether a government directs a unit or coordinates with it. 督查关系。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "unit::Supervision")]
pub enum Supervision {
    /// It answers to this government. 直接督查。
    Direct,
    /// Letters only. 协调。
    Coordinate,
}

/// What a post is there for. 角色。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "actor::Role")]
pub enum Role {
    /// The office of the working group. 工作专班办公室。
    Office,
    /// A bureau that holds assignments. 责任单位。
    Bureau,
    /// A county or zone that holds assignments. 县区。
    County,
    /// The supervision office. 督查室。
    Supervisor,
    /// A leader. 领导。
    Leader,
    /// The finance bureau. 财政。
    Finance,
    /// Those who assess. 考核。
    Assessor,
    /// Keeps accounts and settings. 系统管理员。
    SystemAdmin,
    /// Keeps permissions. 安全管理员。
    SecurityAdmin,
    /// Reads logs. 审计管理员。
    AuditAdmin,
}

/// How far a post may go. 职级。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "actor::Grade")]
pub enum Grade {
    /// Drafts and checks. 经办。
    Handler,
    /// Signs for the unit. 审签。
    Signer,
    /// Approves for the office or the supervision office. 主任。
    Director,
    /// Leads the task force. 组长。
    GroupLeader,
    /// The mayor or the government. 政府主要负责人。
    HeadOfGovernment,
}

/// How a unit of a document was recognised. 识别方式。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "reading::Recognition")]
pub enum Recognition {
    /// By its very name. 全称。
    Name,
    /// By one of its aliases. 别名。
    Alias,
    /// By its name shortened. 简称。
    Abbreviation,
    /// By a name much like it. 名称相近。
    Similarity,
    /// The office said so. 办公室指明。
    Office,
}

/// How a figure is held against a target. 比较方式。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "target::Comparator")]
pub enum Comparator {
    /// At least the value. 不低于。
    AtLeast,
    /// More than the value, which itself does not count. 高于。
    MoreThan,
    /// At most the value. 不高于。
    AtMost,
    /// Less than the value, which itself does not count. 低于。
    LessThan,
    /// Exactly the value. 等于。
    Equal,
    /// Between value and upper value, both included. 区间。
    Between,
    /// Done or not done, without a figure. 定性。
    Qualitative,
}

/// Who has to reach a target. 承担层级。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "target::BearerLevel")]
pub enum Bearer {
    /// The city as a whole; the lead answers. 市级。
    Lead,
    /// Every county for itself. 县级。
    Counties,
    /// Only the counties that are named, each for itself. 指定县区。
    Units,
}

/// What reaching a target means. 指标类型。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "target::TargetKind")]
pub enum TargetKind {
    /// The figure is reached once. 达到。
    Reach,
    /// The figure is held. 保持。
    Keep,
    /// The figure stays between two values. 区间。
    Range,
    /// So many things are done. 数量。
    Count,
    /// Done or not done. 定性。
    Qualitative,
    /// Judged on the set of those who took it on. 定额。
    Quota,
}

/// How often a target comes round. 频次。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "target::Frequency")]
pub enum Frequency {
    /// Every year. 每年。
    Yearly,
    /// Every half year. 每半年。
    HalfYearly,
    /// Every quarter. 每季度。
    Quarterly,
    /// Every month. 每月。
    Monthly,
    /// Every week. 每周。
    Weekly,
}

/// How far a duty was when its plan was adopted. 期初状态。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::BalanceStanding")]
pub enum BalanceStanding {
    /// Done. 已完成。
    Done,
    /// Under way. 进行中。
    Running,
    /// Not begun. 未启动。
    NotStarted,
}

/// How an assignment ended. 办结结果。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::Outcome")]
pub enum Outcome {
    /// Met. 完成。
    Met,
    /// Partly met. 部分完成。
    PartlyMet,
    /// Not met; stays in every report. 未完成,保留在各期报告中。
    NotMet,
    /// No longer required; needs a document. 不再要求,须有依据文件。
    NoLongerRequired,
}

/// What is owed and counted. 应尽事项类别。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "obligation::Kind")]
pub enum ObligationKind {
    /// To sign for an assignment. 签收。
    SignFor,
    /// A row of a monthly sheet. 月报行。
    Row,
    /// A milestone. 节点。
    Milestone,
    /// A target. 指标。
    Target,
    /// The assignment as a whole. 办结。
    Completion,
    /// Evidence that is to be checked. 佐证。
    Evidence,
}

/// What reports add up, or a list is drawn up by. 计数项。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ObligationBucket {
    /// All that are owed. 总数。
    Total,
    /// Due before the plan came into force; never overdue. 结转。
    CarriedOver,
    /// Those whose date has come. 已到期。
    Due,
    /// Met. 已完成。
    Met,
    /// Met, and not after the date. 按时完成。
    OnTime,
    /// Met after the date. 逾期完成。
    Late,
    /// Past the date and open, or ended after it: their `daysOverdue` add up. 曾逾期;各项 daysOverdue 之和即累计逾期天数。
    PastDue,
    /// Past the date and open. 逾期未完成。
    Overdue,
    /// Ended without being met. 未通过。
    Failed,
}

impl From<ObligationBucket> for Listing {
    fn from(bucket: ObligationBucket) -> Self {
        match bucket {
            ObligationBucket::Total => Bucket::Total.into(),
            ObligationBucket::CarriedOver => Bucket::CarriedOver.into(),
            ObligationBucket::Due => Bucket::Due.into(),
            ObligationBucket::Met => Bucket::Met.into(),
            ObligationBucket::OnTime => Self::OnTime,
            ObligationBucket::Late => Bucket::Late.into(),
            ObligationBucket::PastDue => Self::PastDue,
            ObligationBucket::Overdue => Bucket::Overdue.into(),
            ObligationBucket::Failed => Bucket::Failed.into(),
        }
    }
}
