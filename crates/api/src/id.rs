//! Opaque ids: `task:0192…` says of which kind it is, and only the kind asked for is taken.
//!
//! To clients all of them are the scalar `ID`. An id of another kind, or none at all, is a mistake
//! of the request and never reaches a resolver.

use std::borrow::Cow;
use std::fmt::Display;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContextSelectionSet, ID, InputType, InputValueError, InputValueResult, OutputType, Positioned,
    ServerResult, Value,
};
use duban_domain::sheet::SheetKey;
use duban_domain::value::id::{
    AssessmentId, AssignmentId, AttachmentId, EvidenceId, FindingId, MilestoneId, PersonId, PlanId,
    PostId, TargetId, TaskId, UnitId,
};
use uuid::Uuid;

/// An identity that clients may hold.
pub trait Identity: Display + Send + Sync + Sized {
    /// What stands before the colon.
    const KIND: &'static str;

    /// Reads what stands behind the colon.
    fn read(text: &str) -> Option<Self>;
}

macro_rules! identities {
    ($($name:ident $kind:literal,)*) => {$(
        impl Identity for $name {
            const KIND: &'static str = $kind;

            fn read(text: &str) -> Option<Self> {
                text.parse::<Uuid>().ok().map(Self)
            }
        }
    )*};
}

identities! {
    UnitId "unit",
    PersonId "person",
    PostId "post",
    PlanId "plan",
    TaskId "task",
    TargetId "target",
    AssignmentId "assignment",
    MilestoneId "milestone",
    EvidenceId "evidence",
    FindingId "finding",
    AssessmentId "assessment",
    AttachmentId "file",
}

impl Identity for SheetKey {
    const KIND: &'static str = "sheet";

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// 标识. An id of one kind, `ID` to clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Id<T>(pub T);

impl<T: Identity> Id<T> {
    /// Reads an id of this kind.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(T::KIND)?.strip_prefix(':')?;
        T::read(rest).map(Self)
    }

    /// The id as clients hold it.
    pub fn text(&self) -> String {
        format!("{}:{}", T::KIND, self.0)
    }
}

impl<T> From<T> for Id<T> {
    fn from(id: T) -> Self {
        Self(id)
    }
}

impl<T: Identity> From<Id<T>> for ID {
    fn from(id: Id<T>) -> Self {
        Self(id.text())
    }
}

/// The ids themselves, without their wrapping.
pub fn plain<T: Copy>(ids: &[Id<T>]) -> Vec<T> {
    ids.iter().map(|id| id.0).collect()
}

impl<T: Identity> InputType for Id<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <ID as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value.unwrap_or_default() {
            Value::String(text) => Self::parse(&text).ok_or_else(|| {
                InputValueError::custom(format!(
                    "`{}` is not the id of a {}",
                    short(&text),
                    T::KIND
                ))
            }),
            value => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.text())
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        Some(self)
    }
}

impl<T: Identity> OutputType for Id<T> {
    fn type_name() -> Cow<'static, str> {
        <ID as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        _: &ContextSelectionSet<'_>,
        _: &Positioned<Field>,
    ) -> ServerResult<Value> {
        Ok(Value::String(self.text()))
    }
}

/// What a message repeats of an input: not more than a line.
pub fn short(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_only_read_as_its_own_kind() {
        let id = Id(TaskId(Uuid::from_u128(5)));
        assert_eq!(Id::<TaskId>::parse(&id.text()), Some(id));
        assert_eq!(Id::<PlanId>::parse(&id.text()), None);
        assert_eq!(Id::<TaskId>::parse("task:5"), None);
        assert_eq!(Id::<TaskId>::parse("tasks:00000000-0000-0000-0000-000000000005"), None);
    }

    #[test]
    fn a_sheet_is_named_by_plan_unit_and_month() {
        let text = "sheet:00000000-0000-0000-0000-000000000001.\
            00000000-0000-0000-0000-000000000002.2026-11";
        assert_eq!(Id::<SheetKey>::parse(text).map(|id| id.text()).as_deref(), Some(text));
    }
}
