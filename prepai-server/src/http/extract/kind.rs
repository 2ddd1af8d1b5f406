//! What a field may be, and whether a value is that.

use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value, json};

use super::wrong::Wrong;

/// A rule on text beyond its length: the same as an expression for the document and as code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pattern {
    /// In the dialect that JSON Schema has.
    pub(crate) expression: &'static str,
    /// Whether a text fits.
    pub(crate) fits: fn(&str) -> bool,
}

impl Pattern {
    /// One line with something on it.
    pub(crate) const LINE: Pattern = Pattern {
        expression: r"^(?![\s\S]*[\u0000-\u001f\u007f-\u009f])[\s\S]*[^\s\u2028\u2029]",
        fits: |text| !text.trim().is_empty() && !text.chars().any(char::is_control),
    };
    /// Something that can be seen.
    pub(crate) const SOMETHING: Pattern =
        Pattern { expression: r"[^\s\u0085]", fits: |text| !text.trim().is_empty() };
    /// A language tag.
    pub(crate) const TAG: Pattern = Pattern {
        expression: "^[A-Za-z0-9-]+$",
        fits: |text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
    };
}

/// What a value must be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// Text of so many characters.
    Text { min: usize, max: usize, pattern: Option<Pattern> },
    /// One of some words.
    Word(&'static [&'static str]),
    /// A whole number.
    Integer { min: Option<i64>, max: i64 },
    /// A number.
    Number { min: f64, max: f64 },
    /// True or false.
    Flag,
    /// A list of at most so many.
    List { max: usize, item: &'static Kind },
    /// An object with these fields.
    Object(&'static [Field]),
    /// A list of anything.
    Values,
    /// An object with at most so many fields, whatever their names.
    Map { max: usize, item: &'static Kind },
}

/// A field of a body, or a parameter of a query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it must be.
    pub(crate) kind: Kind,
    /// Whether it must be there.
    pub(crate) required: bool,
    /// Whether null stands for its absence.
    pub(crate) nullable: bool,
    /// What it means, for the document.
    pub(crate) about: &'static str,
    /// A value of it, as JSON.
    pub(crate) example: &'static str,
}

impl Field {
    pub(crate) const fn required(
        name: &'static str,
        kind: Kind,
        about: &'static str,
        example: &'static str,
    ) -> Field {
        Field { name, kind, required: true, nullable: false, about, example }
    }

    pub(crate) const fn optional(
        name: &'static str,
        kind: Kind,
        about: &'static str,
        example: &'static str,
    ) -> Field {
        Field { name, kind, required: false, nullable: true, about, example }
    }

    /// One of which absence means that it stays as it is, so that null says nothing.
    pub(crate) const fn part(
        name: &'static str,
        kind: Kind,
        about: &'static str,
        example: &'static str,
    ) -> Field {
        Field { name, kind, required: false, nullable: false, about, example }
    }
}

/// What is made of checked fields.
pub(crate) trait Shaped: DeserializeOwned {
    /// Its name in the document.
    const NAME: &'static str;
    /// Its fields.
    const FIELDS: &'static [Field];
    /// Whether it changes a part of something: then there is a body, and no field that is not known.
    const PART: bool = false;
}

/// The fields of an object, checked and in the form that [`Shaped`] types are made of.
pub(super) fn object(fields: &[Field], value: &Value, place: &[Value], wrong: &mut Wrong) -> Value {
    let Some(given) = value.as_object() else {
        let message = "Input should be a valid dictionary or object to extract fields from";
        wrong.add("model_attributes_type", place, message, value, Value::Null);
        return Value::Null;
    };
    let mut taken = Map::new();
    for field in fields {
        let place: Vec<Value> = place.iter().cloned().chain([field.name.into()]).collect();
        match given.get(field.name) {
            None if field.required => wrong.add("missing", &place, "Field required", value, Value::Null),
            None => {}
            Some(Value::Null) if field.nullable => {}
            Some(value) => {
                taken.insert(field.name.to_owned(), field.kind.check(value, &place, wrong));
            }
        }
    }
    Value::Object(taken)
}

impl Kind {
    pub(super) fn check(&self, value: &Value, place: &[Value], wrong: &mut Wrong) -> Value {
        let mut no =
            |kind: &str, message: &str, limits: Value| wrong.add(kind, place, message, value, limits);
        match (self, value) {
            (Kind::Text { min, max, pattern }, Value::String(text)) => {
                let length = text.chars().count();
                if length < *min {
                    let message = format!("String should have at least {}", counted(*min, "character"));
                    no("string_too_short", &message, json!({"min_length": min}));
                } else if length > *max {
                    let message = format!("String should have at most {}", counted(*max, "character"));
                    no("string_too_long", &message, json!({"max_length": max}));
                } else if let Some(pattern) = pattern.filter(|pattern| !(pattern.fits)(text)) {
                    let message = format!("String should match pattern '{}'", pattern.expression);
                    no("string_pattern_mismatch", &message, json!({"pattern": pattern.expression}));
                }
            }
            (Kind::Text { .. }, _) => no("string_type", "Input should be a valid string", Value::Null),
            (Kind::Word(words), _) => {
                if !value.as_str().is_some_and(|word| words.contains(&word)) {
                    let expected = alternatives(words);
                    no(
                        "literal_error",
                        &format!("Input should be {expected}"),
                        json!({"expected": expected}),
                    );
                }
            }
            (Kind::Integer { min, max }, Value::Number(number)) => {
                let Some(whole) = whole(number) else {
                    let message = "Input should be a valid integer, got a number with a fractional part";
                    no("int_from_float", message, Value::Null);
                    return Value::Null;
                };
                if let Some(min) = min.filter(|min| whole < *min) {
                    let message = format!("Input should be greater than or equal to {min}");
                    no("greater_than_equal", &message, json!({"ge": min}));
                } else if whole > *max {
                    let message = format!("Input should be less than or equal to {max}");
                    no("less_than_equal", &message, json!({"le": max}));
                }
                return whole.into();
            }
            (Kind::Integer { .. }, _) => no("int_type", "Input should be a valid integer", Value::Null),
            (Kind::Number { min, max }, Value::Number(number)) => {
                let number = number.as_f64().unwrap_or(f64::MAX);
                if number < *min {
                    let message = format!("Input should be greater than or equal to {min}");
                    no("greater_than_equal", &message, json!({"ge": min}));
                } else if number > *max {
                    let message = format!("Input should be less than or equal to {max}");
                    no("less_than_equal", &message, json!({"le": max}));
                }
            }
            (Kind::Number { .. }, _) => no("float_type", "Input should be a valid number", Value::Null),
            (Kind::Flag, Value::Bool(_)) => {}
            (Kind::Flag, _) => no("bool_type", "Input should be a valid boolean", Value::Null),
            (Kind::List { max, item }, Value::Array(items)) => {
                if items.len() > *max {
                    let message = format!("List should have at most {max} items, not {}", items.len());
                    no("too_long", &message, json!({"max_length": max, "actual_length": items.len()}));
                    return Value::Null;
                }
                let inside =
                    |index: usize| -> Vec<Value> { place.iter().cloned().chain([index.into()]).collect() };
                let taken =
                    items.iter().enumerate().map(|(at, one)| item.check(one, &inside(at), wrong)).collect();
                return Value::Array(taken);
            }
            (Kind::Map { max, .. }, Value::Object(fields)) if fields.len() > *max => {
                let message = format!("Dictionary should have at most {max} items, not {}", fields.len());
                no("too_long", &message, json!({"max_length": max, "actual_length": fields.len()}));
            }
            (Kind::Map { item, .. }, Value::Object(fields)) => {
                let inside =
                    |name: &str| -> Vec<Value> { place.iter().cloned().chain([name.into()]).collect() };
                let taken =
                    fields.iter().map(|(name, one)| (name.clone(), item.check(one, &inside(name), wrong)));
                return Value::Object(taken.collect());
            }
            (Kind::Map { .. }, _) => no("dict_type", "Input should be a valid dictionary", Value::Null),
            (Kind::Values, Value::Array(_)) => {}
            (Kind::List { .. } | Kind::Values, _) => {
                no("list_type", "Input should be a valid list", Value::Null)
            }
            (Kind::Object(fields), _) => return object(fields, value, place, wrong),
        }
        value.clone()
    }
}

/// A number without a fraction, cut to what fits: beyond it every limit is broken alike.
pub(super) fn whole(number: &Number) -> Option<i64> {
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    let float = number.as_f64()?;
    // The cast saturates.
    (float.fract() == 0.0).then_some(float as i64)
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// `'a', 'b' or 'c'`.
pub(super) fn alternatives(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        Field::required("name", Kind::Text { min: 1, max: 3, pattern: Some(Pattern::LINE) }, "", "\"a\""),
        Field::optional("age", Kind::Integer { min: Some(5), max: 9 }, "", "5"),
        Field::optional("word", Kind::Word(&["a", "b", "c"]), "", "\"a\""),
        Field::optional("list", Kind::List { max: 2, item: &Kind::Flag }, "", "[]"),
    ];

    fn wrong(value: Value) -> Vec<(String, Value)> {
        let mut wrong = Wrong::default();
        let taken = object(FIELDS, &value, &["body".into()], &mut wrong);
        let complaints = wrong.into_result(taken).err().unwrap_or_default();
        complaints.iter().map(|one| (one["type"].as_str().unwrap().to_owned(), one["loc"].clone())).collect()
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let found = wrong(json!({"name": "a\u{7}", "age": 10, "word": "d", "list": [true, 1]}));
        let types: Vec<&str> = found.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(types, ["string_pattern_mismatch", "less_than_equal", "literal_error", "bool_type"]);
        assert_eq!(found[3].1, json!(["body", "list", 1]));
    }

    #[test]
    fn null_is_absence_only_where_a_field_may_be_absent() {
        assert!(wrong(json!({"name": "a", "age": null, "other": 1})).is_empty());
        assert_eq!(wrong(json!({"name": null}))[0].0, "string_type");
        assert_eq!(wrong(json!([]))[0].0, "model_attributes_type");
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        assert!(wrong(json!({"name": "a", "age": 6.0})).is_empty());
        assert_eq!(wrong(json!({"name": "a", "age": 6.5}))[0].0, "int_from_float");
        assert_eq!(wrong(json!({"name": "a", "age": 1e300}))[0].0, "less_than_equal");
    }

    #[test]
    fn lengths_count_characters() {
        assert!(wrong(json!({"name": "李李李"})).is_empty());
        assert_eq!(wrong(json!({"name": "李李李李"}))[0].0, "string_too_long");
        assert_eq!(wrong(json!({"name": ""}))[0].0, "string_too_short");
        assert_eq!(wrong(json!({"name": " \u{3000}"}))[0].0, "string_pattern_mismatch");
    }

    #[test]
    fn words_are_listed_as_a_person_would() {
        assert_eq!(alternatives(&["a", "b", "c"]), "'a', 'b' or 'c'");
        assert_eq!(alternatives(&["a"]), "'a'");
    }
}
