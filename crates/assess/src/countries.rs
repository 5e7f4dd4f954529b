//! The outlook by country: probabilities by year.

use std::collections::BTreeMap;

use forefend_panel::CountryId;
use forefend_report::{Axis, CountryOutlook, CountryYear, Fan, Outlook, Sentence, Unit};
use forefend_runs::Parts;

use crate::Material;
use crate::error::AssessError;
use crate::fans::Fans;

/// Least chance of any conflict to the horizon for which expected deaths are printed.
const LEAST_CHANCE: f64 = 0.1;

/// Counts over the draws of the reference, by unit position.
#[derive(Debug, Default)]
pub(crate) struct Statistics {
    pub draws: f64,
    /// `[year - first][unit]`: draws in conflict, and at war.
    conflict: BTreeMap<i16, Vec<f64>>,
    war: BTreeMap<i16, Vec<f64>>,
    /// Draws with conflict, war, and conflict in every year of the window.
    pub any_conflict: Vec<f64>,
    pub any_war: Vec<f64>,
    pub all_conflict: Vec<f64>,
    /// Draws with conflict in any year after the anchor.
    onset: Vec<f64>,
    /// `[year][unit]`: sum over draws of deaths after the present. By year, so that each sum is taken in draw order
    /// whatever the blocks.
    deaths_by_year: BTreeMap<i16, Vec<f64>>,
    /// The same over all years.
    deaths: Vec<f64>,
    /// Number of member states in conflict by draw, for each organisation, in the organisations' year.
    pub members: BTreeMap<String, Vec<f64>>,
}

/// What one draw of a block has seen of one country.
#[derive(Clone, Copy, Default)]
struct Seen {
    conflict: u8,
    war: u8,
    onset: bool,
}

impl Statistics {
    /// One pass over the parts of the reference, block by block.
    pub fn gather(material: &Material<'_>, parts: &Parts) -> Result<Self, AssessError> {
        let units = &material.plan().units;
        let (anchor, window, present) = (material.anchor(), material.window(), material.present);
        let mut all = Self {
            any_conflict: vec![0.0; units.len()],
            any_war: vec![0.0; units.len()],
            all_conflict: vec![0.0; units.len()],
            onset: vec![0.0; units.len()],
            ..Self::default()
        };
        let groups = crate::organisations::groups(material)?;
        let year_of_groups = crate::organisations::year(material);
        let mut seen: Vec<Seen> = Vec::new();
        for part in parts.blocks("country")? {
            let mut first = None;
            part.countries(&["conflict", "deaths"], &mut |row| {
                let Ok(unit) = units.binary_search(&CountryId(row.country)) else { return };
                let draw = (row.draw - *first.get_or_insert(row.draw)) as usize;
                if seen.len() < (draw + 1) * units.len() {
                    seen.resize((draw + 1) * units.len(), Seen::default());
                }
                if row.year <= anchor {
                    return;
                }
                let seen = &mut seen[draw * units.len() + unit];
                let (conflict, war) = (row.values[0] > 0.0, row.values[0] > 1.0);
                let empty = || vec![0.0; units.len()];
                all.conflict.entry(row.year).or_insert_with(empty)[unit] += f64::from(u8::from(conflict));
                all.war.entry(row.year).or_insert_with(empty)[unit] += f64::from(u8::from(war));
                seen.onset |= conflict;
                if window.contains(&row.year) {
                    seen.conflict += u8::from(conflict);
                    seen.war += u8::from(war);
                }
                if row.year > present {
                    all.deaths_by_year.entry(row.year).or_insert_with(empty)[unit] += row.values[1];
                }
                if row.year == year_of_groups {
                    for group in groups.iter().filter(|group| group.members.contains(&units[unit])) {
                        let counts = all.members.entry(group.id.clone()).or_default();
                        counts.resize(counts.len().max(row.draw as usize + 1), 0.0);
                        counts[row.draw as usize] += f64::from(u8::from(conflict));
                    }
                }
            })?;
            all.close(&seen, units.len(), window.clone().count() as u8);
            seen.clear();
        }
        all.deaths = vec![0.0; units.len()];
        for sums in all.deaths_by_year.values() {
            all.deaths.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
        }
        Ok(all)
    }

    /// Counts what the draws of a block have seen.
    fn close(&mut self, seen: &[Seen], units: usize, window: u8) {
        for draw in seen.chunks_exact(units) {
            self.draws += 1.0;
            for (unit, seen) in draw.iter().enumerate() {
                self.any_conflict[unit] += f64::from(u8::from(seen.conflict > 0));
                self.any_war[unit] += f64::from(u8::from(seen.war > 0));
                self.all_conflict[unit] += f64::from(u8::from(seen.conflict == window));
                self.onset[unit] += f64::from(u8::from(seen.onset));
            }
        }
    }
}

/// Where a country stood in the last observed year.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub level: f64,
    pub years_at_peace: u32,
}

/// Standing of every unit in the anchor year.
pub(crate) fn standings(material: &Material<'_>) -> Vec<Standing> {
    let history = &material.prepared.history;
    let units = history.units.len();
    let period = (material.anchor() - history.first.0) as usize;
    let at = |name: &str, unit: usize| {
        history.table.column(name).map_or(f64::NAN, |column| column[period * units + unit])
    };
    (0..units)
        .map(|unit| Standing {
            level: at("conflict", unit),
            years_at_peace: at("peace_years", unit).max(0.0) as u32,
        })
        .collect()
}

pub(crate) fn iso3(material: &Material<'_>, unit: CountryId) -> String {
    let country = material.panel.roster().get(unit);
    country.and_then(|country| country.iso3()).map_or_else(|| unit.to_string(), |iso3| iso3.to_string())
}

pub(crate) fn name(material: &Material<'_>, unit: CountryId) -> String {
    material.panel.roster().get(unit).map_or_else(|| unit.to_string(), |country| country.name.clone())
}

pub(crate) fn outlook(
    material: &Material<'_>,
    statistics: &Statistics,
    fans: &Fans,
    parts: &Parts,
) -> Result<Outlook, AssessError> {
    let standings = standings(material);
    let mut countries = Vec::new();
    for (position, &unit) in material.plan().units.iter().enumerate() {
        countries.push(country(material, statistics, position, unit, standings[position]));
    }
    let mass_killing = crate::mass_killing::list(material, parts)?;
    let year = material.ahead();
    let summary = vec![match fans.quantity(material, "share_in_conflict", year) {
        Some(share) => Sentence::with(
            format!(
                "If policy stays as it is, {{0}} of states are in armed conflict in {year} (median and 90% interval)."
            ),
            vec![share],
        ),
        None => Sentence::plain("The run records no share of states in conflict: no data."),
    }];
    Ok(Outlook {
        summary,
        fans: world_fans(material, fans),
        countries,
        map_year: i32::from(year),
        lists: crate::lists::lists(material, statistics, &standings)?
            .into_iter()
            .chain(mass_killing)
            .collect(),
    })
}

/// The world's figures, each with what must be known beside it.
fn world_fans(material: &Material<'_>, fans: &Fans) -> Vec<Fan> {
    let noted = |variable: &str, axis: Axis, note: &str| {
        let caveat = crate::record::fan_caveat(material, variable);
        fans.get(variable, axis, format!("{note} {caveat}").trim())
    };
    let shown = [
        noted(
            "share_in_conflict",
            Axis::Linear,
            "Share of the simulated states; a conflict is 25 or more battle deaths in a year on the state's territory, a \
             war 1,000 or more (UCDP best estimate).",
        ),
        noted("share_in_war", Axis::Linear, "Share of the simulated states; a war is 1,000 or more deaths."),
        noted(
            "world_deaths",
            Axis::Log,
            "Battle deaths by location: UCDP events from 1989, PRIO estimates before. Simulated years count states with \
             25 or more.",
        ),
        noted(
            "world_refugees",
            Axis::Linear,
            "By country of origin, UNHCR's mandate; origins are known for 85 % of refugees in 1990 and nearly all from \
             2000.",
        ),
        noted(
            "world_internally_displaced",
            Axis::Linear,
            "Only people whom UNHCR protects or assists inside their country, counted from 1993.",
        ),
    ];
    shown.into_iter().flatten().collect()
}

fn country(
    material: &Material<'_>,
    statistics: &Statistics,
    position: usize,
    unit: CountryId,
    standing: Standing,
) -> CountryOutlook {
    let roster = material.panel.roster().get(unit);
    let code = iso3(material, unit);
    let query = format!("reference/country/{code}");
    let by_year = statistics
        .conflict
        .iter()
        .map(|(&year, counts)| {
            let conflict = counts[position] / statistics.draws;
            let war = statistics.war.get(&year).map_or(f64::NAN, |war| war[position] / statistics.draws);
            material.ledger.enter(&format!("{query}/{year}/conflict"), conflict);
            material.ledger.enter(&format!("{query}/{year}/war"), war);
            CountryYear { year: i32::from(year), conflict, war }
        })
        .collect();
    let quantity = |name: &str, value: f64, unit: Unit| {
        Some(material.ledger.quantity(&format!("{query}/{name}"), value / statistics.draws, unit))
    };
    CountryOutlook {
        m49: roster.and_then(|country| country.m49()).unwrap_or(0),
        name: name(material, unit),
        region: roster.map_or_else(String::new, |country| country.region.clone()),
        level: (standing.level >= 0.0).then_some(standing.level as u8),
        years_at_peace: Some(standing.years_at_peace),
        by_year,
        onset_cumulative: if standing.level == 0.0 {
            quantity("any_conflict", statistics.onset[position], Unit::Probability)
        } else {
            None
        },
        // A mean over a handful of draws with a war is noise, not an expectation.
        expected_deaths: if statistics.onset[position] < LEAST_CHANCE * statistics.draws {
            None
        } else {
            quantity("expected_deaths", statistics.deaths[position], Unit::Deaths)
        },
        query: material.ledger.prefix(&query),
        iso3: code,
    }
}
