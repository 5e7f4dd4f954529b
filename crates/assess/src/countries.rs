//! The outlook by country: probabilities by year, and the three lists with their reasons.

use std::collections::BTreeMap;

use forefend_panel::{CountryId, Year};
use forefend_report::{
    Axis, CountryOutlook, CountryYear, Label, Outlook, Reason, RiskList, RiskRow, Sentence, Unit,
};
use forefend_simulate::Parts;
use forefend_simulate::explain::explain;

use crate::Material;
use crate::error::AssessError;
use crate::fans::Fans;

/// Rows of a list.
const LISTED: usize = 10;
/// Least chance of any conflict to the horizon for which expected deaths are printed.
const LEAST_CHANCE: f64 = 0.1;
/// Reasons of a row.
const REASONS: usize = 3;

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
    let share_note = "Share of the simulated states; a conflict is 25 or more battle deaths in a year on the \
                      state's territory, a war 1,000 or more (UCDP best estimate).";
    let fans_shown = [
        fans.get("share_in_conflict", Axis::Linear, share_note),
        fans.get(
            "share_in_war",
            Axis::Linear,
            "Share of the simulated states; a war is 1,000 or more deaths.",
        ),
        fans.get(
            "world_deaths",
            Axis::Log,
            "Battle deaths by location: UCDP events from 1989, PRIO estimates before. Simulated years count states with 25 or more.",
        ),
        fans.get(
            "world_refugees",
            Axis::Linear,
            "By country of origin, UNHCR's mandate; origins are known for 85 % of refugees in 1990 and nearly all from 2000.",
        ),
        fans.get(
            "world_internally_displaced",
            Axis::Linear,
            "Only people whom UNHCR protects or assists inside their country, counted from 1993.",
        ),
    ];
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
        fans: fans_shown.into_iter().flatten().collect(),
        countries,
        map_year: i32::from(year),
        lists: lists(material, statistics, &standings)?.into_iter().chain(mass_killing).collect(),
    })
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

/// What puts a country on a list, and the event the list is about.
struct ListRule<'a> {
    id: &'a str,
    title: &'a str,
    rule: String,
    counts: &'a [f64],
    eligible: &'a dyn Fn(Standing) -> bool,
    /// Class above the reference whose odds the reasons explain: 0 minor conflict, 1 war.
    class: usize,
}

fn lists(
    material: &Material<'_>,
    statistics: &Statistics,
    standings: &[Standing],
) -> Result<Vec<RiskList>, AssessError> {
    let (window, anchor) = (material.window_words(), material.anchor());
    let rules = [
        ListRule {
            id: "onset",
            title: "New conflict in states at peace",
            rule: format!(
                "States without conflict in {} and {anchor}; the event is 25 or more battle deaths in at least \
                 one year of {window}.",
                anchor - 1
            ),
            counts: &statistics.any_conflict,
            eligible: &|standing| standing.level == 0.0 && standing.years_at_peace >= 2,
            class: 0,
        },
        ListRule {
            id: "escalation",
            title: "Escalation to war",
            rule: format!(
                "States in minor conflict in {anchor}, or out of conflict for less than two years; the event is \
                 1,000 or more battle deaths in at least one year of {window}."
            ),
            counts: &statistics.any_war,
            eligible: &|standing| {
                standing.level == 1.0 || (standing.level == 0.0 && standing.years_at_peace < 2)
            },
            class: 1,
        },
        ListRule {
            id: "ongoing",
            title: "Conflicts that go on",
            rule: format!(
                "States in conflict or at war in {anchor}; the event is 25 or more battle deaths in every year of \
                 {window}."
            ),
            counts: &statistics.all_conflict,
            eligible: &|standing| standing.level > 0.0,
            class: 0,
        },
    ];
    let mut lists = Vec::new();
    for rule in &rules {
        let reasons = explain(&material.prepared.model, material.plan(), "conflict", rule.class)?;
        lists.push(list(material, statistics, standings, rule, &reasons));
    }
    Ok(lists)
}

fn list(
    material: &Material<'_>,
    statistics: &Statistics,
    standings: &[Standing],
    rule: &ListRule<'_>,
    reasons: &BTreeMap<CountryId, Vec<forefend_simulate::explain::Reason>>,
) -> RiskList {
    let units = &material.plan().units;
    let mut chosen: Vec<usize> =
        (0..units.len()).filter(|&position| (rule.eligible)(standings[position])).collect();
    // Ties in probability are broken by the stable id, so that the list is the same everywhere.
    chosen.sort_by(|&a, &b| rule.counts[b].total_cmp(&rule.counts[a]).then(units[a].cmp(&units[b])));
    let rows = chosen.iter().take(LISTED).map(|&position| {
        let unit = units[position];
        let code = iso3(material, unit);
        let query = format!("reference/list/{}/{code}", rule.id);
        let probability = rule.counts[position] / statistics.draws;
        RiskRow {
            probability: material.ledger.quantity(&query, probability, Unit::Probability),
            name: name(material, unit),
            iso3: code,
            reasons: reasons.get(&unit).map_or_else(Vec::new, |reasons| {
                let raising = reasons.iter().filter(|reason| reason.contribution > 0.05);
                let words = raising
                    .take(REASONS)
                    .map(|reason| Reason { text: reason.words.clone(), contribution: reason.contribution });
                words.collect()
            }),
        }
    });
    RiskList {
        id: rule.id.to_owned(),
        title: rule.title.to_owned(),
        rule: rule.rule.clone(),
        horizon: material.window_words(),
        label: Label::Projection,
        rows: rows.collect(),
        note: format!(
            "The last outcome the model has seen is of December {}: what has broken out or ended since is not \
             in it. Reasons are the terms of the fitted equation that raise the odds most against the \
             average country-year, on figures of {}. Skill is measured for any year ahead, and for new conflict in \
             the five years after an origin, not for this very window. {}",
            Year(material.anchor()),
            Year(material.anchor()),
            crate::record::list_skill(material, rule.id)
        ),
    }
}
