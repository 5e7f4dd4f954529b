//! A replay: looks from the past through the production path, and the page that says what came of them.

mod said;
mod tables;

use forefend_panel::{Panel, Year};
use forefend_report::{Course, Point, Replay as LooksFigure, ReplayOrigin, Replayed, ReplayedFan, Unit};
use forefend_simulate::{History, Model, WorldFiles};
use forefend_track::Fingerprint;
use forefend_track::replay::{
    Least, Look, Replay, ReplayRival, ReplayRow, ReplaySettings, States, publication,
};

use crate::error::AssessError;
use crate::options::month_of;
use crate::progress::Progress;
use crate::record::band;
use crate::telling::{Levels, Telling, check_country};

/// A replay with its page.
#[derive(Debug)]
pub struct Replayings {
    /// Every score.
    pub replay: Replay,
    /// The page, whose tables the terminal prints too.
    pub page: Replayed,
}

/// Replays the past of a world; `command` and `code` are told on the page.
///
/// # Errors
/// The first error of any layer, with its place and remedy.
///
/// # Examples
/// ```
/// use forefend_assess::{Progress, replay};
/// use forefend_panel::Year;
/// use forefend_simulate::WorldFiles;
/// use forefend_track::Fingerprint;
/// use forefend_track::replay::ReplaySettings;
///
/// struct Quiet;
///
/// impl Progress for Quiet {
///     fn advance(&self, _stage: &str, _detail: &str, _done: u64, _total: u64) {}
/// }
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let settings = ReplaySettings {
///     as_of: "2012-06".parse()?,
///     to: Year(2014),
///     others: Vec::new(),
///     draws: 20,
///     seed: 1,
///     fingerprint: Fingerprint::default(),
/// };
/// let found = replay(&world, &world.panel()?, &settings, ("an example", "0.1.0"), &Quiet)?;
/// // What June 2012 would have said, beside what came.
/// assert!(found.replay.main().is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn replay(
    world: &WorldFiles,
    panel: &Panel,
    settings: &ReplaySettings,
    (command, code): (&str, &str),
    progress: &dyn Progress,
) -> Result<Replayings, AssessError> {
    let model = Model::load(world)?;
    let telling = Telling::load(world)?;
    let country = telling.country(world, "a replay")?;
    model.check_indicators(world, panel)?;
    let month = month_of(None, &model)?;
    let seen = panel.as_of(month, forefend_panel::Availability::Published);
    let history = History::build(&model, &seen, Year(model.frame.horizon))?;
    check_country(&telling, world, &model, &history)?;
    panel.outcomes().map_or(Ok(()), crate::outcomes::complete_year)?;
    let published = publication(world)?;
    let fingerprint = Fingerprint { world: world.digest(), data: panel.digest(), code: code.to_owned() };
    let settings = ReplaySettings { fingerprint, ..settings.clone() };
    let levels = country.levels();
    let least = least(&levels);
    let tell = |done: usize, of: usize| progress.advance("replay", "past looks", done as u64, of as u64);
    let replay = forefend_track::replay::replay(&model, panel, &published, &settings, least, &tell)?;
    let words = Words {
        event: &country.event,
        levels,
        rivals: country.replay.rivals.as_str(),
        listed: country.replay.listed.as_str(),
    };
    let page = page(&replay, &words, command);
    Ok(Replayings { replay, page })
}

/// `June 2008` of `2008-06`.
pub(crate) fn month_words(month: &str) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts = month.split_once('-').and_then(|(year, month)| {
        let name = NAMES.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
        Some(format!("{name} {year}"))
    });
    parts.unwrap_or_else(|| month.to_owned())
}

/// Where the event and the worst level begin.
fn least(levels: &Levels) -> Least {
    let (event, worst) = (levels.at_least.first(), levels.at_least.last());
    Least { event: event.copied().unwrap_or(f64::INFINITY), worst: worst.copied().unwrap_or(f64::INFINITY) }
}

/// Words of the world for what is replayed.
pub(super) struct Words<'a> {
    event: &'a str,
    levels: Levels,
    rivals: &'a str,
    listed: &'a str,
}

fn page(replay: &Replay, words: &Words<'_>, command: &str) -> Replayed {
    let month = month_words(&replay.as_of);
    let look = replay.main();
    Replayed {
        title: format!("What forefend would have said in {month}"),
        label: replay.title.clone(),
        warning: "No forecast of the time: the engine did not exist. It is fitted and run on what had been published by \
                  then, by the release lags declared, but on series as corrected since, some of which nobody had then \
                  (last table), and in a form chosen by people who knew what came."
            .to_owned(),
        facts: facts(replay, command),
        said: look.map(|look| said::said(look, words, replay.draws)).unwrap_or_default(),
        fan: look.map(|look| fan(look, words, &month)),
        looks: Some(looks(replay)),
        courses: look.map(|look| courses(replay, &look.as_of, words)).unwrap_or_default(),
        sections: tables::sections(replay, words),
    }
}

fn facts(replay: &Replay, command: &str) -> Vec<(String, String)> {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    vec![
        fact("Command", command.to_owned()),
        fact(
            "Draws",
            format!("{} at each look, seed {}", Unit::Count.number(replay.draws as f64), replay.seed),
        ),
        fact("Outcome", format!("observed until {}", replay.observed_until)),
        fact("World", replay.fingerprint.world.clone()),
        fact("Data", replay.fingerprint.data.clone()),
        fact("Code", replay.fingerprint.code.clone()),
    ]
}

fn fan(look: &Look, words: &Words<'_>, month: &str) -> ReplayedFan {
    let point = |(year, value): (i16, f64)| Point { year: i32::from(year), value };
    let years = &look.fan.years;
    let (inside, of) = look.fan.inside_90;
    ReplayedFan {
        title: format!("States in {}, as seen in {month}", words.event),
        unit: Unit::Share,
        past: look.fan.past.iter().copied().map(point).collect(),
        bands: years.iter().map(|year| band(year.year, &year.model)).collect(),
        came: years.iter().filter_map(|year| Some(point((year.year, year.observed?)))).collect(),
        decline: years.iter().map(|year| point((year.year, year.decline))).collect(),
        note: format!(
            "{inside} of {of} years lie inside the 90% band. Interval score (smaller is better): {}, a random \
             walk's {}. Shares are of the {} states simulated.",
            Unit::Score.number(look.fan.model_score),
            Unit::Score.number(look.fan.random_walk_score),
            look.states
        ),
    }
}

fn looks(replay: &Replay) -> LooksFigure {
    let mut observed = std::collections::BTreeMap::new();
    for look in &replay.looks {
        observed.insert(look.fan.last_known.0, look.fan.last_known.1);
    }
    for year in replay.looks.iter().flat_map(|look| &look.fan.years) {
        observed.extend(year.observed.map(|value| (year.year, value)));
    }
    let origin = |look: &Look| ReplayOrigin {
        origin: i32::from(look.last_known),
        bands: look.fan.years.iter().map(|year| band(year.year, &year.model)).collect(),
    };
    LooksFigure {
        title: "The same from every look".to_owned(),
        unit: Unit::Share,
        observed: observed.into_iter().map(|(year, value)| Point { year: i32::from(year), value }).collect(),
        origins: replay.looks.iter().map(origin).collect(),
        query: String::new(),
        note: "Each fan begins at the last year whose outcome was published at the look.".to_owned(),
    }
}

/// The log score by years ahead, for all states and for those on the lowest level.
fn courses(replay: &Replay, look: &str, words: &Words<'_>) -> Vec<Course> {
    let calm = format!("states {}", words.levels.states[0]);
    let groups = [(States::All, "all states"), (States::AtPeace, calm.as_str())];
    let mut found = Vec::new();
    for (states, words) in groups {
        for (name, score) in tables::SCORES {
            let rows: Vec<&ReplayRow> =
                replay.rows_of(look, states).filter(|row| row.years_ahead.0 == row.years_ahead.1).collect();
            let points = |value: &dyn Fn(&ReplayRow) -> f64| -> Vec<Point> {
                let point =
                    |row: &&ReplayRow| Point { year: i32::from(row.years_ahead.0), value: value(row) };
                rows.iter().map(point).collect()
            };
            let ends = |row: &&ReplayRow| {
                let interval = score(row).interval?;
                Some((i32::from(row.years_ahead.0), interval.lower, interval.upper))
            };
            let rival = |(at, rival): (usize, ReplayRival)| {
                let value = |row: &ReplayRow| score(row).against[at].score;
                (rival.words().to_owned(), points(&value))
            };
            found.push(Course {
                title: format!("{name} by years ahead, {words}"),
                model: points(&|row| score(row).model),
                band: rows.iter().filter_map(ends).collect(),
                rivals: ReplayRival::ALL.into_iter().enumerate().map(rival).collect(),
            });
        }
    }
    found
}
