//! Values of drivers, and whether drivers matter, in a world where both are known: conflict follows `cause` of the year before, and
//! `dust` does nothing.

use std::sync::LazyLock;

use forefend_fixtures::chain::{FIRST, FRAME, LAST, STATES};
use forefend_fixtures::{driver, threat, world};
use forefend_panel::{CountryId, Indicator, Panel, Year};
use forefend_score::SplitMix64;
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{
    AblationBook, AblationRow, Baseline, BelongsTo, CANDIDATES, Score, SkillRow, Targets, Verdict, ablate,
    candidates, rolling_origins,
};

use crate::common::settings;

const ORIGINS: [i16; 4] = [1985, 1990, 1995, 2000];

/// Comes back by a tenth a year, with normal errors of deviation 1.
fn variable(name: &str) -> String {
    format!(
        "[[variable]]\nname = \"{name}\"\ntitle = \"{name}\"\nunit = \"units\"\nkind = \"equation\"\nfamily = \"linear\"\n\
         indicator = \"{name}\"\nformula = \"{name} ~ lag({name})\"\nsample = {{ first = 1950 }}\n\
         [[target]]\nid = \"{name}\"\ntitle = \"{name}\"\nkind = \"value\"\nvariable = \"{name}\"\nobserved = \"{name}\"\n\
         bands = [[1, 1], [4, 6], [9, 10]]\n"
    )
}

fn files() -> WorldFiles {
    let conflict = forefend_fixtures::conflict!("conflict ~ I(lag(conflict) > 0) + lag(cause)");
    let target = "[[target]]\nid = \"in_conflict\"\ntitle = \"In conflict\"\nkind = \"event\"\nvariable = \"conflict\"\n\
                  observed = \"level\"\nat_least = 1\n";
    let candidate = "[[candidate]]\ndriver = \"dust\"\nequation = \"conflict\"\nterm = \"lag(dust)\"\n";
    world(&[
        ("simulation.toml", FRAME),
        ("threats/conflict.toml", &threat("conflict", &format!("{conflict}{target}"))),
        ("drivers/weather.toml", &driver("weather", &variable("cause"))),
        ("drivers/dust.toml", &driver("dust", &variable("dust"))),
        (CANDIDATES, candidate),
    ])
}

/// Values after `corrupt_after` are nonsense.
fn panel(corrupt_after: i16) -> Panel {
    let mut builder = Panel::builder();
    for name in ["level", "cause", "dust"] {
        builder.add_indicator(Indicator::synthetic(name)).unwrap();
    }
    let mut generator = SplitMix64::new(5);
    let mut uniform = || generator.below(1 << 40) as f64 / (1_u64 << 40) as f64;
    for unit in 1..=STATES {
        builder.add_state(unit, &format!("State {unit}")).unwrap();
        let (mut cause, mut dust) = (0.0, 0.0);
        for year in FIRST..=LAST {
            let hazard = 1.0 / (1.0 + libm::exp(2.5 - 1.5 * cause));
            let level = if uniform() < hazard { 1.0 + f64::from(u8::from(uniform() < 0.3)) } else { 0.0 };
            let mut normal = || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
            cause = 0.9 * cause + normal();
            dust = 0.9 * dust + normal();
            let nonsense = if year > corrupt_after { 40.0 } else { 0.0 };
            for (name, value) in [("level", level), ("cause", cause + nonsense), ("dust", dust + nonsense)] {
                builder.set(name, CountryId(unit), Year(year), value).unwrap();
            }
        }
    }
    builder.build().unwrap()
}

static READY: LazyLock<(WorldFiles, Model, Panel)> = LazyLock::new(|| {
    let files = files();
    let model = Model::load(&files).unwrap();
    (files, model, panel(LAST))
});

#[test]
fn the_band_of_a_right_model_holds_four_in_five_and_it_beats_a_walk_where_values_come_back() {
    let (files, model, panel) = &*READY;
    let targets = Targets::load(files, model, panel).unwrap();
    let record = rolling_origins(model, panel, &targets, &settings(&ORIGINS), &|_, _| ()).unwrap();
    let rows: Vec<&SkillRow> = record.skill_on("cause").collect();
    assert_eq!((rows[0].cases, rows[2].cases), (4 * 40, 4 * 2 * 40));
    for row in &rows {
        let held = row.coverage_80.unwrap();
        assert!((0.7..0.9).contains(&held), "{row:?}");
    }
    let far = rows[2].by(Score::Crps).unwrap();
    let walk = far.baselines.iter().find(|rival| rival.baseline == Baseline::RandomWalk).unwrap();
    assert!(far.model < 0.95 * walk.score && rows[2].verdict() == Verdict::Better, "{far:?}");
    assert_eq!(record.skill_on("in_conflict").next().unwrap().coverage_80, None);
}

#[test]
fn a_driver_that_matters_is_found_to_and_one_that_does_not_is_not() {
    let (files, model, panel) = &*READY;
    let targets = Targets::load(files, model, panel).unwrap();
    let tried = candidates(files).unwrap();
    let found = ablate((model, panel), &targets, &tried, &settings(&ORIGINS), &|_, _, _| ()).unwrap();
    let row = |rows: &[AblationRow], ahead| {
        let is = |row: &&AblationRow| row.score == Score::Brier && row.years_ahead == (ahead, ahead);
        rows.iter().find(is).cloned().unwrap()
    };
    let cause = found.driver("weather").unwrap();
    assert!(cause.is_read && cause.terms == ["conflict: lag(cause)"] && cause.known == ["cause"]);
    assert_eq!(row(&cause.with, 1).verdict, Verdict::Better, "{:?}", cause.with);
    // One year ahead the cause is last year's, which is known anyhow.
    assert_eq!(row(&cause.future, 1).difference, 0.0);
    assert_eq!(row(&cause.future, 5).verdict, Verdict::Better, "{:?}", cause.future);
    let dust = found.driver("dust").unwrap();
    assert!(!dust.is_read && dust.terms == ["conflict: lag(dust)"] && dust.left_out.is_empty());
    let gain = row(&dust.with, 5);
    assert!(gain.difference.abs() < 0.003 && gain.cases == 4 * 40, "{gain:?}");
    let book = AblationBook::new(found, BelongsTo::default(), "2026-11-28", None);
    let again = AblationBook::read(&book.bytes().unwrap()).unwrap();
    assert_eq!(again, book);
    let same = AblationBook::new(again.ablation.clone(), BelongsTo::default(), "2026-11-29", Some(&again));
    assert_eq!(same.looks, ["2026-11-28"], "the same numbers again are no look");
}

/// What comes after an origin is read by the run that knows it, and by no other.
#[test]
fn only_the_run_that_knows_the_future_reads_it() {
    let (files, model, honest) = &*READY;
    let compared = |panel: &Panel| {
        let targets = Targets::load(files, model, panel).unwrap();
        let found = ablate((model, panel), &targets, &[], &settings(&[1990]), &|_, _, _| ()).unwrap();
        let cause = found.driver("weather").unwrap().clone();
        (cause.with, cause.future)
    };
    let ((with, known), (with_nonsense, known_nonsense)) = (compared(honest), compared(&panel(1990)));
    assert_eq!(with, with_nonsense);
    assert_ne!(known, known_nonsense, "the test must be able to fail");
}

#[test]
fn a_candidate_that_names_nothing_is_refused_with_its_line() {
    let (files, model, panel) = &*READY;
    let wrong = "[[candidate]]\ndriver = \"dust\"\nequation = \"conflict\"\nterm = \"lag(dusk)\"\n";
    let tried = candidates(&files.clone().with(CANDIDATES, wrong.as_bytes())).unwrap();
    let targets = Targets::load(files, model, panel).unwrap();
    let error = ablate((model, panel), &targets, &tried, &settings(&[1990]), &|_, _, _| ()).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("candidates.toml:4") && text.contains("`dust`"), "{text}");
}

#[test]
fn a_key_of_a_value_on_another_kind_is_refused() {
    let (files, model, panel) = &*READY;
    let of = |text: &str| {
        let targets = format!(
            "[[target]]\nid = \"x\"\ntitle = \"x\"\nvariable = \"cause\"\nobserved = \"cause\"\n{text}"
        );
        Targets::load(&files.clone().with("targets.toml", targets.as_bytes()), model, panel)
    };
    let text = of("kind = \"amount\"\ntransform = \"log\"").unwrap_err().to_string();
    assert!(text.contains("targets.toml:2") && text.contains("kind = \"value\""), "{text}");
    let text = of("kind = \"value\"\nwhole = 0").unwrap_err().to_string();
    assert!(text.contains("1 or 100"), "{text}");
    assert!(of("kind = \"world-value\"\ntransform = \"logit\"\nwhole = 100").is_ok());
}
