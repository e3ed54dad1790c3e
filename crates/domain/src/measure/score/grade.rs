//! 排名与等次. Ranks within a class and grades by lines and quota.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::data::Veto;
use super::result::CountyScore;
use super::scheme::{Grading, Ranking};
use crate::value::decimal::Points;
use crate::value::exact::Exact;

/// 等次. The grade of a county, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Grade {
    /// 优秀.
    Excellent,
    /// 良好.
    Good,
    /// 一般. Owes a written rectification, as 较差 does.
    Fair,
    /// 较差.
    Poor,
}

/// 等次理由. Why a county has its grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GradeReason {
    /// 达线. The total reaches the line of the grade.
    Line(Points),
    /// 名额已满. The total reaches the line of 优秀, and its places are taken.
    QuotaFull {
        /// How many places the class has.
        places: u32,
    },
    /// 一票否决. A veto holds the grade at 一般.
    Vetoed {
        /// The document it rests on.
        basis: String,
    },
    /// 未达线. No line is reached.
    BelowLines,
}

/// A score on its way to a rank and a grade.
pub(super) struct Standing<'a> {
    /// The score.
    pub score: CountyScore,
    /// What holds its grade down.
    pub vetoes: &'a [Veto],
}

/// 优秀名额. Gives the places of 优秀 in a class: the share, half up, at least one
/// (n=4 -> 1, n=12 -> 4, n=14 -> 4).
pub fn quota_places(counties: usize, quota: Exact) -> u32 {
    let counties = i128::try_from(counties).unwrap_or(i128::MAX);
    let places = quota.times(Exact::whole(counties)).map_or(0, Exact::rounded);
    u32::try_from(places).unwrap_or(0).max(1)
}

/// Gives ranks and grades to the counties of a class. Places of 优秀 go by rank among those
/// without a veto, so that a vetoed county takes no one's place.
pub(super) fn place(standings: &mut [Standing<'_>], ranking: Ranking, grading: &Grading) {
    let places = grading.quota.map(|quota| quota_places(standings.len(), quota));
    let mut order: Vec<&mut Standing<'_>> = standings.iter_mut().collect();
    order.sort_by_cached_key(|standing| key(&standing.score));
    let mut all = Places::default();
    let mut clear = Places::default();
    for standing in order {
        let key = key(&standing.score);
        let rank = all.next(key);
        standing.score.rank = match ranking {
            Ranking::Ranked => Some(rank),
            Ranking::LineOnly => None,
        };
        let (grade, because) = match standing.vetoes.first() {
            Some(veto) => vetoed(standing.score.total, veto, grading),
            None => grade(standing.score.total, clear.next(key), places, grading),
        };
        standing.score.grade = grade;
        standing.score.grade_because = because;
    }
}

/// What ranks go by: total, then the heavier task, then fewer red orders.
type Key = (Reverse<Points>, Reverse<Exact>, u32);

fn key(score: &CountyScore) -> Key {
    (Reverse(score.total), Reverse(score.task_load), score.red_orders)
}

/// Counts places in falling order; equal ones keep the better place.
#[derive(Default)]
struct Places {
    seen: u32,
    rank: u32,
    last: Option<Key>,
}

impl Places {
    fn next(&mut self, key: Key) -> u32 {
        self.seen += 1;
        if self.last != Some(key) {
            self.rank = self.seen;
            self.last = Some(key);
        }
        self.rank
    }
}

fn grade(total: Points, rank: u32, places: Option<u32>, grading: &Grading) -> (Grade, GradeReason) {
    let by_line = line(total, grading);
    match (by_line.0, places) {
        (Grade::Excellent, Some(places)) if rank > places => {
            (Grade::Good, GradeReason::QuotaFull { places })
        }
        (Grade::Excellent | Grade::Good | Grade::Fair | Grade::Poor, _) => by_line,
    }
}

fn vetoed(total: Points, veto: &Veto, grading: &Grading) -> (Grade, GradeReason) {
    match line(total, grading) {
        (Grade::Excellent | Grade::Good, _) => {
            (Grade::Fair, GradeReason::Vetoed { basis: veto.basis.clone() })
        }
        (grade @ (Grade::Fair | Grade::Poor), because) => (grade, because),
    }
}

fn line(total: Points, grading: &Grading) -> (Grade, GradeReason) {
    let lines = [
        (Grade::Excellent, grading.excellent),
        (Grade::Good, grading.good),
        (Grade::Fair, grading.fair),
    ];
    match lines.into_iter().find(|(_, line)| total >= *line) {
        Some((grade, line)) => (grade, GradeReason::Line(line)),
        None => (Grade::Poor, GradeReason::BelowLines),
    }
}
