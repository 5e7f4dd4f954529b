//! The files of a report as an RO-Crate 1.1 (<https://w3id.org/ro/crate/1.1>): what they are, how they were made, from what, and under
//! which licence.

use forefend_panel::digest;
use serde_json::{Value, json};

use super::Document;
use crate::brief::Brief;

/// The name that the specification gives the file.
pub const CRATE_FILE: &str = "ro-crate-metadata.json";

/// A file of a crate.
#[derive(Debug, Clone, Copy)]
pub struct CrateFile<'a> {
    /// Its name beside the metadata.
    pub name: &'a str,
    /// Its media type.
    pub media: &'a str,
    /// What it is.
    pub description: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// Metadata of a report's folder in JSON-LD: the descriptor, the folder, each file, the program, the run with its command, the licence,
/// and every source.
pub fn ro_crate(document: &Document, brief: &Brief, files: &[CrateFile<'_>]) -> Value {
    let run = &document.run;
    let reference = |id: &str| json!({ "@id": id });
    let names: Vec<Value> = files.iter().map(|file| reference(file.name)).collect();
    let sources: Vec<Value> =
        (0..brief.sources.len()).map(|at| reference(&format!("#source-{at}"))).collect();
    let mut graph = vec![
        json!({
            "@id": CRATE_FILE, "@type": "CreativeWork",
            "about": reference("./"), "conformsTo": reference("https://w3id.org/ro/crate/1.1"),
        }),
        json!({
            "@id": "./", "@type": "Dataset", "name": document.title,
            "description": format!(
                "{} A report ({}) built from run {} of forefend; data as of {}.",
                document.subtitle, document.template, run.id, run.as_of
            ),
            "datePublished": run.created, "identifier": run.id, "license": reference("#licence"),
            "hasPart": names, "isBasedOn": sources, "mentions": reference("#run"),
        }),
        json!({
            "@id": "#licence", "@type": "CreativeWork", "name": "Each series keeps the licence of its source",
            "description": "Text and code: MIT or Apache-2.0, as you choose. Figures made from a series are under the terms of its source, \
                            which each source below names.",
        }),
        json!({
            "@id": "#forefend", "@type": "SoftwareApplication", "name": "forefend",
            "softwareVersion": run.code_version, "version": run.code_version,
            "license": "MIT OR Apache-2.0",
        }),
        json!({
            "@id": "#run", "@type": "CreateAction", "name": format!("Run {}", run.id),
            "description": format!("Made again by: {}", run.command), "endTime": run.created,
            "instrument": reference("#forefend"), "object": sources, "result": names,
            "identifier": [format!("world sha256 {}", run.world_digest), format!("data sha256 {}", run.data_digest)],
        }),
    ];
    graph.extend(files.iter().map(|file| {
        json!({
            "@id": file.name, "@type": "File", "name": file.name, "description": file.description,
            "encodingFormat": file.media, "contentSize": file.bytes.len().to_string(), "sha256": digest(file.bytes),
        })
    }));
    graph.extend(brief.sources.iter().enumerate().map(|(at, source)| {
        json!({
            "@id": format!("#source-{at}"), "@type": "Dataset", "name": source.series, "description": source.coverage,
            "creditText": source.source, "license": source.licence,
        })
    }));
    json!({ "@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph })
}
