//! What the viewer may do with a thing now.

use async_graphql::SimpleObject;
use chrono::NaiveDate;
use duban_domain::available::{Available, Obstacle};
use duban_domain::policy::{Because, Denied};
use duban_domain::rejection::Refusal;
use duban_domain::value::language::Language;

use crate::error::Code;

/// An action on a thing that has a life cycle, and whether the viewer may take it now; from the
/// same table that decides. 可办事项:与实际判定同源。
#[derive(Debug, Clone, SimpleObject)]
pub struct AvailableAction {
    /// The action, such as `SIGN_FOR`. 事项代码。
    pub action: &'static str,
    /// Whether it would be accepted from the viewer now. 当前是否可办。
    pub allowed: bool,
    /// Why not, in the language of the request; null when it is allowed. 不可办的原因;可办时为 null。
    pub because: Option<String>,
    /// The code with which it would be refused; null when it is allowed. 不可办的代码;可办时为 null。
    pub code: Option<&'static str>,
}

impl AvailableAction {
    /// Puts one of the engine's answers into words.
    pub fn of(available: &Available, language: Language) -> Self {
        let (because, code) = match &available.because {
            None => (None, None),
            Some(Obstacle::Refused(refusal)) => refused(refusal.as_ref(), language),
            Some(Obstacle::Denied(denied)) => {
                (Some(denied_because(denied, language)), Some(denied_code(denied)))
            }
        };
        Self { action: available.action, allowed: because.is_none(), because, code }
    }
}

impl AvailableAction {
    /// What is not open because the thing is seen as it was on a past day.
    pub fn past(available: &Available, on: NaiveDate, language: Language) -> Self {
        let because = language.pick(
            format!("这是 {on} 的情况,不能在过去的日期办理;请去掉 asOf 查看当前可办事项。"),
            format!(
                "This is how it stood on {on}; nothing is done on a past day. Ask without \
                     `asOf` for what is open now."
            ),
        );
        let (because, code) = (Some(because), Some("PAST_DAY"));
        Self { action: available.action, allowed: false, because, code }
    }
}

fn refused(refusal: &dyn Refusal, language: Language) -> (Option<String>, Option<&'static str>) {
    (Some(refusal.message(language)), Some(refusal.code()))
}

fn denied_code(denied: &Denied) -> &'static str {
    match denied {
        Denied::Forbidden { .. } => Code::Forbidden.as_str(),
        Denied::Hidden => Code::NotFound.as_str(),
    }
}

fn denied_because(denied: &Denied, language: Language) -> String {
    match denied {
        Denied::Forbidden { because, .. } => because_text(because, language),
        Denied::Hidden => {
            language.pick("不在本岗位范围内。", "It is outside of your post.").to_owned()
        }
    }
}

/// Says why a post may not act.
pub fn because_text(because: &Because, language: Language) -> String {
    match because {
        Because::OwnUnit => {
            language.pick("不得评判本单位事项。", "No post judges its own unit.").to_owned()
        }
        Because::WrongPost(whos) => {
            let names: Vec<&str> = whos.iter().map(|who| who.as_str()).collect();
            let names = names.join(", ");
            language.pick(
                format!("仅限以下岗位办理:{names}。"),
                format!("Only these may do it: {names}."),
            )
        }
    }
}
