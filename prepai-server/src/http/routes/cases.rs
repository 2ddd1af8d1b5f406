//! Tests as clients write them: texts that stand for values.

use prepai_core::code::cases::MAX_VALUE;

use crate::http::extract::{Field, Kind};

const TEXT: Kind = Kind::Text { min: 0, max: MAX_VALUE, pattern: None };

/// The fields of a test, as [`Texts`](prepai_core::code::Texts) has them.
pub(super) const CASE: &[Field] = &[
    Field::optional(
        "input",
        TEXT,
        "The arguments: JSON, a list of them (`[2,7,11,15], 9`), one a line, `name = value`, or Python literals. A lone list is one argument, \
         unless the function takes more; a list whose only element is a list is a list of arguments. What a whole program reads.",
        r#""[3,1,2]""#,
    ),
    Field::required(
        "expected",
        TEXT,
        "The result, written in the same ways; what a whole program is to print.",
        r#""[1,2,3]""#,
    ),
    Field::optional(
        "args",
        Kind::Values,
        "The arguments, without any doubt; goes before `input`.",
        "[[3,1,2]]",
    ),
];
