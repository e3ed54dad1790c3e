//! Audit entries as clients see them.

use async_graphql::{ComplexObject, Context, Enum, Result, SimpleObject};
use duban_domain::audit::act;
use duban_domain::value::id::{PersonId, PostId};
use duban_engine::view::AuditEntryRow;

use crate::id::Id;
use crate::types::names::Role;
use crate::types::organisation::{Person, optional_person};
use crate::types::scalar::{Date, Instant};

/// What kind of act was audited. 审计类别。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "act::Kind")]
pub enum AuditKind {
    /// Somebody signed in, or tried to. 登录。
    SignIn,
    /// Somebody signed out. 退出。
    SignOut,
    /// A refresh token was refused, or shown twice. 续期令牌被拒绝或重复使用。
    Refresh,
    /// A password was changed, or was to be. 修改密码。
    Password,
    /// A second factor was offered or confirmed, or was to be. 申领或启用动态口令。
    SecondFactor,
    /// A system administrator closed or opened an account, ended its sign-ins, or reset its password
    /// or second factor. 系统管理员停用、启用账号,强制退出,重置密码或动态口令。
    Account,
    /// What was asked was refused. 请求被拒绝。
    Refusal,
    /// A report, a receipt, a file or a backup was taken out. 导出报告、回执、文件或备份。
    Export,
    /// A supervisor read what belongs to another unit, or an administrator a log.
    /// 督查人员查阅其他单位的内容,或管理员查阅日志。
    Read,
}

/// What became of it. 结果。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "act::Outcome")]
pub enum AuditOutcome {
    /// It was done. 成功。
    Done,
    /// It was refused. 拒绝。
    Refused,
}

/// Something that was audited, or how often it was within a minute; never what was written, typed
/// or read. 审计记录:某类行为,或其一分钟内的次数;不含任何内容。
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct AuditEntry {
    #[graphql(skip)]
    person_id: Option<PersonId>,
    /// The day of its stream. 审计流日期。
    pub day: Date,
    /// The node of its stream. 审计流节点。
    pub node: String,
    /// Its place in the stream, from 1. 流内序号。
    pub sequence: i64,
    /// When it was written. 记录时刻。
    pub recorded_at: Instant,
    /// When it happened, or first did. 发生时刻;多次的为首次。
    pub first_at: Instant,
    /// When it happened last. 末次发生时刻。
    pub last_at: Instant,
    /// How often it happened. 次数。
    pub count: i64,
    /// What kind of act. 类别。
    pub kind: AuditKind,
    /// What became of it. 结果。
    pub outcome: AuditOutcome,
    /// The code of the no, as the one who asked was told it; of a sign-in `NAME_UNKNOWN`,
    /// `PASSWORD_WRONG`, `PASSWORD_WRONG_LOCKING`, `CODE_WRONG`, `FACTOR_UNREADABLE`,
    /// `ACCOUNT_LOCKED`, `ACCOUNT_CLOSED`, `ADDRESS_LIMITED` or `ACCOUNT_CHANGED`, which only the
    /// audit tells; `TOKEN_REUSED` for a token shown twice. Null
    /// where there was no no.
    /// 拒绝代码,与告知请求人的相同;登录失败的具体原因和令牌重复使用仅见于审计。未被拒绝时为 null。
    pub code: Option<String>,
    /// What was asked for, taken out or read: an action such as `SIGN_FOR`, a field of this API such as
    /// `people` where its door was closed, or a kind of thing such as `SHEETS`; null where the kind
    /// says it all. 所请求的操作或接口字段、导出或查阅的事项;类别已说明的为 null。
    pub subject: Option<String>,
    /// The thing it was about, such as `task:…`; null where it was none or several.
    /// 涉及的对象;没有或不止一个时为 null。
    pub object: Option<String>,
    /// Who did it, or whose account it was about, as `person:…`; null where nobody is known.
    /// 操作人或账号所有人;无从得知时为 null。
    pub actor: Option<String>,
    /// For which post; null where there was none, as at sign-in. 以何岗位;无岗位时(如登录)为 null。
    pub post: Option<String>,
    /// What that post was there for then; null without a post. 当时的角色;无岗位时为 null。
    pub role: Option<Role>,
    /// The address of the other end of the connection; null for timers and the command line.
    /// 连接对端地址;定时和命令行为 null。
    pub address: Option<String>,
    /// The request it came with; null where it was none or several. 请求编号;没有或不止一个时为 null。
    pub request_id: Option<String>,
    /// The algorithm of its hash. 哈希算法。
    pub algorithm: String,
    /// The hash of the entry before it in its stream. 流内前一条的哈希值。
    pub previous_hash: String,
    /// Its hash, which covers the hash before it. 哈希值。
    pub hash: String,
}

#[ComplexObject]
impl AuditEntry {
    /// That person; null where nobody is known, and where the viewer may not see people.
    /// 该人员;无从得知或不可见时为 null。
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, None, self.person_id).await
    }
}

impl From<AuditEntryRow> for AuditEntry {
    fn from(row: AuditEntryRow) -> Self {
        let what = row.what;
        let person_id = what.person.map(PersonId);
        let role = what.role.as_deref().and_then(duban_domain::people::actor::Role::parse);
        Self {
            person_id,
            day: row.day.into(),
            node: row.node,
            sequence: row.no,
            recorded_at: row.recorded_at.into(),
            first_at: what.first_at.into(),
            last_at: what.last_at.into(),
            count: what.occurrences,
            kind: what.kind.into(),
            outcome: what.outcome.into(),
            code: what.code,
            subject: what.subject,
            object: what.object,
            actor: person_id.map(|id| Id(id).text()),
            post: what.post.map(|id| Id(PostId(id)).text()),
            role: role.map(Role::from),
            address: what.address,
            request_id: what.request_id,
            algorithm: row.algorithm,
            previous_hash: row.prev_hash.to_string(),
            hash: row.hash.to_string(),
        }
    }
}
