//! `forefend country`.

use forefend_assess::{AssessError, CountryFound, country};
use forefend_panel::Month;
use forefend_report::{CountryPage, render_country};
use forefend_runs::Shard;
use forefend_runs::{quoted, write_file};
use forefend_track::replay::PastLooks;
use serde_json::json;

use crate::cli::Global;
use crate::cli::simulated::CountryArguments;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::simulated;

/// Months from which the past is looked at: every fifth year, and three years ago, whose years are nearly all known.
const LOOKS: [&str; 8] =
    ["1990-06", "1995-06", "2000-06", "2005-06", "2010-06", "2015-06", "2020-06", "2023-06"];
/// Years ahead of each look, as far as the longest outlook needs.
const AHEAD: i16 = 14;
/// Futures of each look: a chance to within 3 percentage points.
const DRAWS_OF_A_LOOK: u64 = 500;

/// `forefend country`: the outlook of one country beside its past.
pub fn run(global: &Global, arguments: &CountryArguments) -> Result<(), Failure> {
    let (simulated, futures) = (&arguments.simulated, &arguments.futures);
    if simulated.shard.is_some() {
        let words =
            "--shard: a country's page is made from a whole run; leave it out, or use `forefend project`";
        return Err(Failure::command(words.to_owned()));
    }
    let world = crate::input::given(&simulated.given)?;
    let panel = crate::input::panel_with(&world, simulated.given.outcomes.as_deref())?;
    let asked = panel.roster().find(&arguments.country)?;
    let code = asked.iso3().map_or_else(|| asked.id.to_string(), |iso3| iso3.to_string());
    let (unit, name) = (asked.id, format!("country-{}.html", code.replace(' ', "-")));
    crate::latest::check_kind(&simulated.out, &[&name])?;
    let command = simulated::command("country", simulated, futures, false);
    let command = command.replacen("country", &format!("country {}", quoted(&arguments.country)), 1);
    let options = simulated::options(simulated, futures, Shard::WHOLE, command, false)?;
    let looks = PastLooks {
        months: LOOKS.iter().map(|month| Ok(month.parse::<Month>()?)).collect::<Result<_, Failure>>()?,
        years_ahead: AHEAD,
        draws: DRAWS_OF_A_LOOK,
        seed: options.seed,
    };
    simulated::threads(simulated.work.threads)?;
    let bar = Bar::new(global);
    let result = country(&world, &panel, &options, (unit, &looks), &bar);
    bar.finish();
    let found = result?;
    let page = simulated.out.join(&name);
    write_file(&page, render_country(&found.page).map_err(AssessError::from)?.as_bytes())?;
    let text = format!("{}page {}\n", words(&found.page), page.display());
    simulated::close(global, &found.ran, facts(&found, &page), &text);
    Ok(())
}

fn facts(found: &CountryFound, page: &std::path::Path) -> serde_json::Value {
    json!({ "label": "projection", "country": found.page, "looks": found.looks, "page": page })
}

/// What the terminal prints: sentences, then the tables of the page.
fn words(page: &CountryPage) -> String {
    let mut text = format!("{} ({}). {}\n{}\n\n", page.title, page.iso3, page.subtitle, page.warning);
    for sentence in &page.summary {
        text.push_str(&format!("- {sentence}\n"));
    }
    text.push_str(&crate::replay::sections(&page.sections));
    text.push('\n');
    text
}
