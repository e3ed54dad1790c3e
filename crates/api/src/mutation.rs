//! What can be done. Each mutation decodes its input, calls one use case, and wraps what came of it.

pub mod account;
pub mod adjustment;
pub mod assessment;
pub mod assignment;
pub mod datum;
pub mod evidence;
pub mod factor;
pub mod objection;
pub mod organisation;
pub mod plan;
pub mod regroup;
pub mod result;
pub mod review;
pub mod rules;
pub mod session;
pub mod sheet;
pub mod task;

use async_graphql::MergedObject;

/// What can be done. Each mutation takes one input and answers with the objects as they are now, or
/// with `errors` that say why not; `clientMutationId` makes a repeat harmless.
/// 变更。每项变更一个输入;成功返回最新对象,依规不予办理时返回 errors;clientMutationId 保证重复提交只办一次。
#[derive(MergedObject, Default)]
pub struct Mutation(
    session::SessionMutation,
    account::AccountMutation,
    factor::FactorMutation,
    plan::PlanMutation,
    regroup::RegroupMutation,
    task::TaskMutation,
    assignment::AssignmentMutation,
    review::ReviewMutation,
    sheet::SheetMutation,
    evidence::EvidenceMutation,
    assessment::AssessmentMutation,
    datum::DatumMutation,
    adjustment::AdjustmentMutation,
    objection::ObjectionMutation,
    result::ResultMutation,
    organisation::OrganisationMutation,
    rules::RulesMutation,
);
