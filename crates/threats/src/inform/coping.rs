//! Lack of coping capacity: institutions and infrastructure. Bounds of the scales stand in rows 3 and 4 of the sheet.

use super::scale::{average, falling, geometric, mean, rising};
use super::{Indicators, Part};

/// Heading of the dimension.
pub(super) const TITLE: &str = "LACK OF COPING CAPACITY";

/// The dimension and its components.
pub(super) fn parts(of: &Indicators) -> Vec<Part> {
    let reduction = falling(of.get("HFA"), 1.0, 5.0);
    let governance =
        average(&[falling(of.get("CPI"), 0.0, 100.0), falling(of.get("GovernmentEffectiveness"), -2.5, 2.5)]);
    let institutional = average(&[reduction, governance]);
    let (communication, physical, health) = (communication(of), physical(of), health(of));
    let infrastructure = average(&[physical, communication, health]);
    vec![
        (TITLE, geometric(&[institutional, infrastructure])),
        ("Institutional", institutional),
        ("DRR", reduction),
        ("Governance", governance),
        ("Infrastructure", infrastructure),
        ("Communication", communication),
        ("Physical infrastructure", physical),
        ("Access to health care", health),
    ]
}

fn communication(of: &Indicators) -> Option<f64> {
    let literacy = of.get("SE.ADT.LITR.ZS").map(|share| share * share);
    // The source writes 0 where it does not know.
    let electricity = of.get("EG.ELC.ACCS.ZS").filter(|share| *share != 0.0);
    average(&[
        falling(literacy, 900.0, 10_000.0),
        falling(electricity, 0.0, 100.0),
        falling(of.get("IT.NET.USER.P2"), 0.0, 100.0),
        falling(of.get("IT.CEL.SETS.P2"), 5.0, 200.0),
    ])
}

fn physical(of: &Indicators) -> Option<f64> {
    let roads =
        of.get("IS.ROD.TOTL.KM").zip(of.get("AG.LND.TOTL.K2")).map(|(length, land)| length / land * 100.0);
    average(&[
        falling(roads, 1.0, 100.0),
        falling(of.get("SH.H2O.BASW.ZS"), 50.0, 100.0),
        falling(of.get("SH.STA.BASS.ZS"), 10.0, 100.0),
    ])
}

fn health(of: &Indicators) -> Option<f64> {
    let immunised =
        ["SH_ACS_DTP3", "SH_ACS_MCV2", "SH_ACS_PCV3"].map(|code| falling(of.get(code), 40.0, 99.0));
    average(&[
        falling(of.get("PHIS"), 0.0, 40.0),
        mean(&immunised),
        falling(of.get("HEALTH_EXP"), 50.0, 3000.0),
        rising(of.get("MMR"), 0.0, 900.0),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_capacity_is_less_risk() {
        let of = |index: f64| {
            let values = [("CPI", index), ("PHIS", 20.0)].map(|(code, value)| (code.to_owned(), value));
            parts(&Indicators::new(values))[0].1
        };
        assert!(of(20.0) > of(80.0));
    }
}
