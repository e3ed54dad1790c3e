//! Who answers for what: phrases such as (责任单位:…), 由X牵头,Y配合, (X等负责).
//!
//! | form | read as |
//! |---|---|
//! | `(责任单位:A、B)`, the same in 〔〕 or on its own line | first listed leads |
//! | `牵头单位:A;配合单位:B` in brackets or on two lines | stated lead |
//! | `(A、B等负责)`, `(A会同有关部门负责)` | open list |
//! | `列第一位者为牵头单位,下同` | the rule holds from there on |
//! | `(A牵头,B参与,各县区负责落实)`, `由A牵头,B、C按职责分工负责` | stated lead |

mod blanket;
mod group;
mod list;
mod phrase;
mod resolve;
mod words;

pub(crate) use blanket::blanket;
pub(crate) use group::Group;
pub(crate) use list::is_locality;
pub(crate) use phrase::{Phrase, Side, phrases};
pub(crate) use resolve::Register;

use crate::piece::Piece;

/// Whether the words before a colon are a label such as 责任单位.
pub(crate) fn is_label(words: Piece<'_>) -> bool {
    words::label_at(words, 0).is_some()
}

#[cfg(test)]
mod tests;
