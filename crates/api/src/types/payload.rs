//! What mutations answer with: the objects as they are now, or the lawful no, and the client's key.

use std::future::Future;

use duban_engine::error::EngineError;
use duban_engine::queries::Reader;
use duban_engine::request::Outcome;

use crate::types::refusal::PayloadError;

/// What can be found again after a request: the objects it was about.
pub trait Loaded: Sized + Send {
    /// Reads them as they are now, with the eyes of who asked.
    fn load(
        reader: &Reader,
        outcome: &Outcome,
    ) -> impl Future<Output = Result<Self, EngineError>> + Send;

    /// What stands in their place when nothing was done.
    fn none() -> Self;
}

/// The answer of a mutation.
pub trait Payload: Sized {
    /// What it is about.
    type Object: Loaded;
    /// Its errors.
    type Refusal: PayloadError;

    /// Reads what it is about.
    fn load(
        reader: &Reader,
        outcome: &Outcome,
    ) -> impl Future<Output = Result<Self::Object, EngineError>> + Send {
        Self::Object::load(reader, outcome)
    }

    /// It was done.
    fn done(object: Self::Object, key: Option<String>) -> Self;

    /// It was refused, for one reason or several.
    fn refused(errors: Vec<Self::Refusal>, key: Option<String>) -> Self;
}

/// Declares payloads: name, errors, and the field of the objects.
macro_rules! payloads {
    ($(
        $(#[$doc:meta])*
        $name:ident or $error:ty { $(#[$field_doc:meta])* $field:ident: $type:ty }
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, async_graphql::SimpleObject)]
        pub struct $name {
            $(#[$field_doc])*
            pub $field: $type,
            /// Why it was lawfully refused, thing by thing, the first hundred; empty when it was done. Where
            /// one thing is refused, none is done. 不予办理的原因,逐项列出,至多一百项;办理成功时为空。一项不予办理则全部不办理。
            pub errors: Vec<$error>,
            /// The key that came with the input. 输入中的幂等键。
            pub client_mutation_id: Option<String>,
        }

        impl $crate::types::payload::Payload for $name {
            type Object = $type;
            type Refusal = $error;

            fn done($field: $type, client_mutation_id: Option<String>) -> Self {
                Self { $field, errors: Vec::new(), client_mutation_id }
            }

            fn refused(errors: Vec<$error>, client_mutation_id: Option<String>) -> Self {
                let $field = <$type as $crate::types::payload::Loaded>::none();
                Self { $field, errors, client_mutation_id }
            }
        }
    )*};
}
pub(crate) use payloads;
