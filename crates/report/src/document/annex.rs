//! What would change our mind, and how to get the same numbers again.

use super::{Block, Part};
use crate::brief::*;

/// What would have to be seen: triggers, what would settle each threat, and what a reader should try to refute.
pub(super) fn change_our_mind(brief: &Brief) -> Part {
    let mut part = Part::new("change", "What would change our mind");
    let challenge = brief.elements.iter().find(|section| section.element == Element::Challenge);
    challenge
        .into_iter()
        .flat_map(|section| &section.sentences)
        .for_each(|sentence| part.text(sentence.clone()));
    let triggers: Vec<Sentence> = (brief.recommendations.iter())
        .map(|one| Sentence::plain(format!("{}: {}", one.action, one.trigger)))
        .collect();
    if !triggers.is_empty() {
        part.blocks.push(Block::Heading("Of a recommendation".to_owned()));
        part.blocks.push(Block::Items(triggers));
    }
    let settled: Vec<Sentence> = (brief.threats.iter())
        .filter(|threat| !threat.resolution.is_empty())
        .map(|threat| Sentence::plain(format!("{}: {}", threat.title, threat.resolution)))
        .collect();
    if !settled.is_empty() {
        part.blocks.push(Block::Heading("Of a threat: the data that would settle it".to_owned()));
        part.blocks.push(Block::Items(settled));
    }
    part
}

/// The run, the command that makes it again, and how it works.
pub(super) fn annex(brief: &Brief) -> Part {
    let mut part = again(brief);
    part.blocks.push(Block::Heading("Method".to_owned()));
    let step = |step: &MethodStep| Sentence::plain(format!("{}.", step.title)).followed_by(&step.text);
    part.blocks.push(Block::Items(brief.method.iter().map(step).collect()));
    part
}

/// The run and its command alone, for two pages.
pub(super) fn in_a_line(brief: &Brief) -> Part {
    let run = &brief.run;
    let mut part = Part::new("annex", "The same numbers again");
    part.text(Sentence::plain(format!(
        "Run {}, {} futures, data as of {}, made on {} by {}. The command that makes it again:",
        run.id, run.draws, run.as_of, run.created, run.code_version
    )));
    part.blocks.push(Block::Command(run.command.clone()));
    part
}

/// The run with its digests, and its command.
fn again(brief: &Brief) -> Part {
    let run = &brief.run;
    let mut part = Part::new("annex", "Annex: the same numbers again");
    part.text(Sentence::plain(
        "This command, with the same program, world and data, gives the same numbers to the last digit:",
    ));
    part.blocks.push(Block::Command(run.command.clone()));
    let facts = [
        ("Run", run.id.clone()),
        ("Seed, futures", format!("{}, {}", run.seed, run.draws)),
        ("Data as of", run.as_of.clone()),
        ("Digest of the data", run.data_digest.clone()),
        ("Digest of the world", run.world_digest.clone()),
        ("Program", run.code_version.clone()),
        ("Made", run.created.clone()),
    ];
    part.blocks.push(Block::Items(
        facts.iter().map(|(name, value)| Sentence::plain(format!("{name}: {value}"))).collect(),
    ));
    part.note("provenance.csv beside this file has every number with its run, query, table, variable, unit and year; ro-crate-metadata.json describes the files.");
    part
}
