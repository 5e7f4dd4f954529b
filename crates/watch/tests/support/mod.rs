//! An invented world: forty countries in five places, some always at war, some never, some now and then.
#![allow(clippy::unwrap_used, dead_code)] // helpers of tests are no `#[test]` functions; not every file uses all

use forefend_panel::{
    CodeSpell, Country, CountryId, Indicator, Link, Month, MonthlyDeclaration, MonthlySeries, Panel, Year,
};
use forefend_score::SplitMix64;
use forefend_watch::{Asked, Forecast, Settings, Target, Views, forecast};

/// Last month of the invented deaths.
pub const LAST: i32 = 109 + 12 * 17 - 1;

pub fn first() -> Month {
    Month::from_views_id(109)
}

/// Settings small enough for a test.
pub fn settings() -> Settings {
    let mut settings = shipped();
    settings.forest.trees = 20;
    settings.boost.rounds = 20;
    // Those that always fight here count as at war.
    settings.war.get_mut(&Target::StateBased).unwrap().deaths = 300;
    settings
}

/// The settings that ship.
pub fn shipped() -> Settings {
    let text = include_str!("../../../../world/watch.toml");
    Settings::parse("world/watch.toml", text).unwrap()
}

/// Gleditsch-Ward numbers: eight countries in each region.
pub fn countries() -> Vec<u16> {
    [100, 300, 450, 620, 800].iter().flat_map(|first| (0..8).map(move |at| first + at)).collect()
}

/// Deaths of a country in a month (counted from [`first`]): always some tens in the first of each eight, now and then in the next
/// three, never in the others.
pub fn deaths(gw: u16, at: i32, target: Target) -> u32 {
    let mut generator = SplitMix64::new(u64::from(gw) * 10_000 + at as u64 * 3 + target as u64);
    let size = generator.below(40) as u32;
    match (gw % 10) % 8 {
        0 => 20 + size,
        1..=3 if generator.below(6) == 0 => 1 + size / 2,
        _ => 0,
    }
}

/// The invented panel. `changed` may change deaths (country, month, deaths) and yearly values (series, year, value).
pub fn panel(changed: &dyn Fn(u16, Month, u32) -> u32, yearly: &dyn Fn(&str, Year, f64) -> f64) -> Panel {
    let mut builder = Panel::builder();
    for (at, gw) in countries().into_iter().enumerate() {
        builder.add_country(country(gw, at as u16 + 1)).unwrap();
    }
    for (id, lag) in [("population", 12), ("gdppc", 12), ("polyarchy", 3), ("youth_share", 12)] {
        let mut indicator = Indicator::synthetic(id);
        indicator.release_lag_months = lag;
        builder.add_indicator(indicator).unwrap();
        for gw in countries() {
            for year in 1970..=2006 {
                let value = yearly(id, Year(year), f64::from(gw) + f64::from(year % 7) * 10.0);
                builder.set(id, CountryId(gw), Year(year), value).unwrap();
            }
        }
    }
    let near = |gw: u16| [(gw, gw + 1), (gw + 1, gw)];
    let links = countries().into_iter().filter(|gw| gw % 10 % 8 < 7).flat_map(near).map(|(from, to)| Link {
        from: CountryId(from),
        to: CountryId(to),
        first: Year(1946),
        last: None,
        weight: 1.0,
    });
    builder.add_network("contiguity", links.collect()).unwrap();
    for target in Target::ALL {
        let mut series = MonthlySeries::new(declaration(target));
        for gw in countries() {
            let counts: Vec<u32> =
                (0..=LAST - 109).map(|at| changed(gw, first() + at, deaths(gw, at, target))).collect();
            series.add(CountryId(gw), first(), &counts).unwrap();
        }
        builder.add_monthly(series).unwrap();
    }
    builder.build().unwrap()
}

/// The panel as invented.
pub fn plain() -> Panel {
    panel(&|_, _, deaths| deaths, &|_, _, value| value)
}

/// The forecast of state-based deaths as of a month, 14 months ahead.
pub fn made(panel: &Panel, as_of: Month, settings: &Settings) -> Forecast {
    let asked = Asked { settings, horizon: 14, seed: 7, reasons: &[] };
    forecast(Views::at(panel, as_of), Target::StateBased, asked).unwrap()
}

fn country(gw: u16, views: u16) -> Country {
    let name = format!("Country {gw}");
    Country {
        id: CountryId(gw),
        name: name.clone(),
        continent: String::new(),
        region: String::new(),
        capital: None,
        state: true,
        spells: vec![CodeSpell {
            first: Year(1946),
            last: None,
            name,
            iso3: None,
            m49: None,
            gw,
            cow: None,
            views: Some(views),
        }],
    }
}

fn declaration(target: Target) -> MonthlyDeclaration {
    MonthlyDeclaration {
        id: target.id().to_owned(),
        title: target.title().to_owned(),
        unit: "deaths a month".to_owned(),
        source: "invented".to_owned(),
        citation: String::new(),
        url: None,
        licence: "CC0-1.0".to_owned(),
        release_lag_months: 6,
        note: String::new(),
    }
}
