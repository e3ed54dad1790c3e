//! The end of some assignments: shown, verified, asked for, sent back, closed.

use anyhow::Result;
use chrono::NaiveDate;

use super::{Deed, Exhibit, Teller, at, minutes};
use crate::demo::story::{Closing, Kind};

const DIRECTOR: &str = "office.director";

impl Teller<'_> {
    pub(super) fn closings(&mut self) -> Result<()> {
        let story = self.story;
        for (place, closing) in story.closing.iter().enumerate() {
            let held = (closing.task, closing.unit.clone());
            self.asks(closing, place, (closing.asked_on, &closing.statement, &closing.evidence))?;
            if let Some(back) = &closing.sent_back {
                let deed = Deed::SendBack(held.clone(), back.reason.clone());
                self.act(at(back.on, 10, minutes(place)), DIRECTOR, deed);
                self.asks(closing, place, (back.again_on, &back.statement, &back.evidence))?;
            }
            if let Some(on) = closing.closed_on {
                self.act(at(on, 10, minutes(place)), DIRECTOR, Deed::Close(held));
            }
        }
        Ok(())
    }

    /// The county shows what it did, the lead bureau verifies it, the signer asks for closing.
    fn asks(
        &mut self,
        closing: &Closing,
        place: usize,
        (on, statement, title): (NaiveDate, &str, &str),
    ) -> Result<()> {
        let name = format!("{}:{}:closing:{on}", closing.unit, closing.task);
        let exhibit = Exhibit {
            name: name.clone(),
            held: (closing.task, closing.unit.clone()),
            milestone: None,
            title: title.to_owned(),
            kind: Kind::Photo,
            text: String::new(),
        };
        let (handler, signer) = (self.handler(&closing.unit)?, self.signer(&closing.unit)?);
        let lead = self.handler(self.lead(closing.task)?)?;
        self.act(at(on, 10, minutes(place)), handler, Deed::HandIn(vec![exhibit]));
        self.act(at(on, 11, minutes(place)), lead, Deed::Verify(vec![name]));
        let held = (closing.task, closing.unit.clone());
        let deed = Deed::AskClosing(held, closing.outcome.clone(), statement.to_owned());
        self.act(at(on, 16, minutes(place)), signer, deed);
        Ok(())
    }
}
