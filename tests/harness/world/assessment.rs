//! The assessments of a town, one for each step that can be taken next.

use serde_json::{Value, json};

use super::Town;
use crate::harness::TestApp;

const SCHEME: &str = include_str!("../../data/scheme.toml");

/// What each is called, and of which year it is.
pub const YEARS: [(&str, u16); 18] = [
    ("planned", 2026),
    ("noticed", 2027),
    ("collecting", 2028),
    ("complete", 2029),
    ("frozen", 2030),
    ("scored", 2031),
    ("sketched", 2032),
    ("outlined", 2033),
    ("doubtful", 2034),
    ("reviewed", 2035),
    ("over", 2036),
    ("publicised", 2037),
    ("contested", 2038),
    ("upheld", 2039),
    ("closed", 2041),
    ("approved", 2042),
    ("published", 2043),
    ("rectified", 2044),
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
            if name == "publicised" {
                draft["terms"] = json!({ "publicityWorkdays": 120 });
            }
            let drafted = self.done(&clerk, "draftAssessment", "assessment { id }", draft).await;
            let id = drafted["assessment"]["id"].as_str().unwrap().to_owned();
            let which = json!({ "assessmentId": id });
            let steps = [
                (&director, "publishScheme"),
                (&clerk, "beginCollecting"),
                (&director, "freezeData"),
                (&clerk, "scoreAssessment"),
            ];
            let taken = [0, 1, 2, 2, 3, 4, 0, 0, 2, 4, 4, 4, 4, 4, 4, 4, 4, 4][place];
            for (at, (who, mutation)) in steps.into_iter().take(taken).enumerate() {
                self.done(who, mutation, "", which.clone()).await;
                if at == 1 {
                    self.data_of(town, (name, &id)).await;
                }
            }
            self.names.insert(format!("{}.{name}", town.name), id);
        }
        for name in ["over", "closed", "approved", "published", "rectified"] {
            self.steps_of(town, name, &["reviewScores", "publiciseScores"]).await;
        }
    }

    /// Takes the next steps of an assessment, each by whoever takes it.
    async fn steps_of(&self, town: &Town, name: &str, steps: &[&str]) {
        let far = if town.name == "far" { "far." } else { "" };
        let which = json!({ "assessmentId": self.names[&format!("{}.{name}", town.name)] });
        for step in steps {
            let who = match *step {
                "reviewScores" => "assessor.director",
                "publiciseScores" => "leader",
                "approveResult" => "mayor",
                _ => "assessor",
            };
            self.done(&format!("{far}{who}"), step, "", which.clone()).await;
        }
    }

    /// What happens today: the publicity of some is over, that of others begins.
    pub(super) async fn assessments_go_on(&mut self, town: &Town) {
        let public = ["reviewScores", "publiciseScores"];
        let far = if town.name == "far" { "far." } else { "" };
        self.steps_of(town, "reviewed", &public[..1]).await;
        for name in ["publicised", "contested", "upheld"] {
            self.steps_of(town, name, &public).await;
        }
        let through = ["closeObjections", "approveResult", "publishResult"];
        for (name, steps) in [("closed", 1), ("approved", 2), ("published", 3), ("rectified", 3)] {
            self.steps_of(town, name, &through[..steps]).await;
        }
        let lead = town.bureaus[0].handler;
        for county in town.counties {
            let evidence = self.names[&format!("{}@{lead}.evidence", county.handler)].clone();
            let mark = super::mark(county.handler);
            for name in ["contested", "upheld"] {
                let object = json!({
                    "assessmentId": self.names[&format!("{}.{name}", town.name)],
                    "county": county.handler, "indicator": "roads", "evidenceId": evidence,
                    "claim": { "kind": "VALUE", "value": "95" }, "reason": mark,
                });
                self.done(county.signer, "objectToDatum", "", object).await;
            }
            let rectify = json!({
                "assessmentId": self.names[&format!("{}.rectified", town.name)],
                "county": county.handler, "evidenceId": evidence,
            });
            self.done(county.signer, "submitRectification", "", rectify).await;
        }
        for number in 1..=town.counties.len() {
            let decide = json!({
                "assessmentId": self.names[&format!("{}.upheld", town.name)],
                "number": number, "ruling": "UPHELD", "reason": "属实。",
            });
            let director = format!("{far}assessor.director");
            self.done(&director, "decideObjection", "", decide).await;
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
                let doubtful = name == "doubtful" && indicator == "parks";
                let place = json!({ "assessmentId": id, "county": county.handler,
                                    "indicator": indicator });
                let mut datum = place.clone();
                // Whoever is to rectify is below the line of the good.
                let low = ["published", "rectified"].contains(&name);
                let value = if low { "70" } else { "90" };
                datum["datum"] = json!({ "kind": "VALUE", "value": value });
                if doubtful {
                    datum["datum"] = json!({ "kind": "NOT_APPLICABLE" });
                    datum["note"] = json!(super::mark(county.handler));
                }
                self.done(county.handler, "submitDatum", "", datum).await;
                if name != "collecting" && !doubtful {
                    self.done(checker, "checkDatum", "", place).await;
                }
            }
        }
    }
}
