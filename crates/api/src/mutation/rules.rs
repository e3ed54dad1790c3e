//! What can be done with the rules of the office.

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use duban_domain::command::StreamId;
use duban_domain::rules::state::{ReportRules, Rules, TimerRules};
use duban_domain::time::deadline;
use duban_engine::error::EngineError;
use duban_engine::queries::Reader;
use duban_engine::request::Outcome;
use duban_engine::usecase::Seen;

use crate::context::Ask;
use crate::guard::RoleClass;
use crate::types::payload::{Loaded, payloads};
use crate::types::refusal::RulesError;
use crate::types::scalar::Date;

/// Mutations of rules.
#[derive(Default)]
pub struct RulesMutation;

/// Which way a day off moves a date. 遇休息日的顺延方向。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "deadline::Roll")]
pub enum Roll {
    /// To the next working day. 顺延至其后工作日。
    Forward,
    /// To the working day before. 提前至其前工作日。
    Back,
}

/// What `publishRules` takes. 发布规则的输入。
#[derive(Debug, InputObject)]
pub struct PublishRulesInput {
    /// From when they count; not in the past. 施行日;不得早于今日。
    effective_from: Date,
    /// The day of the month on which sheets are due, 1 to 28. 月报截止日(1 至 28)。
    report_due_day: u32,
    /// Which way a day off moves it. 遇休息日的顺延方向。
    report_roll: Roll,
    /// Working days in which a row is to be checked. 月报行核对时限(工作日)。
    report_check_workdays: u32,
    /// Working days to sign for an assignment. 签收时限(工作日)。
    sign_for_workdays: u32,
    /// Working days to decide about a request to close. 办结审核时限(工作日)。
    close_review_workdays: u32,
    /// Working days of silence after which a lead closes without a support. 配合单位逾期未应的工作日数。
    support_silence_workdays: u32,
    /// Working days left at least after a send-back. 退回补办的最短期限(工作日)。
    send_back_grace_workdays: u32,
    /// The version of it that was seen; not checked where there is none. 所见版本号;不填则不校验。
    expected_version: Option<i64>,
    /// A key of the client's choice: the same key with the same input happens once; none where it
    /// does not matter. 客户端幂等键;可不填。
    client_mutation_id: Option<String>,
}

impl PublishRulesInput {
    fn rules(&self) -> Rules {
        Rules {
            report: ReportRules {
                due_day: self.report_due_day,
                roll: self.report_roll.into(),
                check_wd: self.report_check_workdays,
            },
            timer: TimerRules {
                sign_for_wd: self.sign_for_workdays,
                close_review_wd: self.close_review_workdays,
                support_silence_wd: self.support_silence_workdays,
                send_back_grace_wd: self.send_back_grace_workdays,
            },
        }
    }
}

/// Rules that were published. 已发布的规则。
#[derive(Debug, Clone, SimpleObject)]
pub struct PublishedRules {
    /// The version of the stream of rules, for `expectedVersion`. 版本号。
    pub version: i64,
}

impl Loaded for Option<PublishedRules> {
    async fn load(_: &Reader, outcome: &Outcome) -> Result<Self, EngineError> {
        let version = outcome.versions.get(&StreamId::Rules);
        Ok(version.map(|version| PublishedRules { version: *version }))
    }

    fn none() -> Self {
        None
    }
}

payloads! {
    /// What came of `publishRules`. 发布规则的结果。
    PublishRulesPayload or RulesError {
        /// What was published; null when it was refused. 已发布的规则;不予办理时为 null。
        rules: Option<PublishedRules>
    }
}

#[Object]
impl RulesMutation {
    /// Puts a version of the office's rules into force from a date. 发布办公室规则。
    #[graphql(guard = "RoleClass::Any")]
    async fn publish_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is asked. 输入。")] input: PublishRulesInput,
    ) -> Result<Option<PublishRulesPayload>> {
        let call = ctx.call("publishRules", &input, input.client_mutation_id.as_deref())?;
        let seen = Seen { id: StreamId::Rules, version: input.expected_version };
        let rules = (input.effective_from.0, input.rules());
        let result = call.engine().publish_rules(&call.request, seen, rules).await;
        call.answer(result).await
    }
}
