//! 年度考核. What can be done with a year's assessment.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use duban_domain::assessment::command::Command as AssessmentCommand;
use duban_domain::assessment::rejection::Rejection as AssessmentNo;
use duban_domain::assessment::state::{Place, Plan, Provenance, Terms};
use duban_domain::assessment::table::Action;
use duban_domain::command::{Command, Rejection, StreamId};
use duban_domain::measure::allot::candidate::CandidateKind;
use duban_domain::measure::score::data::Item;
use duban_domain::people::actor::Actor;
use duban_domain::value::code::Code;
use duban_domain::value::id::{AssessmentId, PlanId, UnitId};
use duban_domain::value::text::{Reason, Title};
use duban_store::Tx;
use duban_store::read::assessment;
use sha2::{Digest, Sha256};
use uuid::Builder;

use super::Seen;
use crate::Engine;
use crate::error::EngineError;
use crate::execute::Choice;
use crate::queries::visibility;
use crate::request::{Addressed, Outcome, Request};
use crate::year::File;
use crate::year::scheme_alone;
use crate::year::territory::{County, Territory};

/// The most bytes of a scheme: far more than any in use, and little enough to read at once.
const SCHEME_MOST: usize = 256 * 1024;

/// How many complaints about a scheme are told; the rest is counted.
const COMPLAINTS_MOST: usize = 10;

/// 考核方案稿. A scheme as it is handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeDraft {
    /// The scheme, in the form that `duban assess` reads.
    pub scheme: String,
    /// The units behind the codes of counties, sources and checkers.
    pub units: BTreeMap<Code, UnitId>,
    /// By when the scheme gives fair notice.
    pub publish_by: Option<NaiveDate>,
    /// The limits.
    pub terms: Terms,
}

impl Engine {
    /// 拟定方案. Drafts the assessment of the year that the scheme names. There is one for each plan
    /// and year: a second draft of the same is refused by its state.
    ///
    /// # Errors
    /// Whatever [`Engine::execute`] says, as for every use case here.
    pub async fn draft_assessment(
        &self,
        request: &Request,
        plan: PlanId,
        draft: SchemeDraft,
    ) -> Result<Outcome, EngineError> {
        let paper = Paper { actor: request.actor, of: Of::Plan(plan), draft };
        self.execute_choice(request, paper).await
    }

    /// 修订方案. A new version, before the scheme is published.
    pub async fn revise_scheme(
        &self,
        request: &Request,
        assessment: Seen<AssessmentId>,
        draft: SchemeDraft,
    ) -> Result<Outcome, EngineError> {
        let paper = Paper { actor: request.actor, of: Of::Assessment(assessment), draft };
        self.execute_choice(request, paper).await
    }

    /// 填报. Hands a datum in for this assessment.
    pub async fn submit_datum(
        &self,
        request: &Request,
        assessment: Seen<AssessmentId>,
        (place, item, note): (Place, Item, Option<Reason>),
    ) -> Result<Outcome, EngineError> {
        let provenance = Provenance::HandedIn { evidence: None, note };
        let command = AssessmentCommand::Submit { place, item, provenance };
        self.assess(request, assessment, command).await
    }

    /// Any other step of an assessment: what it needs is in the command.
    pub async fn assess(
        &self,
        request: &Request,
        assessment: Seen<AssessmentId>,
        command: AssessmentCommand,
    ) -> Result<Outcome, EngineError> {
        let command = assessment.say(|id| Command::Assessment(id, command));
        self.execute(request, vec![command]).await
    }
}

/// A scheme that was handed in, and for what. It is read in the transaction, after the key of the
/// request was looked at.
struct Paper {
    actor: Actor,
    of: Of,
    draft: SchemeDraft,
}

/// What a scheme is for.
#[derive(Clone, Copy)]
enum Of {
    /// A first draft for a plan.
    Plan(PlanId),
    /// A new version of a draft.
    Assessment(Seen<AssessmentId>),
}

impl Choice for Paper {
    async fn commands<'a>(&'a self, tx: &'a Tx) -> Result<Cow<'a, [Addressed]>, EngineError> {
        let addressed = match self.of {
            Of::Plan(plan) => {
                let plan = read(plan, self.draft.clone())?;
                let id = of_year(plan.plan, plan.year);
                let command = AssessmentCommand::Draft { plan: Box::new(plan) };
                Addressed::from(Command::Assessment(id, command))
            }
            Of::Assessment(seen) => {
                let known = assessment::by_ids(tx, visibility(&self.actor), &[seen.id]).await?;
                let what = || StreamId::Assessment(seen.id).to_string();
                let hidden = || EngineError::NotFound { what: what() };
                let known = known.into_iter().next().ok_or_else(hidden)?;
                let plan = read(known.plan, self.draft.clone())?;
                if plan.year != known.year {
                    let (was, is) = (known.year, plan.year);
                    let because = format!("the assessment is of {was}, the scheme of {is}");
                    return Err(EngineError::invalid("scheme", because));
                }
                let command = AssessmentCommand::Revise { plan: Box::new(plan) };
                seen.say(|id| Command::Assessment(id, command))
            }
        };
        Ok(Cow::Owned(vec![addressed]))
    }

    fn asked(&self, _: Option<StreamId>) -> Option<(&'static str, Option<StreamId>)> {
        Some(match self.of {
            Of::Plan(plan) => (Action::Draft.as_str(), Some(StreamId::Plan(plan))),
            Of::Assessment(seen) => (Action::Revise.as_str(), Some(StreamId::Assessment(seen.id))),
        })
    }
}

/// Reads a scheme; what is wrong with it is told with line, key and value.
fn read(plan: PlanId, draft: SchemeDraft) -> Result<Plan, EngineError> {
    let SchemeDraft { scheme, units, publish_by, terms } = draft;
    if scheme.len() > SCHEME_MOST {
        let because = format!("{} bytes, at most {SCHEME_MOST}", scheme.len());
        return Err(EngineError::invalid("scheme", because));
    }
    let county = |code: &Code| County {
        code: code.clone(),
        name: code.to_string(),
        aliases: Vec::new(),
        kind: CandidateKind::County,
        classes: BTreeMap::new(),
    };
    let known = Territory { counties: units.keys().map(county).collect(), presets: Vec::new() };
    let file = File { name: "scheme", bytes: scheme.as_bytes() };
    let alone = scheme_alone(file, &known).map_err(|complaints| {
        let told = complaints.iter().take(COMPLAINTS_MOST).map(ToString::to_string);
        let list = told.collect::<Vec<_>>().join("; ");
        let count = complaints.len();
        EngineError::from(Rejection::Assessment(AssessmentNo::SchemeUnreadable { count, list }))
    })?;
    let title = Title::parse(&alone.title).map_err(EngineError::text("scheme"))?;
    let fair = NaiveDate::from_ymd_opt(alone.year, 6, 30);
    let publish_by = publish_by
        .or(fair)
        .ok_or_else(|| EngineError::invalid("scheme", format!("{} is no year", alone.year)))?;
    Ok(Plan {
        plan,
        title,
        year: alone.year,
        publish_by,
        scheme: alone.scheme,
        counties: alone.counties,
        names: alone.names,
        units,
        terms,
    })
}

/// The one assessment that a plan has of a year.
fn of_year(plan: PlanId, year: i32) -> AssessmentId {
    let digest: [u8; 32] = Sha256::digest(format!("assessment of plan:{plan} in {year}")).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(digest.first_chunk::<16>().unwrap_or(&[0; 16]));
    AssessmentId(Builder::from_custom_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_plan_has_one_assessment_of_a_year() {
        let plan = PlanId(Uuid::from_u128(1));
        assert_eq!(of_year(plan, 2026), of_year(plan, 2026));
        assert_ne!(of_year(plan, 2026), of_year(plan, 2027));
        assert_ne!(of_year(plan, 2026), of_year(PlanId(Uuid::from_u128(2)), 2026));
    }
}
