//! 导入. A document comes in: it is read, kept, and becomes the draft of a plan.

use std::io::Cursor;

use anyhow::Context as _;
use duban_domain::audit::act::Act;
use duban_domain::command::Rejection as Refused;
use duban_domain::people::actor::Scope;
use duban_domain::plan::rejection::Rejection;
use duban_domain::plan::state::Source;
use duban_domain::plan::table::Action;
use duban_domain::value::id::UnitId;
use duban_intake::{Draft, NotAPlan};
use thiserror::Error;

use super::{NoDraft, PlanDraft, Register};
use crate::Engine;
use crate::audit::Party;
use crate::error::EngineError;
use crate::files::kind::Purpose;
use crate::files::{Files, NewFile, admit};
use crate::request::{Outcome, Request};

/// 来文. A document that is to become the draft of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// The name of its file.
    pub name: String,
    /// The media type, as its sender says.
    pub media_type: Option<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The government whose plan it is; that of the office where there is none.
    pub jurisdiction: Option<UnitId>,
}

/// Why a document did not become a draft.
#[derive(Debug, Error)]
pub enum NotImported {
    /// It is no plan.
    #[error("the document cannot be read as a plan: {0}")]
    Unread(#[from] NotAPlan),
    /// What was read gives no draft.
    #[error(transparent)]
    NoDraft(#[from] NoDraft),
    /// The draft was refused, or something failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl Engine {
    /// Reads a document as a plan, with the register of units as it is now; on a thread that may
    /// take its time.
    ///
    /// # Errors
    /// [`NotImported::Unread`], or when the database fails.
    pub async fn read_plan(
        &self,
        name: &str,
        bytes: &[u8],
    ) -> Result<(Draft, Register), NotImported> {
        let register = self.register().await?;
        let (hints, bytes) = (register.hints(name), bytes.to_vec());
        let read = tokio::task::spawn_blocking(move || duban_intake::read(&bytes, &hints))
            .await
            .context("a thread that reads a document")
            .map_err(EngineError::Internal)??;
        Ok((read, register))
    }

    /// Keeps the document and drafts the plan that was read in it.
    ///
    /// # Errors
    /// [`NotImported`]; nothing refers to the kept file then.
    pub async fn draft_plan(
        &self,
        request: &Request,
        files: &Files,
        document: NewDocument,
        (read, register): (&Draft, &Register),
    ) -> Result<(PlanDraft, Outcome), NotImported> {
        let NewDocument { name, media_type, bytes, jurisdiction } = document;
        let jurisdiction = match jurisdiction.or_else(|| government(request)) {
            Some(unit) => unit,
            None => return Err(EngineError::invalid("jurisdictionId", "none is named").into()),
        };
        let missing = || EngineError::invalid("file", "only a person hands a document in");
        let owner = request.actor.person().ok_or_else(missing)?;
        let purpose = Purpose::Plan;
        let file = NewFile { owner, name: name.clone(), media_type, purpose };
        let kept = self.store_file(files, file, Cursor::new(bytes)).await?;
        let source = Source { attachment: kept.id, file_name: name, digest: kept.digest };
        let draft = self.plan_draft(read, register, jurisdiction, source)?;
        let commands = draft.commands.iter().cloned().map(Into::into).collect();
        let outcome = self.execute(request, commands).await?;
        Ok((draft, outcome))
    }

    /// 导入方案. Reads a document and drafts its plan.
    ///
    /// # Errors
    /// What cannot be drafted is a lawful no of the plan; else whatever [`Engine::execute`] says.
    pub async fn import_plan(
        &self,
        request: &Request,
        files: &Files,
        document: NewDocument,
    ) -> Result<Outcome, EngineError> {
        let refuse = |no: Rejection| {
            // It is refused before there is a command.
            let (action, code) = (Action::Draft.as_str().into(), no.kind().as_str());
            let act = Act::Refused { action, code, object: None };
            self.note_here(Party::acting(&request.actor), &act);
            EngineError::from(Refused::Plan(no))
        };
        let imported = async {
            // Before anything reads on in it.
            let said = (document.name.as_str(), document.media_type.as_deref());
            admit(&mut Cursor::new(&document.bytes), said, Purpose::Plan)?;
            let (read, register) = self.read_plan(&document.name, &document.bytes).await?;
            self.draft_plan(request, files, document, (&read, &register)).await
        };
        match imported.await {
            Ok((_, outcome)) => Ok(outcome),
            Err(NotImported::Engine(error)) => Err(error),
            Err(NotImported::Unread(because)) => {
                Err(refuse(Rejection::DocumentUnreadable { because: because.to_string() }))
            }
            Err(NotImported::NoDraft(NoDraft::NoTasks)) => Err(refuse(Rejection::NothingToDo)),
            Err(NotImported::NoDraft(NoDraft::Unfit { what, error })) => {
                Err(refuse(Rejection::TextUnfit { what, because: error.to_string() }))
            }
        }
    }
}

/// The government that the office of the request works for.
fn government(request: &Request) -> Option<UnitId> {
    match request.actor.post()?.scope {
        Scope::Jurisdiction(unit) => Some(unit),
        Scope::Plan(_) | Scope::Unit => None,
    }
}
