//! `forefend describe links`: what can be switched in a world, and what it does.

use forefend_assess::{DescribedLinks, EffectSettings, LinkEffects, describe_links, link_effects};
use serde_json::json;

use crate::cli::Global;
use crate::cli::describe::DescribeLinksArguments;
use crate::data::table::number;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::terminal::say;
use crate::{simulated, table};

/// `forefend describe links`: every link, correlation and scenario; with `--effects` what each link does.
pub fn run(global: &Global, arguments: &DescribeLinksArguments) -> Result<(), Failure> {
    let world = crate::input::world(arguments.world.as_deref())?;
    let described = describe_links(&world)?;
    let mut effects = None;
    if let Some(draws) = arguments.effects {
        let panel = crate::input::panel(&world)?;
        simulated::threads(arguments.work.threads)?;
        let settings = EffectSettings { seed: arguments.work.seed, draws, as_of: None, to: arguments.to };
        let bar = Bar::new(global);
        let result = link_effects(&world, &panel, settings, &bar);
        bar.finish();
        effects = Some(result?);
    }
    if global.json {
        let facts = json!({ "links": described.links, "scenarios": described.scenarios, "effects": effects });
        say(&format!("{facts:#}\n"));
    } else {
        say(&words(&described, effects.as_ref()));
    }
    Ok(())
}

fn words(described: &DescribedLinks, effects: Option<&LinkEffects>) -> String {
    let mut text = String::new();
    if !described.links.is_empty() {
        let rows: Vec<Vec<String>> = described
            .links
            .iter()
            .map(|link| {
                let arrow = if link.correlation { "<->" } else { "->" };
                vec![
                    link.id.clone(),
                    if link.on { "on" } else { "off" }.to_owned(),
                    format!("{} {arrow} {}", link.from, link.to),
                    link.title.clone(),
                    link.source.clone(),
                    link.grade.clone(),
                ]
            })
            .collect();
        text.push_str(&table::aligned(&["link", "state", "between", "what", "source", "grade"], &rows, 6));
        text.push_str("--without-link ID switches one off, --with-link ID one on that is off. Grades are those of evidence.\n");
    }
    if !described.scenarios.is_empty() {
        let line = |one: &forefend_assess::DescribedScenario| {
            vec![one.id.clone(), one.title.clone(), one.source.clone()]
        };
        let rows: Vec<Vec<String>> = described.scenarios.iter().map(line).collect();
        text.push_str(&format!("\n{}", table::aligned(&["scenario", "what", "source"], &rows, 3)));
        text.push_str("--scenario ID chooses one.\n");
    }
    if text.is_empty() {
        text.push_str("this world declares no links.toml and no scenarios.toml: nothing can be switched\n");
    }
    if let Some(effects) = effects {
        let line = |one: &forefend_assess::LinkEffect| {
            vec![
                one.link.clone(),
                one.variable.clone(),
                one.year.to_string(),
                number(one.with),
                number(one.without),
                number(one.difference),
                number(one.standard_error),
            ]
        };
        let rows: Vec<Vec<String>> = effects.effect.iter().map(line).collect();
        let head =
            ["link", "variable", "year", "median with", "median without", "mean difference", "its error"];
        text.push_str(&format!(
            "\n{}{} futures of seed {} as of {}, the same with and without; its error is that of so many futures alone.\n",
            table::aligned(&head, &rows, 2),
            effects.draws,
            effects.seed,
            effects.as_of
        ));
    }
    text
}
