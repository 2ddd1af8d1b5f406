//! The same description as schemas of the OpenAPI document.

use serde_json::Value;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{
    AdditionalProperties, Array, ArrayBuilder, Object, ObjectBuilder, Schema, SchemaType, Type,
};
use utoipa::openapi::{RefOr, Required};

use super::kind::{Field, Kind};

/// The schema of a body with these fields; of a part of something with no others.
pub(crate) fn body_schema(fields: &[Field], part: bool) -> RefOr<Schema> {
    let mut object = object(fields);
    if part {
        object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    }
    Schema::Object(object).into()
}

/// Text of so many characters.
pub(crate) fn text_schema(max: usize, pattern: Option<&str>) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(max))
        .pattern(pattern)
        .build()
}

/// Parameters of a query.
pub(crate) fn parameters(fields: &[Field]) -> Vec<Parameter> {
    fields.iter().map(parameter).collect()
}

fn parameter(field: &Field) -> Parameter {
    ParameterBuilder::new()
        .name(field.name)
        .parameter_in(ParameterIn::Query)
        .required(if field.required { Required::True } else { Required::False })
        .description(Some(field.about))
        .schema(Some(schema(&field.kind, false)))
        .example(example(field))
        .build()
}

fn object(fields: &[Field]) -> Object {
    let mut object = ObjectBuilder::new().schema_type(Type::Object);
    for field in fields {
        let mut schema = schema(&field.kind, field.nullable);
        describe(&mut schema, field);
        object = object.property(field.name, schema);
        if field.required {
            object = object.required(field.name);
        }
    }
    let example: serde_json::Map<String, Value> =
        fields.iter().filter_map(|field| Some((field.name.to_owned(), example(field)?))).collect();
    object.examples([Value::Object(example)]).build()
}

fn example(field: &Field) -> Option<Value> {
    serde_json::from_str(field.example).ok()
}

fn describe(schema: &mut Schema, field: &Field) {
    let about = Some(field.about.to_owned()).filter(|about| !about.is_empty());
    match schema {
        Schema::Object(object) => object.description = about,
        Schema::Array(array) => array.description = about,
        _ => {}
    }
}

fn schema(kind: &Kind, nullable: bool) -> Schema {
    let of = |kind: Type| match nullable {
        true => SchemaType::from_iter([kind, Type::Null]),
        false => SchemaType::new(kind),
    };
    let object = ObjectBuilder::new();
    Schema::Object(match kind {
        Kind::Text { min, max, pattern } => object
            .schema_type(of(Type::String))
            .min_length((*min > 0).then_some(*min))
            .max_length(Some(*max))
            .pattern(pattern.map(|pattern| pattern.expression))
            .build(),
        Kind::Word(words) => {
            let words = words.iter().map(|word| Value::from(*word));
            let all: Vec<Value> = words.chain(nullable.then_some(Value::Null)).collect();
            object.schema_type(of(Type::String)).enum_values(Some(all)).build()
        }
        Kind::Integer { min, max } => {
            let mut object = object.schema_type(of(Type::Integer)).maximum(Some(*max)).build();
            object.minimum = min.map(Into::into);
            object
        }
        Kind::Number { min, max } => {
            object.schema_type(of(Type::Number)).minimum(Some(*min)).maximum(Some(*max)).build()
        }
        Kind::Flag => object.schema_type(of(Type::Boolean)).build(),
        Kind::Object(fields) => self::object(fields),
        Kind::Map { max, item } => object
            .schema_type(of(Type::Object))
            .additional_properties(Some(RefOr::T(schema(item, false))))
            .max_properties(Some(*max))
            .build(),
        Kind::List { max, item } => {
            let mut list =
                ArrayBuilder::new().items(RefOr::T(schema(item, false))).max_items(Some(*max)).build();
            list.schema_type = of(Type::Array);
            return Schema::Array(list);
        }
        Kind::Values => {
            let mut list = Array::new(Schema::default());
            list.schema_type = of(Type::Array);
            return Schema::Array(list);
        }
    })
}
