//! The OpenAPI 3.1 document, made from the routes and the declared schemas.

use serde_json::{Map, Value, json};

use super::route::{Answers, Parameter, Place, Route};
use super::routes;
use crate::asked::{Answer, Asked};
use crate::problem::Problem;
use crate::workbench::Shared;

/// Schemas by name, as the document holds them.
const SCHEMAS: &str = include_str!("schemas.json");

pub(super) const ROUTES: &[Route] = &[Route::get(
    "getOpenApi",
    "/api/v1/openapi.json",
    "This document.",
    Answers::json("Document", "OpenAPI 3.1"),
    answer,
)];

fn answer(_: &Shared, _: &Asked) -> Result<Answer, Problem> {
    Ok(Answer::facts(document()))
}

/// The document.
pub fn document() -> Value {
    let mut paths = Map::new();
    for route in routes() {
        let at = paths.entry(route.path).or_insert_with(|| json!({}));
        at[route.method.key()] = operation(route);
    }
    let schemas: Value = serde_json::from_str(SCHEMAS).unwrap_or_default();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "forefend",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Everything the workbench does. Numbers are projections, those of a changed policy scenarios; only scored horizons \
                are forecasts. Each number keeps the run and the query that it comes from.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{}, { "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn operation(route: &Route) -> Value {
    let Answers { status, media, schema, about } = route.answers;
    let content: Map<String, Value> = (media.iter())
        .map(|media| {
            let of_json = schema.filter(|_| *media == "application/json");
            (
                (*media).to_owned(),
                of_json.map_or_else(|| json!({}), |schema| json!({ "schema": reference(schema) })),
            )
        })
        .collect();
    let mut responses = Map::new();
    let mut well = json!({ "description": about });
    if status != 204 {
        well["content"] = Value::Object(content);
    }
    responses.insert(status.to_string(), well);
    let of_body: &[u16] = if route.accepts.is_some() { &[408, 413, 415, 422] } else { &[] };
    let mut refusals: Vec<u16> = [&[400, 401, 403, 500], of_body, route.refusals].concat();
    refusals.sort_unstable();
    refusals.dedup();
    for status in refusals {
        let content = json!({ "application/problem+json": { "schema": reference("Problem") } });
        responses.insert(status.to_string(), json!({ "description": words(status), "content": content }));
    }
    let mut operation = json!({ "operationId": route.id, "summary": route.about, "responses": responses });
    if !route.parameters.is_empty() {
        operation["parameters"] = route.parameters.iter().map(parameter).collect();
    }
    if let Some(accepts) = &route.accepts {
        let schema =
            accepts.schema.map_or_else(|| json!({}), |schema| json!({ "schema": reference(schema) }));
        let content: Map<String, Value> =
            accepts.media.iter().map(|media| ((*media).to_owned(), schema.clone())).collect();
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    operation
}

fn parameter(parameter: &Parameter) -> Value {
    let path = parameter.place == Place::Path;
    json!({
        "name": parameter.name,
        "in": if path { "path" } else { "query" },
        "required": path,
        "description": parameter.about,
        "schema": { "type": "string" },
        "example": parameter.example,
    })
}

fn words(status: u16) -> &'static str {
    match status {
        400 => "the request cannot be read",
        401 => "a token is needed",
        403 => "the request may come from another site, or calls this server by a name that is not its own",
        404 => "there is nothing of this name",
        408 => "the body took too long",
        409 => "not possible as things stand",
        413 => "more bytes than are read",
        415 => "a media type that is not read",
        422 => "a mistake in what was sent, with its line",
        429 => "too much waits; ask again after Retry-After seconds",
        503 => "no finished assessment yet",
        _ => "a failure",
    }
}
