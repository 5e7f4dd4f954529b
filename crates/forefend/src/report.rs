//! `forefend report build` and `forefend report diff`.

use std::path::{Path, PathBuf};

use forefend_assess::{AssessError, KeptRun, MadeFrom, Making, RunDifference, document_of_difference};
use forefend_report::{
    CRATE_FILE, CrateFile, Document, Template, document, markdown, provenance_csv, render_document, ro_crate,
    run_of, shown,
};
use forefend_runs::write_file;
use serde_json::json;

use crate::cli::Global;
use crate::cli::building::{BuildArguments, DiffArguments, Format, TemplateName};
use crate::failure::Failure;
use crate::latest;
use crate::progress::Bar;
use crate::terminal::say;

/// Where runs are looked for by their ids.
const RUNS: &str = "out/runs";
/// The sidecar that lists every number.
const PROVENANCE: &str = "provenance.csv";

/// A kept run by its folder, or by its id under `out/runs`.
fn kept(named: &Path) -> Result<KeptRun, Failure> {
    let by_id = Path::new(RUNS).join(named);
    let folder = if !named.is_dir() && by_id.is_dir() { by_id } else { named.to_owned() };
    if !folder.is_dir() {
        return Err(Failure::command(format!(
            "{}: no folder of a run, and no run of this id in the folder {RUNS}; `forefend run list` prints those there are; \
             of a run made with --out DIR give the folder, DIR/runs/ID",
            shown(&named.display().to_string())
        )));
    }
    Ok(KeptRun::open(&folder)?)
}

/// `forefend report build`: a report from a kept run.
pub fn build(global: &Global, arguments: &BuildArguments) -> Result<(), Failure> {
    let template = match (arguments.template, &arguments.country) {
        (TemplateName::Commission, _) => Template::Commission,
        (TemplateName::Brief, _) => Template::Brief,
        (TemplateName::Interim, _) => Template::Interim,
        (TemplateName::Country, Some(iso3)) => Template::Country(iso3.clone()),
        (TemplateName::Country, None) => {
            return Err(Failure::command(
                "--template country: name the country with --country ISO3".to_owned(),
            ));
        }
    };
    if arguments.country.is_some() && arguments.template != TemplateName::Country {
        return Err(Failure::command("--country goes with --template country only".to_owned()));
    }
    if arguments.previous.is_some() && arguments.template == TemplateName::Country {
        return Err(Failure::command(
            "--previous tells what judgements were before, and --template country has none: leave it out"
                .to_owned(),
        ));
    }
    let run = kept(&arguments.run)?;
    let previous = arguments.previous.as_deref().map(kept).transpose()?;
    let found = document(&run.brief, &template, previous.as_ref().map(|run| &run.brief)).map_err(
        |error| match error {
            error @ forefend_report::ReportError::UnknownCountry { .. } => {
                Failure::command(format!("--country: {error}"))
            }
            error => AssessError::from(error).into(),
        },
    )?;
    let mut files = written(&found, &arguments.format, "report")?;
    files.push((
        PROVENANCE.to_owned(),
        "text/csv",
        "Every number with its run, query, table, variable, unit and year",
        provenance_csv(&found),
    ));
    let listed: Vec<CrateFile<'_>> = (files.iter())
        .map(|(name, media, description, text)| CrateFile {
            name,
            media,
            description,
            bytes: text.as_bytes(),
        })
        .collect();
    let crate_text = format!("{:#}\n", ro_crate(&found, &run.brief, &listed));
    files.push((CRATE_FILE.to_owned(), "application/ld+json", "What the files are", crate_text));
    let paths = write(&arguments.out, &files)?;
    drop_others(&arguments.out, &files)?;
    if global.json {
        say(&format!("{:#}\n", json!({ "run": found.run.id, "template": found.template, "files": paths })));
    } else if !global.quiet {
        say(&format!("{} of run {}\n", found.template, found.run.id));
        paths.iter().for_each(|path| say(&format!("{}\n", path.display())));
    }
    Ok(())
}

/// Name, media type, what it is, and text of a file.
type Written = (String, &'static str, &'static str, String);

fn written(document: &Document, formats: &[Format], name: &str) -> Result<Vec<Written>, Failure> {
    let mut files: Vec<Written> = Vec::new();
    for format in formats {
        let (ending, media, text) = match format {
            Format::Html => ("html", "text/html", render_document(document)),
            Format::Markdown => ("md", "text/markdown", markdown(document)),
            Format::Json => (
                "json",
                "application/json",
                Ok(serde_json::to_string_pretty(document).unwrap_or_default() + "\n"),
            ),
        };
        let name = format!("{name}.{ending}");
        if files.iter().all(|(other, ..)| *other != name) {
            files.push((name, media, "The report", text.map_err(AssessError::from)?));
        }
    }
    Ok(files)
}

/// Writes the files, and nothing where one of them would replace what the program did not write.
fn write(folder: &Path, files: &[Written]) -> Result<Vec<PathBuf>, Failure> {
    let names: Vec<&str> = files.iter().map(|(name, ..)| name.as_str()).collect();
    latest::check_kind(folder, &names)?;
    for (name, .., text) in files {
        write_file(&folder.join(name), text.as_bytes())?;
    }
    Ok(names.iter().map(|name| folder.join(name)).collect())
}

/// Takes away reports of an earlier build in formats that were not asked for now: beside new ones they would be taken for theirs.
/// What the program did not write stays.
fn drop_others(folder: &Path, files: &[Written]) -> Result<(), Failure> {
    let is_new = |name: &str| files.iter().any(|(own, ..)| own == name);
    for name in ["report.html", "report.md", "report.json"].into_iter().filter(|name| !is_new(name)) {
        let path = folder.join(name);
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        // Of Markdown, which carries no mark, the sidecar of the same build stood beside it.
        let is_ours = match name {
            "report.html" => run_of(&text).is_some(),
            "report.json" => serde_json::from_str::<Document>(&text).is_ok(),
            _ => text.contains("\n## Annex: ") || text.contains("\n## The same numbers again"),
        };
        if is_ours {
            std::fs::remove_file(&path).map_err(|error| {
                Failure::files(format!("cannot take away the older {} ({error})", path.display()))
            })?;
        }
    }
    Ok(())
}

/// `forefend report diff`: what moved between two kept runs, and why.
pub fn diff(global: &Global, arguments: &DiffArguments) -> Result<(), Failure> {
    let (old, new) = (kept(&arguments.old)?, kept(&arguments.new)?);
    let through = arguments.through.iter().map(|run| kept(run)).collect::<Result<Vec<_>, _>>()?;
    let alone = arguments.alone.as_deref().map(kept).transpose()?;
    let found = if arguments.attribute {
        attributed(global, arguments, (&old, &new))?
    } else {
        RunDifference::between(&old, &new, &through, alone.as_ref())?
    };
    let told = document_of_difference(&found, &new.brief.run);
    if let Some(folder) = &arguments.out {
        write(folder, &written(&told, &[Format::Html, Format::Markdown, Format::Json], "difference")?)?;
    }
    if global.json {
        say(&format!("{:#}\n", json!(found)));
    } else if !global.quiet {
        say(&markdown(&told).map_err(AssessError::from)?);
    }
    Ok(())
}

/// The difference, taken apart by runs that are made now.
fn attributed(
    global: &Global,
    arguments: &DiffArguments,
    (old, new): (&KeptRun, &KeptRun),
) -> Result<RunDifference, Failure> {
    let worlds = [crate::input::named(&arguments.old_world)?, crate::input::named(&arguments.new_world)?];
    let panels = [worlds[0].panel()?, worlds[1].panel()?];
    let side = |run, at: usize, named| MadeFrom { run, world: &worlds[at], panel: &panels[at], named };
    let (code, created) = (env!("FOREFEND_CODE"), crate::clock::today());
    let making = Making { runs: &arguments.runs, code, created: &created };
    let bar = Bar::new(global);
    let found = RunDifference::attributed(
        (&side(old, 0, "--old-world"), &side(new, 1, "--new-world")),
        &making,
        &bar,
    );
    bar.finish();
    Ok(found?)
}
