//! The country that a text means: a code, a name as any list writes it, or a number.
use std::collections::BTreeSet;

use crate::names::{self, Elsewhere};
use crate::{CodeList, CodeSpell, Country, CountryId, PanelError, Roster, Year};

impl Roster {
    /// A country by what a person types: an ISO3 code, a name (present or past, as the World Bank, the United Nations and
    /// others write it; case, accents and punctuation do not matter) or a Gleditsch-Ward number. A country of today goes
    /// before one that is gone.
    ///
    /// # Errors
    /// [`PanelError::UnknownCountry`], with the name meant where only one is near;
    /// [`PanelError::AmbiguousCountry`] for a name that fits several, such as `Congo`.
    pub fn find(&self, text: &str) -> Result<&Country, PanelError> {
        let asked = text.trim();
        let by_number = || {
            let number = asked.strip_prefix("GW ").unwrap_or(asked).parse().ok()?;
            self.get(CountryId(number))
        };
        let coded =
            |country: &&Country| country.iso3().is_some_and(|code| code.as_str().eq_ignore_ascii_case(asked));
        let found = by_number().or_else(|| self.present_day_iso3(asked)).or_else(|| self.iter().find(coded));
        match found.or_else(|| self.own_name(&|name| name.eq_ignore_ascii_case(asked))) {
            Some(country) => Ok(country),
            None => self.as_listed(asked),
        }
    }

    /// The country that a source means in `year`: an ISO3 code or a name of that year, else of today's
    /// countries (carried back in time), or a number of the code list `numbers`, in the same order.
    ///
    /// # Errors
    /// As for [`Roster::find`]; [`PanelError::UnknownCountry`] with the years of a country that is gone.
    pub fn in_year(&self, text: &str, numbers: CodeList, year: Year) -> Result<&Country, PanelError> {
        let asked = text.trim();
        let digits = asked.strip_prefix("GW ").unwrap_or(asked);
        if let Ok(number) = digits.parse::<u16>() {
            return self.by_number(number, numbers, year);
        }
        let named = |spell: &CodeSpell| spell.name.eq_ignore_ascii_case(asked);
        let of_today = |country: &&Country| {
            country.is_present_day()
                && (country.name.eq_ignore_ascii_case(asked) || country.spells.iter().any(named))
        };
        let found = self
            .by_iso3(asked, year)
            .or_else(|| self.present_day_iso3(asked))
            .or_else(|| self.by_code(year, named))
            .or_else(|| self.iter().find(of_today));
        match found {
            Some(country) => Ok(country),
            None => {
                let country = self.find(asked)?;
                let known = country.is_present_day() || country.spell(year).is_some();
                if known { Ok(country) } else { Err(gone(asked, country, year)) }
            }
        }
    }

    /// The aggregate or territory outside this roster that `text` means: `WLD`, "Sub-Saharan Africa", Aruba. None where it
    /// may be a country.
    pub fn elsewhere(&self, text: &str) -> Option<Elsewhere> {
        match self.find(text) {
            Err(PanelError::UnknownCountry { .. }) => names::elsewhere(text),
            _ => None,
        }
    }

    /// The country whose present or past name in this roster is one that `is` holds for.
    fn own_name(&self, is: &dyn Fn(&str) -> bool) -> Option<&Country> {
        let named =
            |country: &&Country| is(&country.name) || country.spells.iter().any(|spell| is(&spell.name));
        let of_today = self.iter().filter(|country| country.is_present_day()).find(named);
        of_today.or_else(|| self.iter().find(named))
    }

    /// The country that another list's spelling means. "Myanmar (Burma)" is read where both are names of one country.
    fn as_listed(&self, asked: &str) -> Result<&Country, PanelError> {
        let readings = names::readings(asked);
        if let Some(country) = self.own_name(&|name| readings.contains(&names::fold(name))) {
            return Ok(country);
        }
        let meant: Vec<&Country> = names::listed(asked).iter().filter_map(|&id| self.get(id)).collect();
        match meant.as_slice() {
            [one] => return Ok(one),
            [] => {}
            several => return Err(ambiguous(asked, several)),
        }
        if let Some((one, other)) = names::two_names(asked)
            && let (Ok(one), Ok(other)) = (self.find(one), self.find(other))
            && one.id == other.id
        {
            return Ok(one);
        }
        Err(self.unknown(asked))
    }

    fn by_number(&self, number: u16, list: CodeList, year: Year) -> Result<&Country, PanelError> {
        let code = |spell: &CodeSpell| match list {
            CodeList::Gw => Some(spell.gw),
            CodeList::Cow => spell.cow,
            CodeList::M49 => spell.m49,
            CodeList::Views => spell.views,
        };
        let latest = |country: &&Country| country.spells.iter().rev().find_map(code) == Some(number);
        self.by_code(year, |spell| code(spell) == Some(number))
            .or_else(|| self.iter().filter(|country| country.is_present_day()).find(latest))
            .ok_or_else(|| match self.iter().find(latest) {
                Some(country) => gone(&number.to_string(), country, year),
                None => PanelError::UnknownCountry {
                    text: number.to_string(),
                    suggestion: format!(": no country has this {} number in {year}", list.words()),
                },
            })
    }

    fn unknown(&self, asked: &str) -> PanelError {
        let suggestion = if let Some(elsewhere) = names::elsewhere(asked) {
            match elsewhere {
                Elsewhere::Aggregate(name) => format!(": {name} is made of several countries"),
                Elsewhere::Territory(name) => format!(": the panel has no series of {name}"),
            }
        } else if asked.len() == 2 && asked.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            ": two letters mean other countries in ISO 3166 than in FIPS".to_owned()
        } else {
            self.near(asked).map(|near| format!("; did you mean `{}`?", near.name)).unwrap_or_default()
        };
        PanelError::UnknownCountry { text: asked.to_owned(), suggestion }
    }

    /// The only country with a name a slip of the pen away: one letter left out, put in, changed or swapped in a name of at
    /// least five, two in a long one. A code has no such neighbour: any three letters are near to several.
    fn near(&self, asked: &str) -> Option<&Country> {
        // A list of countries is near to none of them.
        if asked.contains([',', '/', ';']) {
            return None;
        }
        let folded = names::fold(asked);
        let slips = match folded.chars().count() {
            0..=4 => return None,
            5..=9 => 1,
            _ => 2,
        };
        let near = |name: &str| {
            name.chars().next() == folded.chars().next()
                && strsim::damerau_levenshtein(name, &folded) <= slips
        };
        let mut found: BTreeSet<CountryId> =
            names::all().filter(|(name, _)| near(name)).flat_map(|(_, ids)| ids).copied().collect();
        for country in self.iter() {
            let mut own = country.spells.iter().map(|spell| &spell.name).chain([&country.name]);
            if own.any(|name| near(&names::fold(name))) {
                found.insert(country.id);
            }
        }
        let mut found = found.into_iter().filter_map(|id| self.get(id));
        let only = found.next()?;
        found.next().is_none().then_some(only)
    }
}

/// The error about a country that is asked for outside its years.
fn gone(asked: &str, country: &Country, year: Year) -> PanelError {
    let first = country.spells.first().map_or(year, |spell| spell.first);
    let last = country.spells.iter().filter_map(|spell| spell.last).max().unwrap_or(year);
    PanelError::UnknownCountry {
        text: asked.to_owned(),
        suggestion: format!(" in {year}: {} existed from {first} to {last}", country.name),
    }
}

fn ambiguous(asked: &str, several: &[&Country]) -> PanelError {
    let choice = |country: &&Country| match country.iso3() {
        Some(code) => format!("{} ({code})", country.name),
        None => format!("{} ({})", country.name, country.id),
    };
    let choices: Vec<String> = several.iter().map(choice).collect();
    PanelError::AmbiguousCountry { text: asked.to_owned(), choices: choices.join(" or ") }
}
