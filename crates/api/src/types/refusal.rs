//! The lawful noes as clients see them: one closed list of codes for each kind of thing, and the
//! error that carries one into a payload.

use async_graphql::{Enum, ID, SimpleObject};
use duban_domain::command::Rejection;
use duban_domain::people::account;
use duban_domain::people::{organisation, person};
use duban_domain::rejection::Refusal;
use duban_domain::{assessment, assignment, evidence, plan, rules, sheet, task};
use duban_engine::error::No;

use duban_domain::value::language::Language;

/// An error of a payload.
pub trait PayloadError: Sized + Send {
    /// Puts a no of its own kind of thing into words; none for one of another kind.
    fn of(no: &No, language: Language) -> Option<Self>;
}

macro_rules! payload_error {
    ($(#[$doc:meta])* $name:ident, $code:ident, $variant:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
        pub struct $name {
            /// The thing that refused, by its id; null where there is no such
            /// thing yet. 不予办理的对象标识;对象尚不存在时为 null。
            pub about: Option<ID>,
            /// The input field at fault; null where it is not one alone. 有误的输入项;不止一项时为 null。
            pub field: Option<&'static str>,
            /// The stable code. 稳定代码。
            pub code: $code,
            /// What was refused and why, in the language of the request. 原因说明。
            pub message: String,
            /// What would work. 处理建议。
            pub hint: &'static str,
        }

        impl PayloadError for $name {
            fn of(no: &No, language: Language) -> Option<Self> {
                let about = no.about.map(|stream| stream.to_string().into());
                let Rejection::$variant(no) = &no.rejection else {
                    return None;
                };
                Some(Self {
                    about,
                    field: no.field(),
                    code: no.kind().into(),
                    message: no.message(language),
                    hint: no.hint(language),
                })
            }
        }
    };
}

payload_error! {
    /// Why something was not done with a plan. 方案不予办理的原因。
    PlanError, PlanErrorCode, Plan
}

/// The codes of [`PlanError`].
///
/// Why something is not done with a plan. 方案不予办理的代码。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "plan::rejection::Code")]
pub enum PlanErrorCode {
    /// The state does not allow the action. 请查看 availableActions。
    WrongState,
    /// A plan without tasks binds nobody. 请先补充任务。
    NoTasks,
    /// No such finding of the plan. 请使用方案 findings 中的编号。
    FindingUnknown,
    /// No task of the draft names such an unknown unit. 请使用 unitReadings 中的原文写法。
    UnitNotNamed,
    /// Nothing is asked about the plan. 无需办理。
    NoFindings,
    /// Every unit that the draft names is known. 无需办理。
    NoUnknownUnits,
    /// A unit that is not on file. 请先登记该单位。
    UnitUnknown,
    /// Counties carry tasks out, they do not lead them. 请指明市直单位。
    LeadIsCounty,
    /// Leads that were only inferred. 请逐项或批量确认牵头单位。
    LeadsUnconfirmed,
    /// Due dates that were only inferred. 请逐项或批量确认完成时限。
    DueDatesUnconfirmed,
    /// The drafter would approve his own draft. 请由另一位主任印发。
    MakerIsChecker,
    /// Duties would count before the document existed. 请选择成文日期或以后的日期。
    InForceBeforeIssue,
    /// The horizon lies before the document. 请核对施行日或方案期限。
    HorizonPassed,
    /// The file was not uploaded by who refers to it, or is used already. 请重新上传该文件。
    FileUnusable,
    /// The document is no text, or names no responsibility. 请上传含有任务和责任单位的文件。
    DocumentUnreadable,
    /// Units of the document that are not on file. 请先登记单位或补充别名。
    UnitsUnknown,
    /// No task of the document has a responsible unit. 请核对是否为方案正文。
    NothingToDo,
    /// A text of the document does not fit its field. 请更正原文后重新导入。
    TextUnfit,
}

payload_error! {
    /// Why something was not done with a task. 任务不予办理的原因。
    TaskError, TaskErrorCode, Task
}

/// The codes of [`TaskError`].
///
/// Why something is not done with a task. 任务不予办理的代码。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "task::rejection::Code")]
pub enum TaskErrorCode {
    /// The state does not allow the action. 请查看 availableActions。
    WrongState,
    /// The plan is no longer a draft, or does not exist. 已印发的方案须以修订文件变更。
    PlanNotDraft,
    /// The document names no lead that is known. 请先指定牵头单位。
    LeadMissing,
    /// One unit cannot lead and support the same task. 请从配合单位中去掉牵头单位。
    LeadAlsoSupports,
    /// A unit is named twice. 每个单位只列一次。
    UnitTwice,
    /// One unit cannot carry a task out twice, or is not on file. 请登记该单位,每个单位只列一次。
    ImplementerUnfit,
    /// A target that only some counties bear names counties. 请填写承担该指标的县区。
    BearerUnfit,
    /// A county that bears a target does not carry the task out. 须先使指标的承担县区与任务的落实地区一致。
    BearerNotImplementer,
    /// A unit that is not on file. 请先登记该单位。
    UnitUnknown,
    /// Counties carry tasks out, they do not lead them. 请指定市直单位牵头。
    LeadIsCounty,
    /// The due date lies after the plan's horizon or before its document. 请选择方案期限以内的日期。
    DueOutsidePlan,
    /// Value, upper value and comparator do not fit. 区间须有上下限,定性指标不带数值。
    TargetInconsistent,
    /// No such target. 请使用任务的 targets 中的编号。
    TargetUnknown,
    /// Too many targets on one task. 请拆分任务。
    TooManyTargets,
    /// A run lies outside of the words, is empty, or overlaps another. 请填写正文以内互不重叠的区段。
    RangeUnfit,
    /// A part takes no words with it. 请为每个部分至少指定一个区段。
    PartEmpty,
    /// Every word would be taken out. 请为原任务保留至少一句。
    NothingLeft,
    /// Only other tasks of the same draft can be taken in. 请填写同一草稿中的其他任务。
    NotMergeable,
    /// The draft has no other task. 无需办理。
    NothingToMerge,
    /// The words of several tasks do not fit one. 请少合并几项。
    MergedTooLong,
    /// Nothing is there to confirm. 无需再次确认。
    NothingToConfirm,
}

payload_error! {
    /// Why something was not done with a assignment. 责任事项不予办理的原因。
    AssignmentError, AssignmentErrorCode, Assignment
}

/// The codes of [`AssignmentError`].
///
/// Why something is not done with a assignment. 责任事项不予办理的代码。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "assignment::rejection::Code")]
pub enum AssignmentErrorCode {
    /// The state or the duty does not allow the action. 请查看 availableActions。
    WrongState,
    /// Shares that do not make a whole. 请调整权重使合计为 100。
    MilestoneWeights,
    /// A milestone without a share, or too many of them. 请合并或拆分节点。
    MilestoneCount,
    /// The same milestone twice. 每个节点只列一次。
    MilestoneTwice,
    /// A milestone after the end. 节点不得晚于责任事项的时限。
    MilestoneAfterDue,
    /// A milestone that was done may not be taken away or changed. 请原样保留已完成的节点。
    MilestoneDone,
    /// The balance speaks of a target that is not this assignment's. 请使用责任事项的 targets 中的编号。
    BalanceTargetUnknown,
    /// Nothing ran before the plan came into force. 期初数应为施行日以前的情况。
    BalanceAfterStart,
    /// No such opening balance was registered. 请先登记期初数。
    BalanceUnknown,
    /// No row of that period. 请核对期次。
    RowUnknown,
    /// The row is not where the action needs it. 只能审核已报送的行。
    RowNotWaiting,
    /// No row waits for this review at all. 请等待承办单位报送。
    NoRowWaiting,
    /// The office looks at a county's row after its lead. 请先由牵头单位核对。
    LeadCheckMissing,
    /// The signer of a row would judge it. 请由另一人审核。
    ReviewerIsSubmitter,
    /// Counties are still at work. 所有落实事项办结或不适用后,牵头事项方可办结。
    ImplementersOpen,
    /// A support has not signed for and still has time to. 请等待签收或期限届满。
    SupportsUnsigned,
    /// Targets that the outcome says are met are not. 请先报送达标数据,或选择 PARTLY_MET、NOT_MET。
    TargetsOpen,
    /// Milestones that the outcome says are done are not. 请先报送节点完成情况,或选择 PARTLY_MET、NOT_MET。
    MilestonesOpen,
    /// Closing as done needs evidence. 请先提交办结佐证。
    EvidenceMissing,
    /// Evidence for the closing was not verified by another unit. 请先核验办结佐证。
    EvidenceUnverified,
    /// Ending a requirement needs the document that does so. 请填写依据文件文号。
    BasisMissing,
    /// A row is still being reviewed. 请先审核这些行。
    RowsWaiting,
    /// The one who asked for closing would close. 请由另一人办结。
    RequesterIsCloser,
    /// Nothing was accepted yet that could be amended. 未审定的月报行请退回重报。
    NothingToAmend,
    /// A fact that was never accepted. 请使用已完成的节点或已有数据的指标的编号。
    FactNotAccepted,
    /// What has not happened yet is no fact. 请填写今日或更早的日期。
    FactInFuture,
}

payload_error! {
    /// Why something was not done with a sheet. 月报表不予办理的原因。
    SheetError, SheetErrorCode, Sheet
}

/// The codes of [`SheetError`].
///
/// Why something is not done with a sheet. 月报表不予办理的代码。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "sheet::rejection::Code")]
pub enum SheetErrorCode {
    /// The sheet does not exist or does not allow the action. 签收以后,系统每月自动建表。
    WrongState,
    /// The sheet has no such row. 请使用月报表 rows 中的责任事项。
    RowUnknown,
    /// A row named twice in one command. 每行只列一次。
    RowTwice,
    /// The row was submitted or accepted. 已报送的行须先撤回,或等待退回。
    RowNotOpen,
    /// Nothing is left to submit. 所有行均已报送。
    NothingOpen,
    /// "No change" is not enough where something is due. 请填写进展情况。
    RowRequired,
    /// Drafter and signer are one person. 请由另一人审签。
    DrafterIsSigner,
    /// A milestone of another assignment, or one that is done. 请使用责任事项的 milestones 中未完成的节点。
    MilestoneUnknown,
    /// A figure for a target that the assignment does not bear. 请使用责任事项的 targets 中的指标。
    TargetUnknown,
    /// Something is said to have happened in the future. 请填报已发生的情况。
    DateInFuture,
    /// Somebody looked at the row already. 只能撤回已报送而未审核的行。
    ReviewStarted,
    /// There is no last period to copy. 请直接填报。
    NoLastSheet,
}

payload_error! {
    /// Why something was not done with a piece of evidence. 佐证不予办理的原因。
    EvidenceError, EvidenceErrorCode, Evidence
}

/// The codes of [`EvidenceError`].
///
/// Why something is not done with a piece of evidence. 佐证不予办理的代码。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "evidence::rejection::Code")]
pub enum EvidenceErrorCode {
    /// The state does not allow the action. 已有结论的佐证不能更改,请另行提交。
    WrongState,
    /// The assignment does not take evidence now. 签收以后、办结以前可以提交。
    AssignmentNotOpen,
    /// The milestone, target or row it speaks of is not the assignment's. 请使用责任事项中的节点、指标或期次。
    PurposeUnknown,
    /// A link that is no web address. 请填写完整网址。
    LinkUnusable,
    /// The one who handed it in would judge it. 请由另一人核验。
    VerifierIsSubmitter,
    /// The file was not uploaded by who refers to it, or is used already. 请重新上传该文件。
    FileUnusable,
}

payload_error! {
    /// Why something was not done with an assessment. 年度考核不予办理的原因。
    AssessmentError, AssessmentErrorCode, Assessment
}

/// The codes of [`AssessmentError`].
///
/// Why something is not done with an assessment. 年度考核不予办理的代码。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "assessment::rejection::Code")]
pub enum AssessmentErrorCode {
    /// The state does not allow the action. 请查看 availableActions。
    WrongState,
    /// The scheme cannot be used. 请修订方案后再印发。
    SchemeFaulty,
    /// The scheme cannot be read. 请按所列行、键和值更正方案文本。
    SchemeUnreadable,
    /// More counties or indicators than one assessment holds. 请拆分方案。
    TooLarge,
    /// Somebody would confirm what he made himself. 请由另一人办理。
    MakerIsChecker,
    /// A digest is needed and the engine gave none. 请重试。
    DigestMissing,
    /// The publicity of the scheme is shorter than the rules allow. 请设为 5 个工作日以上。
    PublicityTooShort,
    /// A county is of a class that the scheme does not have, or a code has no unit on file. 请核对考核对象、分类和数据来源、审核单位。
    PartyUnknown,
    /// The county has no such indicator. 请使用该县区所属分类的指标。
    PlaceUnknown,
    /// The datum was confirmed and is not asked for twice. 如有错误,请由审核单位退回。
    AlreadyConfirmed,
    /// What does not apply or was not reported needs a reason. 请填写说明。
    ReasonMissing,
    /// Nothing waits to be checked. 请先填报。
    NothingToCheck,
    /// Not applicable is approved, a value is checked; not the one by the other. 不适用由考核主任核定,其余由审核单位审核。
    OtherWayOfConfirming,
    /// The post is not of the unit that checks this indicator. 请由审核单位办理。
    NotTheChecker,
    /// The post is not of the unit that supplies this indicator, nor of the county. 请由数据来源单位办理。
    NotTheSource,
    /// The post is of another county. 请使用该县区的岗位。
    NotOwnCounty,
    /// An adjustment does not rest on a rule of the scheme, or goes beyond it. 请核对事项类别、分值和依据。
    AdjustmentUnfit,
    /// Data are missing or not confirmed. 请逐项审核,或登记为未报。
    ItemsUnconfirmed,
    /// The data cannot be scored. 请更正后再冻结。
    CannotScore,
    /// The time for objections is over. 逾期异议不予受理。
    PublicityOver,
    /// The time for objections is not over. 请于届满次日办理。
    PublicityRuns,
    /// The claim changes nothing. 请写明应更正的数据。
    ClaimChangesNothing,
    /// There is no such open objection. 请核对编号。
    NoSuchObjection,
    /// The evidence is not on file, or not the county's own. 请先提交佐证,再引用其编号。
    EvidenceUnknown,
    /// Who scored, or handled the datum, would decide. 请由未参与的人员裁定。
    DeciderIsInvolved,
    /// Objections are open. 请先逐件裁定。
    ObjectionsOpen,
    /// Upheld objections are not in the scores yet. 请先重新计分并公示变动。
    RescoreDue,
    /// No upheld objection asks for new scores. 只有异议成立才重新计分。
    NothingUpheld,
    /// The county owes no rectification, or not in this state. 只有一般、较差等次的县区须整改。
    NoRectification,
}

payload_error! {
    /// Why something was not done with a unit. 单位不予办理的原因。
    OrganisationError, OrganisationErrorCode, Unit
}

/// The codes of [`OrganisationError`].
///
/// Why something is not done with a unit. 单位不予办理的代码。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "organisation::rejection::Code")]
pub enum OrganisationErrorCode {
    /// The unit is on file. 请改用变更。
    AlreadyRegistered,
    /// The unit is not on file. 请先登记。
    NotRegistered,
    /// The unit above it is not on file. 请先登记上级单位。
    ParentUnknown,
    /// The same name twice. 每个名称只列一次。
    AliasTwice,
    /// Too many names or classes. 请精简。
    TooManyNames,
    /// A bureau does not become a county. 请另行登记新单位。
    KindChanged,
    /// A change does not count from a day to come. 生效日期晚于今日。
    EffectiveInFuture,
    /// What is told late says why, and by which document. 追溯变更缺少理由或依据。
    BasisMissing,
    /// A liaison is one of the unit's own people. 请指定在该单位任职的人员。
    LiaisonElsewhere,
}

payload_error! {
    /// Why something was not done with a person. 人员不予办理的原因。
    PersonError, PersonErrorCode, Person
}

/// The codes of [`PersonError`].
///
/// Why something is not done with a person. 人员不予办理的代码。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "person::rejection::Code")]
pub enum PersonErrorCode {
    /// The person is on file. 无需再次登记。
    AlreadyRegistered,
    /// The person is not on file. 请先登记。
    NotRegistered,
    /// The role has no such grade. 请选择该角色的职级。
    GradeUnfit,
    /// The unit is not on file. 请先登记该单位。
    UnitUnknown,
    /// A county post needs a county, a bureau post a bureau. COUNTY 设在县区,BUREAU 设在市直单位。
    UnitUnfit,
    /// Posts count in a plan or jurisdiction, or in their own unit. 承办单位和三员限本单位;其他角色须指定方案或辖区。
    ScopeUnfit,
    /// The three administrators exclude all other roles. 请由另一人任职。
    AdministratorsExclusive,
    /// The same post again. 无需再次授予。
    PostHeld,
    /// Not one of the person's posts. 请使用该人员 posts 中的岗位。
    PostUnknown,
    /// Too many posts. 请先免去其他岗位。
    TooManyPosts,
}

payload_error! {
    /// Why something was not done with the rules. 规则不予办理的原因。
    RulesError, RulesErrorCode, Rules
}

/// The codes of [`RulesError`].
///
/// Why something is not done with the rules. 规则不予办理的代码。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rules::rejection::Code")]
pub enum RulesErrorCode {
    /// The day of the month cannot be in every month. 请选择每个月都有的日期。
    DueDayOutOfRange,
    /// The rules would change the past. 请从今日或以后起施行。
    EffectiveInPast,
    /// A day of the notice lies too far from its year. 请核对通知年份。
    DayOutsideYear,
}

/// Why something was not done with an account or a session. 账号、登录不予办理的原因。
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct AccountError {
    /// The input field at fault; null where it is not one alone. 有误的输入项;不止一项时为 null。
    pub field: Option<&'static str>,
    /// The stable code. 稳定代码。
    pub code: AccountErrorCode,
    /// What was refused and why, in the language of the request. 原因说明。
    pub message: String,
    /// What would work. 处理建议。
    pub hint: &'static str,
}

impl AccountError {
    /// Puts a refusal into words.
    pub fn told(no: &account::rejection::Rejection, language: Language) -> Self {
        Self {
            field: no.field(),
            code: no.kind().into(),
            message: no.message(language),
            hint: no.hint(language),
        }
    }
}

/// The codes of [`AccountError`].
///
/// Why something is not done with an account or a session. 账号、登录不予办理的代码。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "account::rejection::Code")]
pub enum AccountErrorCode {
    /// Name, password and one-time code do not fit, or the account is locked or closed. 用户名、密码或动态口令不正确,或账号已锁定、停用。
    SignInFailed,
    /// Too many sign-ins have failed from this network. 请稍后再试。
    TooManyFailures,
    /// The one-time code is wrong, or was used already. 请输入身份验证器当前显示的 6 位数字。
    CodeWrong,
    /// No second factor waits to be confirmed. 请先用 enrolSecondFactor 取得密钥。
    FactorNotOffered,
    /// There is a second factor already. 更换设备请联系系统管理员重置。
    FactorInPlace,
    /// The refresh token is unknown, spent or expired, or its sign-in was ended. 请重新登录。
    SessionEnded,
    /// The password given as the present one is not. 请输入当前密码。
    PasswordWrong,
    /// The new password is the old one. 请设置不同的密码。
    PasswordUnchanged,
    /// Too few characters. 请设置更长的密码。
    PasswordTooShort,
    /// Too many characters. 请设置更短的密码。
    PasswordTooLong,
    /// Too few kinds of characters. 请混用小写字母、大写字母、数字和符号。
    PasswordTooPlain,
    /// Part of the account's name is inside. 密码中不得出现用户名的连续三个字符。
    PasswordHoldsName,
    /// One of the passwords everybody tries. 请设置不易猜测的密码。
    PasswordWeak,
    /// The name to sign in with has an unfit form. 请使用 3 至 64 个小写字母、数字、点、横线或下划线。
    UsernameUnfit,
    /// The name to sign in with is taken. 请使用另一个用户名。
    UsernameTaken,
    /// Nobody keeps the own account. 请由另一位系统管理员办理。
    OwnAccount,
}
