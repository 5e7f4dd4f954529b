//! Hazard and exposure: six natural hazards and human conflict. Bounds of the scales stand in rows 3 and 4 of the sheet.

use super::scale::{average, falling, geometric, rising, rising_log, round_tenth};
use super::{Indicators, Part};

/// Heading of the dimension.
pub(super) const TITLE: &str = "HAZARD & EXPOSURE";

/// The dimension and its components.
pub(super) fn parts(of: &Indicators) -> Vec<Part> {
    let (earthquake, flood, tsunami) = (earthquake(of), flood(of), tsunami(of));
    let (cyclone, drought, epidemic) = (cyclone(of), drought(of), epidemic(of));
    let natural = geometric(&[earthquake, epidemic, flood, tsunami, cyclone, drought]);
    // No country is without natural hazard.
    let natural = natural.map(|natural| if natural == 0.0 { 0.1 } else { natural });
    let projected = rising(of.get("HVC.PROB"), 0.0, 0.95);
    let current = current_conflict(of);
    let human =
        if current > 5.0 { Some(current) } else { projected.map(|risk| round_tenth(risk / 10.0 * 7.0)) };
    vec![
        (TITLE, geometric(&[natural, human])),
        ("Natural", natural),
        ("Earthquake", earthquake),
        ("Flood", flood),
        ("Tsunami", tsunami),
        ("Tropical Cyclone", cyclone),
        ("Drought", drought),
        ("Epidemic", epidemic),
        ("Human", human),
        ("Projected Conflict Risk", projected),
        ("Current Highly Violent Conflict Intensity", Some(current)),
    ]
}

fn earthquake(of: &Indicators) -> Option<f64> {
    let [sixth, eighth] = ["NH.EQ.GEM.MMI6.SP", "NH.EQ.GEM.MMI8.SP"];
    let people = [rising_log(of.get(sixth), 1.0, 5.0, 0.1), rising_log(of.get(eighth), 1.0, 4.0, 0.1)];
    let share = [rising(of.of_exposed(sixth), 0.0, 0.002), rising(of.of_exposed(eighth), 0.0, 0.001)];
    geometric(&[geometric(&people), geometric(&share)])
}

/// 0.1 where nothing is known, and where the people exposed come to just that.
fn flood(of: &Indicators) -> Option<f64> {
    let people = rising_log(of.get("EX_FL"), 2.0, 6.0, 0.0).unwrap_or(0.1);
    let share = if people == 0.1 { Some(0.1) } else { rising(of.of_exposed("EX_FL"), 0.0, 0.015) };
    geometric(&[Some(people), share])
}

fn tsunami(of: &Indicators) -> Option<f64> {
    let share = rising_log(of.of_exposed("EX_TS"), -8.5, -4.0, 0.0);
    geometric(&[rising_log(of.get("EX_TS"), -2.0, 4.0, 0.0), share])
}

/// Wind of two strengths and surge.
fn cyclone(of: &Indicators) -> Option<f64> {
    let [weak, strong, surge] = ["EX_TC_SS1", "EX_TC_SS3", "EX_CS"];
    let wind =
        geometric(&[rising_log(of.get(weak), 2.0, 6.0, 0.0), rising_log(of.get(strong), -2.0, 5.0, 0.0)]);
    let people = geometric(&[wind, rising_log(of.get(surge), 1.0, 6.0, 0.0)]);
    let wind =
        geometric(&[rising(of.of_exposed(weak), 0.0, 0.018), rising(of.of_exposed(strong), 0.0, 0.005)]);
    let share = geometric(&[wind, rising(of.of_exposed(surge), 0.0, 0.01)]);
    geometric(&[people, share])
}

fn drought(of: &Indicators) -> Option<f64> {
    let affected =
        geometric(&[rising_log(of.get("AFF_DR"), 1.0, 5.0, 0.0), rising(of.of_exposed("AFF_DR"), 0.0, 0.03)]);
    let past = average(&[rising(of.get("AFF_DR.FREQ"), 0.0, 0.3), affected]);
    // The satellites' index means nothing for land of less than 1,000 square kilometres.
    let large = of.get("AG.LND.TOTL.K2").is_some_and(|land| land >= 1000.0);
    let agricultural = rising(of.get("ASI").filter(|_| large), 0.0, 0.3);
    average(&[past, agricultural])
}

/// People exposed to a disease, as a number and as a share.
fn exposed(of: &Indicators, code: &str, low: f64, high: f64, share: f64) -> Option<f64> {
    let of_all = of.of_exposed(code).map(|value| if code == AEDES { value.min(1.0) } else { value });
    geometric(&[rising_log(of.get(code), low, high, 0.0), rising(of_all, 0.0, share)])
}

/// The one exposure that is capped at all people.
const AEDES: &str = "POP.EXP.VECT.AEDES";

fn malaria(of: &Indicators, number: &str, share: &str) -> Option<f64> {
    geometric(&[rising_log(of.get(number), 1.0, 8.0, 0.0), rising(of.get(share), 0.0, 1.0)])
}

/// Zoonoses, diseases carried by insects, by water and food, and from person to person.
fn epidemic(of: &Indicators) -> Option<f64> {
    let zoonoses = geometric(&[
        exposed(of, "POP.EXP.ZOON.CCHF", 1.0, 8.0, 0.9),
        exposed(of, "POP.EXP.ZOON.EVD", 1.0, 7.0, 0.05),
        exposed(of, "POP.EXP.ZOON.LASSA", 1.0, 7.0, 0.1),
        exposed(of, "POP.EXP.ZOON.MVD", 1.0, 7.0, 0.1),
    ]);
    let malaria = geometric(&[
        malaria(of, "POP.EXP.VECT.PF.MAL", "POP.EXP.VECT.PF.MAL.ZS"),
        malaria(of, "POP.EXP.VECT.PV.MAL", "POP.EXP.VECT.PV.MAL.ZS"),
    ]);
    let insects = geometric(&[
        exposed(of, AEDES, 1.0, 8.0, 1.0),
        malaria,
        exposed(of, "POP.EXP.VECT.ZIKA", 1.0, 8.0, 0.9),
        exposed(of, "POP.EXP.VECT.DENGUE", 1.0, 8.0, 1.0),
    ]);
    let water = [
        falling(of.get("SH.STA.BASS.ZS"), 10.0, 100.0),
        falling(of.get("SH.H2O.BASW.ZS"), 40.0, 100.0),
        falling(of.get("SH.STA.HYGN.ZS"), 0.0, 100.0),
    ];
    let crowding = [
        rising_log(of.get("EN.POP.DNST"), 0.0, 3.0, 0.0),
        rising(of.get("SP.URB.GROW"), 0.0, 5.0),
        rising(of.get("SP.URB.TOTL.IN.ZS"), 0.0, 100.0),
        rising(of.get("SP.DEM.HOUS.AV"), 2.0, 6.0),
    ];
    let people = average(&crowding);
    let person_to_person = average(&[average(&water), people, people]);
    let [density, growth, urban, household] = crowding;
    let slums = rising(of.get("EN.POP.SLUM.UR.ZS"), 0.0, 90.0);
    let children = rising(of.get("SP.POP.0005.TO.ZS"), 5.0, 20.0);
    let crowded = average(&[density, growth, urban, household, slums, children]);
    let [sanitation, drinking, hygiene] = water;
    let defecation = rising(of.get("SH.STA.ODFC.ZS"), 0.0, 30.0);
    let unclean = match water.iter().flatten().count() {
        0 => None,
        _ => average(&[sanitation, drinking, hygiene, defecation]),
    };
    let food = average(&[falling(of.of_people("VET.NB"), 0.0, 0.001), falling(of.get("IHR11"), 0.0, 100.0)]);
    let water_and_food = average(&[unclean, food, crowded]);
    geometric(&[zoonoses, water_and_food, insects, person_to_person])
}

/// War of national power counts for more than war within a part of the country (Heidelberg's levels 5 and 4).
fn current_conflict(of: &Indicators) -> f64 {
    let (national, part) = (of.get("CON_HIIK_NP"), of.get("CON_HIIK_SN"));
    let ladder = [(national, 5.0, 10.0), (part, 5.0, 9.0), (national, 4.0, 8.0), (part, 4.0, 7.0)];
    ladder.into_iter().find(|(found, level, _)| *found == Some(*level)).map_or(0.0, |(_, _, score)| score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn war_outweighs_what_is_projected() {
        let of = |np: f64, sn: f64| {
            let values = [("HVC.PROB", 0.4), ("CON_HIIK_NP", np), ("CON_HIIK_SN", sn), ("EX_TS", 0.0)];
            let parts = parts(&Indicators::new(values.map(|(code, value)| (code.to_owned(), value))));
            parts.iter().find(|(name, _)| *name == "Human").and_then(|(_, value)| *value)
        };
        assert_eq!(of(5.0, 0.0), Some(10.0));
        assert_eq!(of(4.0, 5.0), Some(9.0));
        assert_eq!(of(0.0, 4.0), Some(7.0));
        // 0.4 of 0.95 is 4.2; seven tenths of it.
        assert_eq!(of(3.0, 3.0), Some(2.9));
    }
}
