//! One commitment as read, to one target as the domain keeps it.

use duban_domain::task::target::{Comparator, Frequency, Target, TargetKind};
use duban_domain::value::decimal::Figure;
use duban_domain::value::id::TargetId;
use duban_domain::value::text::Body;
use duban_intake::Number;
use duban_intake::draft::{Comparator as Read, Period, Target as Commitment};

use super::bearer::bearer;
use super::{Mapping, NoDraft, cut, span, unfit};

impl Mapping<'_> {
    pub(super) fn target(&self, no: u32, read: &Commitment) -> Result<Target, NoDraft> {
        let what = || format!("a target of task {no}");
        let indicator = if read.indicator.is_empty() { &read.text } else { &read.indicator };
        let (comparator, value, value_max) = measure(read);
        let text = Some(&read.text).filter(|text| !text.trim().is_empty());
        Ok(Target {
            id: TargetId(self.engine.ids().fresh()),
            indicator: Body::parse(&cut(indicator, Body::LIMIT)).map_err(unfit(what()))?,
            comparator,
            value,
            value_max,
            unit: read.unit.clone().filter(|_| value.is_some()),
            due_on: read.deadline,
            scope: read.scope.clone(),
            bearer: bearer(read.scope.as_deref()),
            kind: kind(comparator, &read.text),
            frequency: read.period.map(frequency),
            baseline: None,
            due_carried: read.deadline.is_some() && read.deadline_carried,
            text: text
                .map(|text| Body::parse(&cut(text, Body::LIMIT)))
                .transpose()
                .map_err(unfit(what()))?,
            span: Some(span(read.span)),
        })
    }
}

/// Comparator and values, where they fit together and are exact; else only the words count.
fn measure(read: &Commitment) -> (Comparator, Option<Figure>, Option<Figure>) {
    let value = read.value.and_then(exact);
    let value_max = read.value_max.and_then(exact);
    match (read.comparator, value, value_max) {
        (Read::AtLeast, Some(_), _) if read.strict_inequality => {
            (Comparator::MoreThan, value, None)
        }
        (Read::AtLeast, Some(_), _) => (Comparator::AtLeast, value, None),
        (Read::AtMost, Some(_), _) if read.strict_inequality => (Comparator::LessThan, value, None),
        (Read::AtMost, Some(_), _) => (Comparator::AtMost, value, None),
        (Read::Equal, Some(_), _) => (Comparator::Equal, value, None),
        (Read::Between, Some(low), Some(high)) if low <= high => {
            (Comparator::Between, value, value_max)
        }
        (Read::Between | Read::AtLeast | Read::AtMost | Read::Equal | Read::Qualitative, _, _) => {
            (Comparator::Qualitative, None, None)
        }
    }
}

/// Words by which a document asks that a figure be held, not only reached.
const KEEP: [&str; 4] = ["稳定在", "保持在", "维持在", "控制在"];

/// The kind, where the words say more than the comparator.
fn kind(comparator: Comparator, text: &str) -> Option<TargetKind> {
    let figure = !matches!(comparator, Comparator::Qualitative | Comparator::Between);
    (figure && KEEP.iter().any(|word| text.contains(word))).then_some(TargetKind::Keep)
}

fn frequency(read: Period) -> Frequency {
    match read {
        Period::Yearly => Frequency::Yearly,
        Period::HalfYearly => Frequency::HalfYearly,
        Period::Quarterly => Frequency::Quarterly,
        Period::Monthly => Frequency::Monthly,
        Period::Weekly => Frequency::Weekly,
    }
}

/// A number in millionths; none for a ratio such as 1:3, which has no end.
fn exact(number: Number) -> Option<Figure> {
    let whole = match number.ratio {
        Some((first, second)) => {
            (u64::from(first) * 1_000_000).checked_rem(u64::from(second)) == Some(0)
        }
        None => true,
    };
    whole.then_some(Figure(number.millionths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stay_exact_or_become_words() {
        let eighth = Commitment {
            comparator: Read::AtLeast,
            value: Number::ratio(1, 8),
            ..Commitment::default()
        };
        assert_eq!(measure(&eighth), (Comparator::AtLeast, Some(Figure(125_000)), None));
        let third = Commitment { value: Number::ratio(1, 3), ..eighth };
        assert_eq!(measure(&third), (Comparator::Qualitative, None, None));
    }

    #[test]
    fn a_strict_bound_stays_strict() {
        let below = Commitment {
            comparator: Read::AtMost,
            value: Some(Number::whole(5)),
            strict_inequality: true,
            ..Commitment::default()
        };
        assert_eq!(measure(&below).0, Comparator::LessThan);
        let above = Commitment { comparator: Read::AtLeast, ..below };
        assert_eq!(measure(&above).0, Comparator::MoreThan);
    }

    #[test]
    fn a_figure_to_be_held_is_kept() {
        assert_eq!(kind(Comparator::AtLeast, "优良率稳定在九成以上"), Some(TargetKind::Keep));
        assert_eq!(kind(Comparator::AtLeast, "优良率达到九成"), None);
        assert_eq!(kind(Comparator::Qualitative, "保持在良好水平"), None);
    }

    #[test]
    fn a_range_needs_both_ends() {
        let range = Commitment {
            comparator: Read::Between,
            value: Some(Number::whole(1)),
            value_max: Some(Number::whole(2)),
            ..Commitment::default()
        };
        assert_eq!(measure(&range).0, Comparator::Between);
        let half = Commitment { value_max: None, ..range };
        assert_eq!(measure(&half).0, Comparator::Qualitative);
    }
}
