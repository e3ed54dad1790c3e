//! 同类比较. The first and the last of a class, which relative methods measure by.

use super::data::{CountyData, Datum};
use super::method::Method;
use crate::value::code::Code;
use crate::value::decimal::Figure;

/// 同类极值. The lowest and the highest figure reported in a class, and who reported them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The lowest figure.
    pub lowest: Figure,
    /// Who has it; of several the smallest code.
    pub lowest_by: Code,
    /// The highest figure.
    pub highest: Figure,
    /// Who has it; of several the smallest code.
    pub highest_by: Code,
}

/// The fields of one indicator: of its figure or level, and of its increase.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    /// Of the figure, or the level.
    pub level: Option<Field>,
    /// Of the increase.
    pub increase: Option<Field>,
}

impl Fields {
    /// Looks through a class, whose counties come in the order of their codes; methods that look
    /// at one county only get nothing.
    pub fn of(method: &Method, indicator: &Code, counties: &[&CountyData]) -> Self {
        let mut fields = Self::default();
        if !method.is_relative() {
            return fields;
        }
        for county in counties {
            match county.items.get(indicator).map(|item| &item.datum) {
                Some(Datum::Value(figure)) => widen(&mut fields.level, *figure, &county.county),
                Some(Datum::LevelAndIncrease { level, increase }) => {
                    widen(&mut fields.level, *level, &county.county);
                    widen(&mut fields.increase, *increase, &county.county);
                }
                Some(
                    Datum::Votes(_) | Datum::Record(_) | Datum::NotApplicable | Datum::NotReported,
                )
                | None => {}
            }
        }
        fields
    }
}

fn widen(field: &mut Option<Field>, figure: Figure, by: &Code) {
    match field {
        None => {
            *field = Some(Field {
                lowest: figure,
                lowest_by: by.clone(),
                highest: figure,
                highest_by: by.clone(),
            });
        }
        Some(field) => {
            if figure < field.lowest {
                field.lowest = figure;
                field.lowest_by = by.clone();
            }
            if figure > field.highest {
                field.highest = figure;
                field.highest_by = by.clone();
            }
        }
    }
}
