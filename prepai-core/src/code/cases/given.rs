//! Tests from texts.

use serde_json::Value;

use super::super::value::Datum;
use super::super::{Given, Program, TestCase};
use super::{Arity, arguments, value};
use crate::error::{Error, ErrorKind, Result};

/// The most tests of one program.
pub const MAX_TESTS: usize = 100;

/// The longest text of an input or an expected value, in bytes.
pub const MAX_VALUE: usize = 1 << 20;

impl TestCase {
    /// A test of arguments and expected value as JSON.
    pub fn new(args: Value, expected: Value) -> TestCase {
        TestCase { args, expected, given: None }
    }

    /// A test of a function from two texts; `place` names it in errors, such as `testCases[3]`.
    ///
    /// # Errors
    /// `invalid_input` with the field, such as `testCases[3].input`.
    pub fn given(place: &str, input: &str, expected: &str, arity: Option<Arity>) -> Result<TestCase> {
        let named = |field: &str, error: Error| {
            let message = format!("{place}.{field}: {}", error.message());
            Error::new(ErrorKind::InvalidInput, message).with("field", format!("{place}.{field}"))
        };
        let args = arguments(input, arity).map_err(|error| named("input", error))?;
        let result = value(expected).map_err(|error| named("expected", error))?;
        let given = Given { input: input.to_owned(), expected: expected.to_owned() };
        Ok(TestCase {
            args: args.iter().map(Datum::to_guest).collect(),
            expected: result.to_guest(),
            given: Some(given),
        })
    }

    /// A test of a whole program: what it reads and what it is to print.
    pub fn printed(input: &str, expected: &str) -> TestCase {
        let given = Given { input: input.to_owned(), expected: expected.to_owned() };
        TestCase { args: Value::Array(Vec::new()), expected: expected.into(), given: Some(given) }
    }

    /// The arguments as a guest reads them, for a function whose arity is known now: a lone list may be the list of them.
    pub fn arguments(&self, arity: Option<Arity>) -> Vec<Value> {
        let read = self.given.as_ref().filter(|_| arity.is_some());
        let again = read.and_then(|given| arguments(&given.input, arity).ok());
        match again {
            // Only a lone list can be read in two ways; arguments that came as JSON stay.
            Some(again) if self.args.as_array().is_some_and(|args| args.len() == 1) => {
                again.iter().map(Datum::to_guest).collect()
            }
            _ => self
                .args
                .as_array()
                .into_iter()
                .flatten()
                .map(|arg| Datum::from_guest(arg).to_guest())
                .collect(),
        }
    }

    /// What a program that is run as a whole reads.
    pub fn input(&self) -> &str {
        self.given.as_ref().map_or("", |given| given.input.as_str())
    }
}

impl Program {
    /// Checks the limits of code and tests.
    ///
    /// # Errors
    /// `too_large` with the field.
    pub fn check(&self) -> Result<()> {
        let limits = &self.limits;
        check_size("code", self.source.len(), limits.source)?;
        if self.cases.len() > limits.tests {
            let message = format!("testCases: may be {} and are {}", limits.tests, self.cases.len());
            return Err(Error::new(ErrorKind::TooLarge, message).with("field", "testCases"));
        }
        for (index, case) in self.cases.iter().enumerate() {
            if let Some(given) = &case.given {
                check_size(&format!("testCases[{index}].input"), given.input.len(), limits.value)?;
                check_size(&format!("testCases[{index}].expected"), given.expected.len(), limits.value)?;
            }
        }
        Ok(())
    }
}

fn check_size(field: &str, size: usize, limit: usize) -> Result<()> {
    if size <= limit {
        return Ok(());
    }
    let message = format!("{field}: may have {limit} bytes and has {size}");
    Err(Error::new(ErrorKind::TooLarge, message).with("field", field))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_test_is_read_and_what_is_wrong_is_named() {
        let case = TestCase::given("testCases[0]", "[3,1,2]", "[1,2,3]", None).unwrap();
        assert_eq!((&case.args, &case.expected), (&json!([[3, 1, 2]]), &json!([1, 2, 3])));
        let error = TestCase::given("testCases[3]", "[1, 2", "3", None).unwrap_err();
        assert!(error.message().starts_with("testCases[3].input: is neither JSON nor"), "{error}");
        let error = TestCase::given("testCases[3]", "1", "[3", None).unwrap_err();
        assert!(error.message().starts_with("testCases[3].expected: "), "{error}");
    }

    #[test]
    fn a_lone_list_is_read_again_when_the_arity_is_known() {
        let case = TestCase::given("t", "[1,2]", "3", None).unwrap();
        assert_eq!(case.arguments(None), [json!([1, 2])]);
        assert_eq!(case.arguments(Some(Arity::exactly(2))), [json!(1), json!(2)]);
        let own = TestCase::new(json!([[1, 2]]), json!(3));
        assert_eq!(own.arguments(Some(Arity::exactly(2))), [json!([1, 2])]);
        let object = TestCase::new(json!([{"a": 1}]), json!(3));
        assert_eq!(object.arguments(None), [json!({"$": "map", "v": [["a", 1]]})]);
    }
}
