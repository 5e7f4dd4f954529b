//! `forefend describe links`: what can be switched in a world, and what it does.

use forefend_assess::{DescribedLinks, EffectSettings, LinkEffects, describe_links, link_effects};
use serde_json::json;

use crate::cli::Global;
use crate::cli::describe::DescribeLinksArguments;
use crate::data::table::{entry, number};
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
    for link in &described.links {
        let arrow = if link.correlation { "<->" } else { "->" };
        let between = format!("{} {arrow} {}", link.from, link.to);
        let state = if link.on { "on" } else { "off" };
        let source = match link.grade.as_str() {
            "" => link.source.clone(),
            grade => format!("{} ({grade})", link.source),
        };
        text.push_str(&block(&link.id, &format!("{state}, {between}"), &link.title, &source));
    }
    if !described.links.is_empty() {
        text.push_str(
            "--without-link ID switches one off, --with-link ID one on. In brackets: grades of evidence.\n",
        );
    }
    if !described.scenarios.is_empty() {
        text.push('\n');
        for one in &described.scenarios {
            text.push_str(&block(&one.id, "scenario", &one.title, &one.source));
        }
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

/// One thing that can be switched: its id and state on a line, what it is and where its size is from below.
fn block(id: &str, state: &str, title: &str, source: &str) -> String {
    format!("{id}: {state}\n{}{}", entry("  what", title), entry("  source", source))
}
