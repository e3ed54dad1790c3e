//! Dates, instants, months and figures as clients write them.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use duban_domain::time::Period;
use duban_domain::value::decimal;

macro_rules! scalars {
    ($($(#[$doc:meta])* $name:ident($type:ty) as $called:literal, $read:expr, $write:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name(pub $type);

        $(#[$doc])*
        #[Scalar(name = $called)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                let text = match &value {
                    Value::String(text) => text.clone(),
                    Value::Number(number) if number.is_i64() => number.to_string(),
                    _ => return Err(InputValueError::expected_type(value)),
                };
                let read: fn(&str) -> Option<$type> = $read;
                let read = read(&text).map(Self);
                read.ok_or_else(|| InputValueError::custom(concat!("not a ", $called)))
            }

            fn to_value(&self) -> Value {
                let write: fn(&$type) -> String = $write;
                Value::String(write(&self.0))
            }
        }

        impl From<$type> for $name {
            fn from(value: $type) -> Self {
                Self(value)
            }
        }
    )*};
}

scalars! {
    /// A day in Asia/Shanghai, `2026-11-23`. 日期(北京时间)。
    Date(NaiveDate) as "Date", |text| text.parse().ok(), NaiveDate::to_string;
    /// An instant in RFC 3339, `2026-11-23T08:00:00.000Z`. 时刻。
    Instant(DateTime<Utc>) as "DateTime",
        |text| DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()),
        |at| at.to_rfc3339_opts(SecondsFormat::Millis, true);
    /// A calendar month, `2026-11`. 期次(自然月)。
    Month(Period) as "Month", |text| text.parse().ok(), Period::to_string;
    /// An exact decimal figure with at most six digits after the point, as text: `"8.5"`.
    /// 精确小数,以字符串表示,至多六位小数。
    Figure(decimal::Figure) as "Decimal", |text| text.trim().parse().ok(), decimal::Figure::to_string;
}

/// A date, where there is one.
pub fn date(on: Option<NaiveDate>) -> Option<Date> {
    on.map(Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_read_as_they_are_written() {
        for text in ["2026-11-23", "2024-02-29"] {
            let value = Value::String(text.into());
            assert_eq!(Date::parse(value.clone()).map(|date| date.to_value()).ok(), Some(value));
        }
        assert!(Date::parse(Value::String("2026-02-30".into())).is_err());
        assert!(Month::parse(Value::String("2026-13".into())).is_err());
        assert_eq!(Figure::parse(Value::from(8)).map(|figure| figure.0.0).ok(), Some(8_000_000));
        assert!(Figure::parse(Value::String("1e3".into())).is_err());
        let instant = Value::String("2026-11-23T08:00:00+08:00".into());
        let told = Instant::parse(instant).map(|at| at.to_value()).ok();
        assert_eq!(told, Some(Value::String("2026-11-23T00:00:00.000Z".into())));
    }
}
