//! 月报表. What can be done with the sheet of a unit.

use duban_domain::command::Command;
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::command::Command as SheetCommand;
use duban_domain::sheet::state::Entry;
use duban_domain::value::id::AssignmentId;

use super::Seen;
use crate::Engine;
use crate::error::EngineError;
use crate::request::{Outcome, Request};

impl Engine {
    /// 填报. Writes rows of a sheet.
    ///
    /// # Errors
    /// Whatever [`Engine::execute`] says, as for every use case here.
    pub async fn draft_sheet_rows(
        &self,
        request: &Request,
        sheet: Seen<SheetKey>,
        rows: Vec<(AssignmentId, Entry)>,
    ) -> Result<Outcome, EngineError> {
        self.write_sheet(request, sheet, SheetCommand::Draft { rows }).await
    }

    /// 沿用上期. Takes the words of the last period over; of all open rows where none is named.
    pub async fn copy_last_sheet(
        &self,
        request: &Request,
        sheet: Seen<SheetKey>,
        assignments: Vec<AssignmentId>,
    ) -> Result<Outcome, EngineError> {
        self.write_sheet(request, sheet, SheetCommand::CopyLast { assignments }).await
    }

    /// 审签报送. Signs and submits rows; all open ones where none is named.
    pub async fn submit_sheet(
        &self,
        request: &Request,
        sheet: Seen<SheetKey>,
        assignments: Vec<AssignmentId>,
    ) -> Result<Outcome, EngineError> {
        self.write_sheet(request, sheet, SheetCommand::Submit { assignments }).await
    }

    /// 撤回. Takes rows back that nobody has reviewed.
    pub async fn withdraw_sheet_rows(
        &self,
        request: &Request,
        sheet: Seen<SheetKey>,
        assignments: Vec<AssignmentId>,
    ) -> Result<Outcome, EngineError> {
        self.write_sheet(request, sheet, SheetCommand::Withdraw { assignments }).await
    }

    async fn write_sheet(
        &self,
        request: &Request,
        sheet: Seen<SheetKey>,
        command: SheetCommand,
    ) -> Result<Outcome, EngineError> {
        let command = sheet.say(|key| Command::Sheet(key, command));
        self.execute(request, vec![command]).await
    }
}
