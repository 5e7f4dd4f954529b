//! Fitted rates as named numbers, to be stored with a run.

use std::collections::BTreeMap;

use super::exchange::Exchange;
use super::{Country, VitalRates, fertility, migration, mortality};

/// Numbers a country has in [`VitalRates::numbers`].
const OF_COUNTRY: usize = 20;

impl VitalRates {
    /// All that was fitted, by name: the world's curves, and 20 numbers a country under `rates_countries`.
    pub fn numbers(&self) -> BTreeMap<String, Vec<f64>> {
        let (f, m, g) = (&self.fertility, &self.mortality, &self.migration);
        let fertility = [
            &f.parts[..],
            &[f.floor, f.pace, f.carry],
            &f.spread,
            &[f.mean, f.pull],
            &f.between,
            &[f.shared],
        ];
        let mortality =
            [&m.widths[..], &m.gains, &[m.carry], &m.spread, &[m.between, m.shared], &m.gap, &[m.gap_spread]];
        let countries = self.countries.iter().flat_map(|of| {
            let (f, m, g) = (of.fertility, of.mortality, of.migration);
            [
                f.start,
                f.pace[0],
                f.pace[1],
                f.mean[0],
                f.mean[1],
                f.risen,
                f.last,
                f.error,
                m.pace[0],
                m.pace[1],
                m.then,
                m.last,
                m.error,
                m.gap,
                g.mean[0],
                g.mean[1],
                g.deviation,
                g.last,
                g.exchange.mean,
                g.exchange.deviation,
            ]
        });
        BTreeMap::from([
            ("rates_fertility".to_owned(), fertility.concat()),
            ("rates_mortality".to_owned(), mortality.concat()),
            ("rates_migration".to_owned(), vec![g.carry, g.weight, g.spread]),
            ("rates_countries".to_owned(), countries.collect()),
        ])
    }

    /// From what [`VitalRates::numbers`] gave; nothing where a name or number is missing.
    pub fn from_numbers(numbers: &BTreeMap<String, Vec<f64>>) -> Option<Self> {
        let of = |name: &str| numbers.get(name).map(Vec::as_slice);
        let &[p0, p1, p2, floor, pace, carry, s0, s1, mean, pull, b0, b1, shared] = of("rates_fertility")?
        else {
            return None;
        };
        let fertility = fertility::Fertility {
            parts: [p0, p1, p2],
            floor,
            pace,
            carry,
            spread: [s0, s1],
            mean,
            pull,
            between: [b0, b1],
            shared,
        };
        let &[w0, w1, w2, w3, g0, g1, carry, s0, s1, between, shared, c0, c1, c2, c3, c4, gap_spread] =
            of("rates_mortality")?
        else {
            return None;
        };
        let mortality = mortality::Mortality {
            widths: [w0, w1, w2, w3],
            gains: [g0, g1],
            carry,
            spread: [s0, s1],
            between,
            shared,
            gap: [c0, c1, c2, c3, c4],
            gap_spread,
        };
        let &[carry, weight, spread] = of("rates_migration")? else { return None };
        let migration = migration::Migration { carry, weight, spread };
        let countries = of("rates_countries")?.chunks_exact(OF_COUNTRY).map(country).collect();
        Some(Self { fertility, mortality, migration, countries })
    }
}

fn country(n: &[f64]) -> Country {
    Country {
        fertility: fertility::OfCountry {
            start: n[0],
            pace: [n[1], n[2]],
            mean: [n[3], n[4]],
            risen: n[5],
            last: n[6],
            error: n[7],
        },
        mortality: mortality::OfCountry {
            pace: [n[8], n[9]],
            then: n[10],
            last: n[11],
            error: n[12],
            gap: n[13],
        },
        migration: migration::OfCountry {
            mean: [n[14], n[15]],
            deviation: n[16],
            last: n[17],
            exchange: Exchange { mean: n[18], deviation: n[19] },
        },
    }
}
