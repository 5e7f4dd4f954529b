//! Two real series of pairs through the whole build: from the source folder into a snapshot, and read as of a date.
use forefend_panel::{Availability, CountryId, Fill, Panel, Unit, Year};
use forefend_sources::build;

use crate::support;

const DECLARED: &str = r#"
[[axis]]
id = "dyad"
title = "Pairs of states"
kind = "pairs"

[[axis]]
id = "directed_dyad"
title = "Pairs of states, from one to the other"
kind = "directed-pairs"

[[indicator]]
id = "defence_pact"
title = "Defence pact in force"
unit = "1: yes, 0: no; pairs that never had one are absent"
axis = "dyad"
source = "Correlates of War, Formal Alliances 4.1"
citation = "Gibler 2009"
licence = "free use with citation"
release_lag_months = 24
file = "dyad_year.parquet"
bounds = { lower = 0.0, upper = 1.0 }

[[indicator]]
id = "migrant_stock"
title = "People born in one state who live in another"
unit = "persons"
axis = "directed_dyad"
source = "United Nations, Department of Economic and Social Affairs, International Migrant Stock 2019"
licence = "CC BY 3.0 IGO"
release_lag_months = 6
file = "directed_dyad_year.parquet"
bounds = { lower = 0.0 }
"#;

/// Expected figures were counted from the source files with pyarrow 21, not with this program: rows, sums, and single pairs.
#[test]
fn pairs_of_the_sources_reach_a_reader_through_the_snapshot() {
    let Some(data) = support::data() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("snapshot");
    let report = build(&data, &out, (DECLARED, ""), &mut |_| {}).unwrap();
    let bytes = |name: &str| report.files.iter().find(|(file, _)| file == name).unwrap().1;
    assert!(bytes("dyad_year.parquet") < 15_000, "{:?}", report.files);
    let panel = Panel::read_dir(&out).unwrap();
    assert_eq!(panel.digest(), report.digest);
    let view = panel.as_of("2026-11".parse().unwrap(), Availability::Published);
    let sum = |id: &str, year: i16| -> f64 {
        view.values(id).unwrap().filter(|row| row.1 == Year(year)).map(|row| row.2).sum()
    };
    assert_eq!(view.values("defence_pact").unwrap().count(), 53_722);
    assert_eq!([1946, 1980, 2012].map(|year| sum("defence_pact", year)), [207.0, 651.0, 1131.0]);
    let american = view.values("defence_pact").unwrap().filter(|row| row.1 == Year(1990) && row.2 == 1.0);
    assert_eq!(american.filter(|row| row.0.countries().any(|country| country == CountryId(2))).count(), 50);
    // Of 76,369 rows those of territories that no panel has and of fewer than 1,000 people are left out, the rest has three
    // digits; a pair has a value in each of the seven years.
    assert_eq!(view.values("migrant_stock").unwrap().count(), 7 * 4_458);
    assert_eq!(sum("migrant_stock", 2019), 253_209_080.0);
    assert_eq!(view.units_on("directed_dyad").unwrap().len(), 4_458);
    assert!(
        report
            .anomalies
            .iter()
            .any(|note| note.starts_with("migrant_stock: 4458 pairs; 45210 flows below 1000")),
        "{:?}",
        report.anomalies
    );
    let there = [Unit::Pair(CountryId(70), CountryId(2)), Unit::Pair(CountryId(2), CountryId(70))];
    let grid = view.grid_on("migrant_stock", &there, Year(2019), Year(2019), Fill::None).unwrap();
    assert_eq!(grid[0], 11_500_000.0, "from Mexico to the United States");
    assert!(grid[1] < grid[0]);
    // Between the five-yearly counts a line, but not before its later end was published.
    let line = |month: &str| {
        let view = panel.as_of(month.parse().unwrap(), Availability::Published);
        view.grid_on("migrant_stock", &there[..1], Year(2016), Year(2016), Fill::Interpolate).unwrap()[0]
    };
    assert!(line("2020-05").is_nan() && line("2020-06").is_finite());
    let sources = std::fs::read_to_string(out.join("SOURCES.md")).unwrap();
    for words in ["`defence_pact`", "units by dyad", "Gibler 2009", "`directed_dyad`", "directed-pairs"] {
        assert!(sources.contains(words), "{words}");
    }
}
