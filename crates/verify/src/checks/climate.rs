//! G6: the climate emulator against its reference implementation, and country temperature by pattern scaling.

use std::collections::BTreeMap;
use std::rc::Rc;

use forefend_drivers::fair::{EnergyBalance, Scenario, above, percentile, run, temperatures};
use forefend_drivers::pattern::{Pattern, SETTINGS};
use forefend_simulate::climate::Emulator;

use super::score_speed::{peak_gigabytes, processor_seconds};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const LAYERS: &str = "drivers/climate/fair_tests/4xCO2_cummins_ebm3.csv";
const TRACES: &str = "drivers/climate/fair_reference/fair225_cal141_traces_12configs_3ssp.csv.gz";
const ALL: &str = "drivers/climate/fair_reference/fair225_cal141_T_all841.csv";
const COUNTRIES: &str = "drivers/climate/country_tas_annual_1901_2022.csv.gz";
const GLOBE: &str = "drivers/climate/global_temp/annual.csv";
const MODEL: &str = "CAMS-CSM1-0";
/// Scenarios whose members were published with the reference.
const SCENARIOS: [&str; 5] = ["ssp119", "ssp126", "ssp245", "ssp460", "ssp585"];
const BASE: [i32; 2] = [1850, 1900];
const FIRST: i32 = 1750;

fn wrong(error: impl std::fmt::Display) -> VerifyError {
    VerifyError::computation(error.to_string())
}

fn emulator(context: &Context<'_>) -> Result<Rc<Emulator>, VerifyError> {
    context.once("climate emulator", || Ok(Emulator::of_world(&*context.world()?)?))
}

fn scenario(emulator: &Emulator, name: &str) -> Result<Scenario, VerifyError> {
    let found =
        emulator.scenario(name).ok_or_else(|| wrong(format!("the world ships no scenario `{name}`")))?;
    found.map_err(wrong)
}

/// Surface temperature of all members above 1850-1900, by scenario.
type Courses = BTreeMap<&'static str, Vec<Vec<f64>>>;

fn courses(context: &Context<'_>) -> Result<Rc<Courses>, VerifyError> {
    context.once("climate courses", || {
        let emulator = emulator(context)?;
        let of = |name: &'static str| {
            let all = temperatures(&scenario(&emulator, name)?, &emulator.members);
            Ok((name, all.iter().map(|course| above(course, BASE[0], BASE[1])).collect()))
        };
        SCENARIOS.into_iter().map(of).collect()
    })
}

/// Timescales, coefficients, equilibrium and transient sensitivity of the three-layer balance of one model (Cummins et al. 2020).
///
/// # Errors
/// Those of the source.
pub fn energy_balance(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let table = context.table(LAYERS, &[])?;
    let models = table.words("model")?;
    let row = models.iter().position(|model| *model == MODEL).ok_or_else(|| wrong(format!("no {MODEL}")))?;
    let of = |name: &str| -> Result<f64, VerifyError> { Ok(table.numbers(name)?[row]) };
    let balance = EnergyBalance {
        capacity: [of("C1")?, of("C2")?, of("C3")?],
        transfer: [of("kappa1")?, of("kappa2")?, of("kappa3")?],
        efficacy: of("epsilon")?,
        gamma: of("gamma")?,
    };
    let response = balance.response().ok_or_else(|| wrong("the balance has no response"))?;
    let forcing = of("F_4xCO2")?;
    let mut measured = vec![
        Measured::new("ECS", response.equilibrium_climate_sensitivity(forcing)),
        Measured::new("TCR", response.transient_climate_response(forcing)),
    ];
    for (at, (coefficient, timescale)) in response.coefficients.iter().zip(response.timescales).enumerate() {
        measured.push(Measured::new(format!("coefficient {}", at + 1), *coefficient));
        measured.push(Measured::new(format!("timescale {}", at + 1), timescale));
    }
    Ok(measured)
}

/// Greatest differences from the traces of twelve members under three scenarios, over all years: temperature, CO2, forcing.
///
/// # Errors
/// Those of the source, and a member that the snapshot does not have.
pub fn traces(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let emulator = emulator(context)?;
    let table =
        context.table(TRACES, &["scenario", "config", "year", "T_surface", "ERF_total", "conc_CO2"])?;
    let names = table.words("scenario")?;
    let configs: Vec<i64> = table.whole("config")?;
    let years: Vec<i32> = table.whole("year")?;
    let [surface, forcing, co2] =
        [table.numbers("T_surface")?, table.numbers("ERF_total")?, table.numbers("conc_CO2")?];
    let mut rows: BTreeMap<(&str, i64), Vec<usize>> = BTreeMap::new();
    for row in 0..table.len() {
        rows.entry((names[row], configs[row])).or_default().push(row);
    }
    let mut worst = [0.0_f64; 3];
    for ((name, config), rows) in &rows {
        let scenario = scenario(&emulator, name)?;
        let member = emulator.members.iter().find(|member| member.id == *config);
        let member = member.ok_or_else(|| wrong(format!("the snapshot has no member {config}")))?;
        let mut found = Vec::new();
        run(&scenario, member, |_, climate| {
            found.push([climate.temperature[0], climate.forcing.total(), climate.co2]);
        });
        for &row in rows {
            let wanted = [surface[row], forcing[row], co2[row]];
            let found = usize::try_from(years[row] - FIRST).ok().and_then(|at| found.get(at));
            let found = found.ok_or_else(|| wrong(format!("no year {}", years[row])))?;
            for ((worst, wanted), found) in worst.iter_mut().zip(wanted).zip(found) {
                *worst = worst.max((wanted - found).abs());
            }
        }
    }
    Ok(vec![
        Measured::new("traces", rows.len() as f64),
        Measured::new("temperature, K", worst[0]),
        Measured::new("forcing, W/m2", worst[1]),
        Measured::new("CO2, ppm", worst[2]),
    ])
}

/// Greatest difference of any of the 841 members in 2020, 2050 and 2100 above 1850-1900, by scenario, K.
///
/// # Errors
/// Those of the source.
pub fn members(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (emulator, courses) = (emulator(context)?, courses(context)?);
    let table = context.table(ALL, &[])?;
    let configs: Vec<i64> = table.whole("config")?;
    let row_of: BTreeMap<i64, usize> =
        configs.iter().enumerate().map(|(row, config)| (*config, row)).collect();
    let mut measured = vec![Measured::new("members", row_of.len() as f64)];
    for (name, all) in courses.iter() {
        let mut worst = 0.0_f64;
        for year in [2020, 2050, 2100] {
            let wanted = table.numbers(&format!("{name}_{year}"))?;
            for (member, course) in emulator.members.iter().zip(all) {
                let row = row_of.get(&member.id).ok_or_else(|| wrong(format!("no member {}", member.id)))?;
                worst = worst.max((wanted[*row] - course[(year - FIRST) as usize]).abs());
            }
        }
        measured.push(Measured::new(format!("{name}, K"), worst));
    }
    Ok(measured)
}

/// Percentiles of temperature in 2100 above 1850-1900 over all members, by scenario, K; from the embedded snapshot alone.
///
/// # Errors
/// Those of the snapshot.
pub fn percentiles(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let courses = courses(context)?;
    let mut measured = Vec::new();
    for (name, all) in courses.iter() {
        let last: Vec<f64> = all.iter().filter_map(|course| course.last().copied()).collect();
        for p in [5.0, 50.0, 95.0] {
            let value = percentile(&last, p).ok_or_else(|| wrong("no member"))?;
            measured.push(Measured::new(format!("{name}, {p} %"), value));
        }
    }
    Ok(measured)
}

/// Seconds and memory of 841 members through 350 years, two threads, set-up from the parsed tables included.
///
/// # Errors
/// Those of the snapshot.
pub fn speed(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let world = context.world()?;
    let threads = rayon::ThreadPoolBuilder::new().num_threads(2).build().map_err(wrong)?;
    let (mut seconds, mut processor) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..5 {
        let (start, used) = (context.seconds(), processor_seconds());
        let emulator = Emulator::of_world(&world)?;
        let scenario = scenario(&emulator, "ssp245")?;
        let all = threads.install(|| temperatures(&scenario, &emulator.members));
        if all.iter().flatten().any(|temperature| !temperature.is_finite()) {
            return Err(wrong("a temperature is no number"));
        }
        seconds = seconds.min(context.seconds() - start);
        processor = processor.min(processor_seconds() - used);
    }
    Ok(vec![
        Measured::new("seconds, set-up and run", seconds),
        Measured::new("processor seconds", processor),
        Measured::new("peak memory of the program, GB", peak_gigabytes()),
    ])
}

/// Yearly temperature of each place and of the globe, 1901 to 2022.
struct Record {
    first: i32,
    globe: Vec<f64>,
    places: Vec<Vec<f64>>,
}

fn record(context: &Context<'_>) -> Result<Rc<Record>, VerifyError> {
    context.once("temperature record", || {
        let table = context.table(COUNTRIES, &["iso3", "year", "tas"])?;
        let (codes, values) = (table.words("iso3")?, table.numbers("tas")?);
        let years: Vec<i32> = table.whole("year")?;
        let mut places: BTreeMap<&str, BTreeMap<i32, f64>> = BTreeMap::new();
        for row in 0..table.len() {
            places.entry(codes[row]).or_default().insert(years[row], values[row]);
        }
        let globe = context.table(GLOBE, &["Source", "Year", "Mean"])?;
        let (sources, means) = (globe.words("Source")?, globe.numbers("Mean")?);
        let of_globe: Vec<i32> = globe.whole("Year")?;
        let (first, last) = (1901, 2022);
        let rows = (0..globe.len()).filter(|&row| sources[row] == "gcag");
        let rows = rows.filter(|&row| (first..=last).contains(&of_globe[row]));
        let globe: Vec<f64> = rows.map(|row| means[row]).collect();
        let places: Vec<Vec<f64>> = places.into_values().map(|place| place.into_values().collect()).collect();
        if globe.len() != 122 || places.iter().any(|place| place.len() != globe.len()) {
            return Err(wrong("the records do not have each year from 1901 to 2022 once"));
        }
        Ok(Record { first, globe, places })
    })
}

impl Record {
    /// The pattern as it was known at the end of year `last`.
    fn pattern(&self, last: i32) -> Result<Pattern, VerifyError> {
        let years = (last + 1 - self.first) as usize;
        let places: Vec<Vec<f64>> = self.places.iter().map(|place| place[..years].to_vec()).collect();
        let fitted = Pattern::fit(&self.globe[..years], &places, SETTINGS);
        fitted.ok_or_else(|| wrong(format!("no pattern in {last}")))
    }

    /// Squared errors by place of forecasts made at the end of `last` for the years up to `until`, with `globe` by year
    /// from 1901, and the share of values inside 80 % bands.
    fn scored(&self, last: i32, until: i32, globe: &[f64]) -> Result<(Vec<Vec<f64>>, f64), VerifyError> {
        // 10 % of a normal distribution lie above it.
        const BAND: f64 = 1.2815515655446004;
        let pattern = self.pattern(last)?;
        let (mut errors, mut inside, mut count) = (Vec::new(), 0.0, 0.0);
        for (place, observed) in self.places.iter().enumerate() {
            let of_year = |year: i32| {
                let at = (year - self.first) as usize;
                let error = observed[at] - pattern.expected(place, globe[at]);
                let band = BAND * pattern.deviation(place, globe[at], SETTINGS);
                (error, error.abs() <= band)
            };
            let years: Vec<(f64, bool)> = (last + 1..=until).map(of_year).collect();
            inside += years.iter().filter(|(_, inside)| *inside).count() as f64;
            count += years.len() as f64;
            errors.push(years.into_iter().map(|(error, _)| error * error).collect());
        }
        Ok((errors, inside / count))
    }
}

/// Root of the mean square over all, and the mean over places of each one's root.
fn roots(errors: &[Vec<f64>]) -> [f64; 2] {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let places: Vec<f64> = errors.iter().map(|place| mean(place)).collect();
    let by_place: Vec<f64> = places.iter().map(|mean| mean.sqrt()).collect();
    [mean(&places).sqrt(), mean(&by_place)]
}

/// Country temperature of 2001 to 2022 as foretold at the end of 2000: with observed global temperature, with that of the
/// emulator (median of members under SSP2-4.5, whose members were constrained on later warming), and by the mean of 1981-2000.
///
/// # Errors
/// Those of the sources.
pub fn country_temperature(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    const LAST: i32 = 2000;
    const UNTIL: i32 = 2022;
    let record = record(context)?;
    let (observed, coverage) = record.scored(LAST, UNTIL, &record.globe)?;
    // The emulator's warming since the end of the record goes on from the mean of the years of the level.
    let courses = courses(context)?;
    let all = courses.get("ssp245").ok_or_else(|| wrong("no ssp245"))?;
    let median = |year: i32| -> Result<f64, VerifyError> {
        let at = (year - FIRST) as usize;
        let of_year: Vec<f64> = all.iter().map(|course| 0.5 * (course[at] + course[at + 1])).collect();
        percentile(&of_year, 50.0).ok_or_else(|| wrong("no member"))
    };
    let emulated: Vec<f64> = (record.first..=UNTIL).map(median).collect::<Result<_, VerifyError>>()?;
    let level = |series: &[f64]| {
        let end = (LAST + 1 - record.first) as usize;
        let years = &series[end - SETTINGS.level..end];
        years.iter().sum::<f64>() / years.len() as f64
    };
    let shift = level(&record.globe) - level(&emulated);
    let emulated: Vec<f64> = emulated.iter().map(|value| value + shift).collect();
    let (by_emulator, of_emulator) = record.scored(LAST, UNTIL, &emulated)?;
    let climatology: Vec<Vec<f64>> = record
        .places
        .iter()
        .map(|place| {
            let of = |year: i32| place[(year - record.first) as usize];
            let mean = (1981..=LAST).map(of).sum::<f64>() / 20.0;
            (LAST + 1..=UNTIL).map(|year| (of(year) - mean) * (of(year) - mean)).collect()
        })
        .collect();
    let mut measured = Vec::new();
    for (what, errors) in
        [("", &observed), ("driven by the emulator, ", &by_emulator), ("climatology, ", &climatology)]
    {
        let [pooled, by_place] = roots(errors);
        measured.push(Measured::new(format!("{what}RMSE pooled"), pooled));
        measured.push(Measured::new(format!("{what}mean of places' RMSE"), by_place));
    }
    measured.push(Measured::new("share inside 80 % bands", coverage));
    measured.push(Measured::new("driven by the emulator, share inside 80 % bands", of_emulator));
    Ok(measured)
}

/// Share of country-years inside the 80 % bands of forecasts up to ten years ahead from origins every fifth year, global temperature
/// observed: those that the spread was chosen on, and those after.
///
/// # Errors
/// Those of the sources.
pub fn country_temperature_bands(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let record = record(context)?;
    let mean = |origins: &[i32], years: i32| -> Result<f64, VerifyError> {
        let each = origins
            .iter()
            .map(|origin| Ok(record.scored(*origin, (*origin + years).min(2022), &record.globe)?.1));
        Ok(each.collect::<Result<Vec<f64>, VerifyError>>()?.iter().sum::<f64>() / origins.len() as f64)
    };
    Ok(vec![
        Measured::new("origins 1960-1980, 10 years", mean(&[1960, 1965, 1970, 1975, 1980], 10)?),
        Measured::new("origins 1985-2010, 1 year", mean(&[1985, 1990, 1995, 2000, 2005, 2010], 1)?),
        Measured::new("origins 1985-2010, 10 years", mean(&[1985, 1990, 1995, 2000, 2005, 2010], 10)?),
    ])
}
