//! The brief of a report: every chapter from the parts of a run.

use forefend_report::{BRIEF_SCHEMA, Brief, RunFacts, TrackRecord};
use forefend_runs::{Manifest, RunWriter};

use crate::counts::Counts;
use crate::error::AssessError;
use crate::fans::Fans;
use crate::material::Material;
use crate::options::Options;
use crate::{
    appraisal, countries, elements, first_page, home, limits, organisations, principles, provenance,
    recommendations, record, scenarios, sealed, threats,
};

pub(crate) fn brief(
    material: &Material<'_>,
    options: &Options,
    manifest: &Manifest,
    writer: &RunWriter,
) -> Result<Brief, AssessError> {
    let (telling, clock) = (material.telling(), &material.clock);
    let parts = scenarios::reference_parts(material.prepared, writer);
    let counts = Counts::gather(material, &parts)?;
    let fans = Fans::gather(material, &parts, &counts)?;
    let outlook = countries::outlook(material, &counts, &fans)?;
    let mut compared = appraisal::compare(material, &parts, writer)?;
    principles::judge(material, &mut compared, &parts, writer)?;
    let organisations = organisations::outlook(material, &counts)?;
    let drawn = threats::Drawn { parts: &parts, counts: &counts };
    let (of_threats, joint) =
        (threats::threats(material, &fans, drawn)?, threats::joint::tail(material, drawn)?);
    let cascades = threats::cascades::cascades(material, drawn)?;
    let title = telling.title.as_ref().map(|title| title.text(clock));
    Ok(Brief {
        schema: BRIEF_SCHEMA,
        title: title.unwrap_or_else(|| format!("Outlook to {}", clock.horizon)),
        subtitle: telling.subtitle.as_ref().map(|subtitle| subtitle.text(clock)).unwrap_or_default(),
        run: facts(material, options, manifest, writer),
        home: home::home(material, writer)?,
        first_page: first_page::first_page(material, &fans, (&outlook, &counts), &compared, &of_threats)?,
        elements: elements::sections(material, &fans, &outlook, &compared, &organisations)?,
        principles: compared.principles,
        threats: of_threats,
        joint,
        cascades,
        outlook,
        appraisal: compared.brief,
        record: TrackRecord { sealed: sealed::brief(material), ..record::brief(material) },
        organisations,
        of_members: telling.organisation.as_ref().map(|told| told.title.clone()).unwrap_or_default(),
        method: provenance::method(material, options),
        sources: provenance::sources(material, options)?,
        limits: limits::limits(material)?,
        recommendations: recommendations::declared(
            material.world,
            &material.prepared.measures,
            &material.prepared.outcomes,
        )?,
    })
}

fn facts(material: &Material<'_>, options: &Options, manifest: &Manifest, writer: &RunWriter) -> RunFacts {
    let clock = &material.clock;
    let unobserved = material.telling().unobserved.as_ref().map(|words| words.text(clock));
    RunFacts {
        id: writer.id().to_owned(),
        command: options.command.clone(),
        seed: options.seed,
        draws: options.draws,
        as_of: manifest.as_of.clone(),
        data_digest: manifest.data.clone(),
        world_digest: manifest.world.clone(),
        code_version: options.code.clone(),
        created: made(writer).unwrap_or_else(|| options.created.clone()),
        first_year: i32::from(clock.anchor) + 1,
        nowcast_until: i32::from(clock.present),
        last_year: i32::from(clock.horizon),
        nowcast_reason: unobserved.unwrap_or_else(|| format!("outcomes end in December {}", clock.anchor)),
    }
}

/// The report of a run, in its folder: it is written while the run is locked, and stays with it.
pub(crate) fn write_report(brief: &Brief, writer: &RunWriter) -> Result<(), AssessError> {
    writer.write("report.html", forefend_report::render(brief)?.as_bytes())?;
    let facts = serde_json::to_vec_pretty(brief).map_err(|error| AssessError::Declaration {
        place: "report.json".to_owned(),
        message: format!("cannot be written as JSON ({error}); please report this"),
    })?;
    Ok(writer.write("report.json", &facts)?)
}

/// The date that the report of a run found finished has already: the same command gives it the same bytes on any day.
fn made(writer: &RunWriter) -> Option<String> {
    let facts: serde_json::Value = serde_json::from_str(&writer.read("report.json")?).ok()?;
    facts["run"]["created"].as_str().map(str::to_owned)
}
