//! The top-level error plane: what is answered when there is no payload to answer with.
//!
//! A request that is malformed, not signed in, not allowed, too large or broken by a fault of ours
//! ends here; a lawful "no" does not, it travels in the `errors` of a payload. A [`Problem`] holds
//! its sentence in both languages and is put into words at the edge, where the language is known.

use std::borrow::Cow;
use std::fmt::Display;
use std::iter;

use async_graphql::{ErrorExtensionValues, Pos, ServerError};
use axum::http::StatusCode;
use chrono::NaiveDate;
use duban_domain::value::language::Language;
use duban_engine::error::{EngineError, No};
use duban_engine::request::Outcome;

use crate::types::action::because_text;
use crate::types::refusal::PayloadError;

/// 错误代码. The closed list of codes that appear in `errors[].extensions.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// 未登录. Nobody is signed in, or the token is not, or no longer, valid.
    Unauthenticated,
    /// 无权限. The caller is known and may not do this.
    Forbidden,
    /// 不存在. There is no such thing, or the caller may not know that there is.
    NotFound,
    /// 请求有误. The request cannot be understood.
    BadInput,
    /// 冲突. Somebody else was faster; read again and repeat.
    Conflict,
    /// 超出限制. The request asks for more than is given to one request.
    LimitExceeded,
    /// 暂不可用. The server cannot answer now; the same request may succeed later.
    Unavailable,
    /// 内部错误. A fault on our side; the log has the cause under the request id.
    Internal,
}

impl Code {
    /// Every code, in the order in which they are documented.
    pub const ALL: [Self; 8] = [
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::BadInput,
        Self::Conflict,
        Self::LimitExceeded,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The stable English name clients branch on.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::BadInput => "BAD_INPUT",
            Self::Conflict => "CONFLICT",
            Self::LimitExceeded => "LIMIT_EXCEEDED",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }

    /// The HTTP status of an answer that has no data because of this code.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadInput | Self::LimitExceeded => StatusCode::BAD_REQUEST,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Reads a code back from an error that was already put into words.
    pub fn of(error: &ServerError) -> Option<Self> {
        let value = error.extensions.as_ref()?.get("code")?;
        Self::ALL.into_iter().find(|code| *value == code.as_str().into())
    }
}

/// 顶层错误. One error of the top-level plane, not yet in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is.
    pub code: Code,
    /// The HTTP status, where it says more than the code.
    pub status: StatusCode,
    chinese: Cow<'static, str>,
    english: Cow<'static, str>,
    position: Option<Pos>,
}

impl Problem {
    /// Makes a problem of its code and one full sentence in each language.
    pub fn new(
        code: Code,
        chinese: impl Into<Cow<'static, str>>,
        english: impl Into<Cow<'static, str>>,
    ) -> Self {
        let (chinese, english) = (chinese.into(), english.into());
        Self { code, status: code.status(), chinese, english, position: None }
    }

    /// Says that the request cannot be understood.
    pub fn bad_input(
        chinese: impl Into<Cow<'static, str>>,
        english: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Code::BadInput, chinese, english)
    }

    /// Says that a day that is asked about has not come yet.
    pub fn day_to_come(argument: &str, day: NaiveDate, today: NaiveDate) -> Self {
        Self::bad_input(
            format!("{argument} {day} 尚未到来,今日为 {today}。请给出今日或更早的日期。"),
            format!(
                "`{argument}` {day} has not come yet; today is {today}. Give today or an \
                     earlier day."
            ),
        )
    }

    /// Says that the request asks for too much.
    pub fn limit(
        chinese: impl Into<Cow<'static, str>>,
        english: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Code::LimitExceeded, chinese, english)
    }

    /// Says that the caller is not, or no longer, signed in.
    pub fn unauthenticated() -> Self {
        Self::new(
            Code::Unauthenticated,
            "尚未登录，或登录已失效。请重新登录。",
            "You are not signed in, or your session has ended. Please sign in again.",
        )
    }

    /// Says that the caller may not do this, and why.
    pub fn forbidden(
        chinese: impl Into<Cow<'static, str>>,
        english: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Code::Forbidden, chinese, english)
    }

    /// Says that there is no such thing, or none that the caller may know of.
    pub fn not_found(what: &str) -> Self {
        Self::new(
            Code::NotFound,
            format!("{what} 不存在,或不在本岗位范围内。"),
            format!("`{what}` does not exist, or is outside of your post."),
        )
    }

    /// Says that the server cannot answer in time.
    pub fn unavailable() -> Self {
        Self::new(
            Code::Unavailable,
            "服务暂时无法处理该请求，请稍后再试。",
            "The server could not answer in time. Please try again later.",
        )
    }

    /// Admits a fault of ours: the cause goes to the log, and nobody else hears of it.
    pub fn internal(cause: &dyn Display) -> Self {
        tracing::error!(%cause, "internal error");
        Self::new(Code::Internal, "系统内部出现错误。", "Something went wrong on our side.")
    }

    /// Names an HTTP status that says more than the code does.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Points at the place of the document that is meant.
    #[must_use]
    pub fn at(self, position: Pos) -> Self {
        Self { position: Some(position), ..self }
    }

    /// The sentence for the reader.
    pub fn message(&self, language: Language) -> &str {
        language.pick(&self.chinese, &self.english)
    }

    /// Puts the problem into words for a list of `errors`.
    pub fn to_server_error(&self, language: Language, request_id: &str) -> ServerError {
        let mut error = ServerError::new(self.message(language), self.position);
        let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
        extensions.set("code", self.code.as_str());
        if self.code == Code::Internal {
            extensions.set("requestId", request_id);
        }
        error
    }

    /// Puts the problem into words for the `Result` of a resolver.
    pub fn to_error(&self, language: Language) -> async_graphql::Error {
        let mut error = async_graphql::Error::new(self.message(language));
        let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
        extensions.set("code", self.code.as_str());
        error
    }
}

/// Sorts what came of a mutation: done, lawfully refused, or a problem of the top-level plane.
///
/// # Errors
/// Everything but a lawful no of the kind of thing that the payload is about.
pub fn settle<R: PayloadError>(
    result: Result<Outcome, EngineError>,
    language: Language,
) -> Result<Result<Outcome, Vec<R>>, Problem> {
    match result {
        Ok(outcome) => Ok(Ok(outcome)),
        Err(EngineError::Rejected(noes)) => {
            let told = |no: &No| R::of(no, language);
            match told(&noes.first) {
                Some(first) => {
                    Ok(Err(iter::once(first).chain(noes.others.iter().filter_map(told)).collect()))
                }
                None => Err(EngineError::Rejected(noes).into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        Self::from(&error)
    }
}

impl From<&EngineError> for Problem {
    fn from(error: &EngineError) -> Self {
        match error {
            // Another thing that had to change with the one asked for said no.
            EngineError::Rejected(noes) => {
                let refusal = noes.first.rejection.refusal();
                let sentence =
                    |language| format!("{} {}", refusal.message(language), refusal.hint(language));
                Self::new(Code::Conflict, sentence(Language::Chinese), sentence(Language::English))
            }
            EngineError::Denied { because, .. } => Self::forbidden(
                because_text(because, Language::Chinese),
                because_text(because, Language::English),
            ),
            EngineError::NotFound { what } => Self::not_found(what),
            EngineError::Invalid { field, because } => Self::bad_input(
                format!("输入项 {field} 有误({because})。请更正后重试。"),
                format!("The input `{field}` is invalid: {because}."),
            ),
            EngineError::Unfit(unfit) => {
                Self::bad_input(unfit.message(Language::Chinese), unfit.message(Language::English))
            }
            EngineError::Conflict { because } => Self::new(
                Code::Conflict,
                format!("与他人的操作冲突({because})。请重新读取后再试。"),
                format!("Somebody else was faster: {because}. Read again and repeat."),
            ),
            EngineError::Unavailable(cause) => {
                tracing::warn!(%cause, "the database is not available");
                Self::unavailable()
            }
            EngineError::Lost { what, because } => {
                tracing::error!(what, because, "something that was kept is lost");
                Self::new(
                    Code::Unavailable,
                    format!("{what} 的内容目前无法取出,已记入日志,请联系系统管理员。"),
                    format!("The content of `{what}` cannot be had now; tell your administrator."),
                )
            }
            EngineError::Internal(cause) => Self::internal(&format!("{cause:#}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back_from_its_error() {
        for code in Code::ALL {
            let problem = Problem::new(code, "不行。", "No.");
            let error = problem.to_server_error(Language::English, "r1");
            assert_eq!(error.message, "No.");
            assert_eq!(Code::of(&error), Some(code));
        }
    }

    #[test]
    fn an_internal_problem_names_the_request_and_not_the_cause() {
        let problem = Problem::internal(&"table task is on fire");
        let json = serde_json::to_value(problem.to_server_error(Language::Chinese, "r7"));
        assert_eq!(
            json.expect("an error is JSON"),
            serde_json::json!({
                "message": "系统内部出现错误。",
                "extensions": { "code": "INTERNAL", "requestId": "r7" },
            })
        );
    }
}
