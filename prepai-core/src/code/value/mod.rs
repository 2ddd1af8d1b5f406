//! Values of candidates' programs: trees that every language's values become, and how they compare.
//!
//! They cross the border of the confinement as JSON ([`Datum::from_guest`], [`Datum::to_guest`]). Trees are at most
//! [`MAX_DEPTH`] deep, so that no walk over one overflows a stack.

mod canonical;
mod compare;
mod equal;
mod guest;
mod number;
mod order;
mod show;

pub use compare::accepts;
pub use equal::{TOLERANCE, equal};
pub use guest::MAX_DEPTH;
pub use number::integer;
pub use show::{SHOWN, Style};

/// A value of a program in any language.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// `None`, `null`.
    Null,
    /// JavaScript's `undefined`.
    Undefined,
    /// A truth value; never a number.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A whole number beyond `i128`: a sign and digits without leading zeros.
    Big(Box<str>),
    /// A floating-point number, also infinite or not a number.
    Float(f64),
    /// Text, also a single character.
    Text(String),
    /// Bytes, in base64.
    Bytes(String),
    /// An array, list, vector.
    List(Vec<Datum>),
    /// A tuple; equal to a list of the same items.
    Tuple(Vec<Datum>),
    /// A set: no order, no duplicates.
    Set(Vec<Datum>),
    /// A map, dictionary, object.
    Map(Vec<(Datum, Datum)>),
    /// A linked list's values from its head.
    ListNode(Vec<Datum>),
    /// A tree in level order, `null` where a child is missing.
    TreeNode(Vec<Datum>),
    /// Something else: its type and how the language shows it. Equal to nothing.
    Other(String),
    /// A value that contains itself. Equal to nothing.
    Cycle,
    /// What lay deeper than the limit. Equal to nothing.
    Cut,
}

impl Datum {
    /// The items of everything that counts as a list.
    pub fn items(&self) -> Option<&[Datum]> {
        match self {
            Datum::List(items) | Datum::Tuple(items) | Datum::ListNode(items) | Datum::TreeNode(items) => {
                Some(items)
            }
            _ => None,
        }
    }
}
