//! 审计行为. What is audited, and the words an entry has for it. An act names things by their ids
//! and never holds what was written, typed or read.

use std::borrow::Cow;

use crate::command::StreamId;
use crate::people::actor::Role;
use crate::value::id::{PersonId, PlanId, UnitId};

/// 类别. What kind of act was audited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 登录. Somebody signed in, or tried to.
    SignIn,
    /// 退出. Somebody signed out.
    SignOut,
    /// 续期. A refresh token was shown that is worth nothing, or one that was spent already.
    Refresh,
    /// 改密. A password was changed, or was to be.
    Password,
    /// 双因素. A second factor was offered or confirmed, or was to be.
    SecondFactor,
    /// 账号管理. A system administrator did something to somebody's account.
    Account,
    /// 拒绝. What was asked was refused.
    Refusal,
    /// 导出. Something was taken out: a report, a receipt, a file, a backup.
    Export,
    /// 查阅. Somebody who watches over others read what belongs to them.
    Read,
}

impl Kind {
    /// Every kind, in the order in which people name them.
    pub const ALL: [Self; 9] = [
        Self::SignIn,
        Self::SignOut,
        Self::Refresh,
        Self::Password,
        Self::SecondFactor,
        Self::Account,
        Self::Refusal,
        Self::Export,
        Self::Read,
    ];

    /// The kind as it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "SIGN_IN",
            Self::SignOut => "SIGN_OUT",
            Self::Refresh => "REFRESH",
            Self::Password => "PASSWORD",
            Self::SecondFactor => "SECOND_FACTOR",
            Self::Account => "ACCOUNT",
            Self::Refusal => "REFUSAL",
            Self::Export => "EXPORT",
            Self::Read => "READ",
        }
    }

    /// Reads the form of [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// 结果. What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// 成功. It was done.
    Done,
    /// 拒绝. It was refused.
    Refused,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 2] = [Self::Done, Self::Refused];

    /// The outcome as it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "DONE",
            Self::Refused => "REFUSED",
        }
    }

    /// Reads the form of [`Outcome::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// 登录失败原因. Why a sign-in failed: what the one who tried is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignInFailure {
    /// 用户名不存在. Nobody has that name; it is not written down, for it may be a password.
    NameUnknown,
    /// 密码不正确. The password is another.
    PasswordWrong,
    /// 密码不正确,账号锁定. The password is another, once too often: the account is locked now.
    Locking,
    /// 动态口令不正确. The password fits; the one-time code is missing, another, or was used.
    CodeWrong,
    /// 动态口令密钥不可读. The password fits; what codes are made from cannot be read with this key.
    FactorUnreadable,
    /// 账号已锁定. The account is locked, whatever the password.
    Locked,
    /// 账号已停用. The account is closed, whatever the password.
    Closed,
    /// 来源地址失败过多. The address has failed too often: nothing was looked at.
    AddressLimited,
    /// 账号同时变更. The account changed at the same instant.
    Changed,
}

impl SignInFailure {
    /// The reason as it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NameUnknown => "NAME_UNKNOWN",
            Self::PasswordWrong => "PASSWORD_WRONG",
            Self::Locking => "PASSWORD_WRONG_LOCKING",
            Self::CodeWrong => "CODE_WRONG",
            Self::FactorUnreadable => "FACTOR_UNREADABLE",
            Self::Locked => "ACCOUNT_LOCKED",
            Self::Closed => "ACCOUNT_CLOSED",
            Self::AddressLimited => "ADDRESS_LIMITED",
            Self::Changed => "ACCOUNT_CHANGED",
        }
    }
}

/// 账号管理. What a system administrator did to somebody's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Keeping {
    /// 停用. It was closed, and every sign-in ended.
    Disabled,
    /// 启用. It was opened again, and a lock lifted.
    Enabled,
    /// 强制退出. Every sign-in was ended.
    SignInsEnded,
    /// 重置密码. It got a one-time password.
    PasswordReset,
    /// 重置动态口令. Its second factor was forgotten.
    FactorReset,
}

impl Keeping {
    /// The act as it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "DISABLE_ACCOUNT",
            Self::Enabled => "ENABLE_ACCOUNT",
            Self::SignInsEnded => "END_SESSIONS",
            Self::PasswordReset => "RESET_PASSWORD",
            Self::FactorReset => "RESET_SECOND_FACTOR",
        }
    }
}

/// 启用动态口令. The steps in which somebody gets a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Enrolment {
    /// 申领. A secret was offered.
    Offer,
    /// 确认. A code of it was shown: it counts from now on.
    Confirmation,
}

impl Enrolment {
    /// The step as it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offer => "ENROL_SECOND_FACTOR",
            Self::Confirmation => "CONFIRM_SECOND_FACTOR",
        }
    }
}

/// 导出物. What was taken out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Export {
    /// 责任落实报告.
    Report(PlanId),
    /// 回执. The receipt of an event of the journal, by version.
    Receipt(StreamId, i64),
    /// 佐证文件, or the document of a plan.
    File(StreamId),
    /// 备份. Everything.
    Backup,
}

/// 查阅物. Whose things, or which log, were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reading {
    /// 责任事项.
    Assignments(UnitId),
    /// 月报表.
    Sheets(UnitId),
    /// 佐证.
    Evidence(UnitId),
    /// 应办义务.
    Obligations(UnitId),
    /// 考核数据和得分.
    Assessments(UnitId),
    /// 日志.
    Journal,
    /// 审计记录.
    Audit,
}

impl Reading {
    /// Whether such a look of a post is audited: of those who watch over other units (督查), and of
    /// those who read the logs (审计, 安全).
    pub fn is_audited(self, role: Role) -> bool {
        match self {
            Self::Assignments(_)
            | Self::Sheets(_)
            | Self::Evidence(_)
            | Self::Obligations(_)
            | Self::Assessments(_) => role == Role::Supervisor,
            Self::Journal | Self::Audit => role.is_admin(),
        }
    }
}

/// 行为. What is audited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Somebody signed in.
    SignedIn,
    /// Somebody did not get in.
    SignInFailed(SignInFailure),
    /// Somebody signed out.
    SignedOut,
    /// A refresh token was refused that was never given, has ended, or belongs to a closed account.
    RefreshRefused,
    /// A refresh token was shown twice: it was stolen, and the sign-in is over.
    TokenReused,
    /// A password was changed.
    PasswordChanged,
    /// A password was not changed, for this code.
    PasswordRefused(&'static str),
    /// A step towards a second factor was done.
    Enrolled(Enrolment),
    /// It was not done, for this code.
    EnrolmentRefused(Enrolment, &'static str),
    /// An account was kept by a system administrator: what was done, and whose account it is.
    Kept(Keeping, PersonId),
    /// A command or question was refused.
    Refused {
        /// What was asked, as commands and fields are named.
        action: Cow<'static, str>,
        /// The stable code of the no.
        code: &'static str,
        /// The thing that it was asked of, where it has a stream.
        object: Option<StreamId>,
    },
    /// Something was taken out.
    Exported(Export),
    /// Something was read.
    Read(Reading),
}

impl Act {
    /// What kind of act it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::SignedIn | Self::SignInFailed(_) => Kind::SignIn,
            Self::SignedOut => Kind::SignOut,
            Self::RefreshRefused | Self::TokenReused => Kind::Refresh,
            Self::PasswordChanged | Self::PasswordRefused(_) => Kind::Password,
            Self::Enrolled(_) | Self::EnrolmentRefused(..) => Kind::SecondFactor,
            Self::Kept(..) => Kind::Account,
            Self::Refused { .. } => Kind::Refusal,
            Self::Exported(_) => Kind::Export,
            Self::Read(_) => Kind::Read,
        }
    }

    /// What became of it.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::SignedIn
            | Self::SignedOut
            | Self::PasswordChanged
            | Self::Enrolled(_)
            | Self::Kept(..)
            | Self::Exported(_)
            | Self::Read(_) => Outcome::Done,
            Self::SignInFailed(_)
            | Self::RefreshRefused
            | Self::TokenReused
            | Self::PasswordRefused(_)
            | Self::EnrolmentRefused(..)
            | Self::Refused { .. } => Outcome::Refused,
        }
    }

    /// The code of the no, where it is one.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::SignInFailed(failure) => Some(failure.as_str()),
            Self::RefreshRefused => Some("SESSION_ENDED"),
            Self::TokenReused => Some("TOKEN_REUSED"),
            Self::PasswordRefused(code)
            | Self::EnrolmentRefused(_, code)
            | Self::Refused { code, .. } => Some(code),
            Self::SignedIn
            | Self::SignedOut
            | Self::PasswordChanged
            | Self::Enrolled(_)
            | Self::Kept(..)
            | Self::Exported(_)
            | Self::Read(_) => None,
        }
    }

    /// What was asked for, taken out or read, by name.
    pub fn subject(&self) -> Option<&str> {
        match self {
            Self::Refused { action, .. } => Some(action),
            Self::Enrolled(step) | Self::EnrolmentRefused(step, _) => Some(step.as_str()),
            Self::Kept(keeping, _) => Some(keeping.as_str()),
            Self::Exported(export) => Some(match export {
                Export::Report(_) => "ACCOUNTABILITY_REPORT",
                Export::Receipt(..) => "JOURNAL_RECEIPT",
                Export::File(_) => "FILE",
                Export::Backup => "BACKUP",
            }),
            Self::Read(reading) => Some(match reading {
                Reading::Assignments(_) => "ASSIGNMENTS",
                Reading::Sheets(_) => "SHEETS",
                Reading::Evidence(_) => "EVIDENCE",
                Reading::Obligations(_) => "OBLIGATIONS",
                Reading::Assessments(_) => "ASSESSMENTS",
                Reading::Journal => "JOURNAL",
                Reading::Audit => "AUDIT",
            }),
            Self::SignedIn
            | Self::SignInFailed(_)
            | Self::SignedOut
            | Self::RefreshRefused
            | Self::TokenReused
            | Self::PasswordChanged
            | Self::PasswordRefused(_) => None,
        }
    }

    /// Which thing it was about, by the id that clients know.
    pub fn object(&self) -> Option<String> {
        match self {
            Self::Refused { object, .. } => object.map(|stream| stream.to_string()),
            Self::Kept(_, person) => Some(StreamId::Person(*person).to_string()),
            Self::Exported(export) => match export {
                Export::Report(plan) => Some(StreamId::Plan(*plan).to_string()),
                Export::Receipt(stream, version) => Some(format!("{stream}@{version}")),
                Export::File(stream) => Some(stream.to_string()),
                Export::Backup => None,
            },
            Self::Read(reading) => match reading {
                Reading::Assignments(unit)
                | Reading::Sheets(unit)
                | Reading::Evidence(unit)
                | Reading::Obligations(unit)
                | Reading::Assessments(unit) => Some(StreamId::Unit(*unit).to_string()),
                Reading::Journal | Reading::Audit => None,
            },
            Self::SignedIn
            | Self::SignInFailed(_)
            | Self::SignedOut
            | Self::RefreshRefused
            | Self::TokenReused
            | Self::PasswordChanged
            | Self::PasswordRefused(_)
            | Self::Enrolled(_)
            | Self::EnrolmentRefused(..) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn kinds_and_outcomes_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
        }
    }

    #[test]
    fn a_refusal_says_what_and_of_what_and_with_which_code() {
        let unit = StreamId::Unit(UnitId(Uuid::from_u128(7)));
        let act = Act::Refused { action: "SIGN_FOR".into(), code: "FORBIDDEN", object: Some(unit) };
        assert_eq!((act.kind(), act.outcome()), (Kind::Refusal, Outcome::Refused));
        assert_eq!((act.subject(), act.code()), (Some("SIGN_FOR"), Some("FORBIDDEN")));
        assert_eq!(act.object(), Some(unit.to_string()));
    }

    #[test]
    fn the_keeping_of_an_account_says_what_and_whose() {
        let person = PersonId(Uuid::from_u128(7));
        let act = Act::Kept(Keeping::Disabled, person);
        assert_eq!((act.kind(), act.outcome(), act.code()), (Kind::Account, Outcome::Done, None));
        assert_eq!(act.subject(), Some("DISABLE_ACCOUNT"));
        assert_eq!(act.object(), Some(StreamId::Person(person).to_string()));
    }

    #[test]
    fn supervisors_are_watched_at_the_work_of_units_and_administrators_at_logs() {
        let unit = Reading::Sheets(UnitId(Uuid::from_u128(7)));
        for role in Role::ALL {
            assert_eq!(unit.is_audited(role), role == Role::Supervisor);
            assert_eq!(Reading::Audit.is_audited(role), role.is_admin());
        }
    }
}
