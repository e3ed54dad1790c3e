//! The assessments of a town, one for each step that can be taken next.

use serde_json::{Value, json};

use super::Town;
use crate::harness::TestApp;

const SCHEME: &str = include_str!("../../data/scheme.toml");

/// What each is called, and of which year it is.
const YEARS: [(&str, u16); 8] = [
    ("planned", 2026),
    ("noticed", 2027),
    ("collecting", 2028),
    ("complete", 2029),
    ("frozen", 2030),
    ("scored", 2031),
    ("sketched", 2032),
    ("outlined", 2033),
];

impl Town {
    /// The scheme of a year, with the units behind its codes.
    pub fn scheme(&self, year: u16, id: impl Fn(&str) -> String) -> Value {
        let bureau = &self.bureaus[0];
        let members: Vec<String> =
            self.counties.iter().map(|county| format!("\"{}\"", county.handler)).collect();
        let scheme = SCHEME
            .replace("year = 2026", &format!("year = {year}"))
            .replace("\"east\", \"west\"", &members.join(", "))
            .replace("\"housing\"", &format!("\"{}\"", bureau.handler));
        let units = self.counties.iter().chain([bureau]);
        let units: Vec<Value> = units
            .map(|holder| json!({ "code": holder.handler, "unitId": id(holder.unit) }))
            .collect();
        json!({ "scheme": scheme, "units": units })
    }
}

impl TestApp {
    /// Lets each year come as far as its name says.
    pub(super) async fn assessments_of(&mut self, town: &Town) {
        let far = if town.name == "far" { "far." } else { "" };
        let (clerk, director) = (format!("{far}assessor"), format!("{far}assessor.director"));
        let plan = self.names[&format!("{}.plan", town.name)].clone();
        for (place, (name, year)) in YEARS.into_iter().enumerate() {
            let mut draft = town.scheme(year, |unit| self.names[unit].clone());
            draft["planId"] = json!(plan);
            let drafted = self.done(&clerk, "draftAssessment", "assessment { id }", draft).await;
            let id = drafted["assessment"]["id"].as_str().unwrap().to_owned();
            let which = json!({ "assessmentId": id });
            let steps = [
                (&director, "publishScheme"),
                (&clerk, "beginCollecting"),
                (&director, "freezeData"),
                (&clerk, "scoreAssessment"),
            ];
            let taken = [0, 1, 2, 2, 3, 4, 0, 0][place];
            for (at, (who, mutation)) in steps.into_iter().take(taken).enumerate() {
                self.done(who, mutation, "", which.clone()).await;
                if at == 1 {
                    self.data_of(town, (name, &id)).await;
                }
            }
            self.names.insert(format!("{}.{name}", town.name), id);
        }
    }

    /// Everybody hands in and the bureau checks; while it is collected, one datum waits.
    async fn data_of(&self, town: &Town, (name, id): (&str, &str)) {
        let checker = town.bureaus[0].signer;
        for county in town.counties {
            for indicator in ["roads", "parks"] {
                if name == "collecting" && indicator == "parks" {
                    continue;
                }
                let place = json!({ "assessmentId": id, "county": county.handler,
                                    "indicator": indicator });
                let mut datum = place.clone();
                datum["datum"] = json!({ "kind": "VALUE", "value": "90" });
                self.done(county.handler, "submitDatum", "", datum).await;
                if name != "collecting" {
                    self.done(checker, "checkDatum", "", place).await;
                }
            }
        }
    }
}
