//! The same portfolio with something changed: decided later, or with more of one measure.

use toml::Spanned;

use super::Portfolio;
use super::action::Action;
use super::limit::{Limit, LimitRules};

impl Portfolio {
    /// The same portfolio, with every decision in which it differs from `reference` taken `years` later. It is called `id`, and
    /// may differ from the reference from `years` later on ([`super::Context::from`]).
    #[must_use]
    pub fn delayed(&self, reference: &Self, years: i16, id: String) -> Self {
        let mut theirs: Vec<String> = reference.action.iter().map(Action::key).collect();
        let mut later = self.clone();
        for action in &mut later.action {
            let key = action.key();
            match theirs.iter().position(|other| *other == key) {
                // What both declare in the same words is no decision of this portfolio.
                Some(position) => drop(theirs.remove(position)),
                None => [&mut action.from, &mut action.until].into_iter().for_each(|year| shift(year, years)),
            }
        }
        for limit in &mut later.limit {
            [&mut limit.from, &mut limit.until].into_iter().for_each(|year| shift(year, years));
        }
        later.title = format!("{}, {years} {} later", self.title, if years == 1 { "year" } else { "years" });
        later.id = id;
        later
    }

    /// The same portfolio with `factor` times the amounts of `measure`, and with limits that allow for it. It is called `id`.
    #[must_use]
    pub fn with_more(&self, measure: &str, factor: f64, id: String) -> Self {
        let mut more = self.clone();
        for action in more.action.iter_mut().filter(|action| action.measure.as_ref() == measure) {
            action.amount = scaled(&action.amount, factor);
            let limits = [&mut action.most_per_country, &mut action.most_per_unit, &mut action.capacity];
            limits.into_iter().flatten().for_each(|limit| *limit = scaled(limit, factor));
            action.budget.iter_mut().for_each(|budget| budget.amount = scaled(&budget.amount, factor));
        }
        for limit in more.limit.iter_mut().filter(|limit| limit.measure.as_ref() == measure) {
            scale_limit(limit, factor);
        }
        more.title = format!("{}, {factor} times its {measure}", self.title);
        more.id = id;
        more
    }

    /// Measures that it deploys, each once, in the order of names.
    pub fn measures(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.action.iter().map(|action| action.measure.as_ref().as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Action {
    /// Its measure, and what it says.
    fn key(&self) -> String {
        format!("{} {}", self.measure.as_ref(), self.words())
    }
}

fn shift(year: &mut Option<Spanned<i16>>, years: i16) {
    if let Some(year) = year {
        *year = Spanned::new(year.span(), year.as_ref().saturating_add(years));
    }
}

fn scaled(number: &Spanned<f64>, factor: f64) -> Spanned<f64> {
    Spanned::new(number.span(), factor * number.as_ref())
}

fn scale_limit(limit: &mut Limit, factor: f64) {
    let LimitRules { capacity, most_per_country, most_per_unit, budget, part_of_today, .. } =
        &mut limit.rules;
    let numbers = [capacity, most_per_country, most_per_unit];
    numbers.into_iter().flatten().for_each(|number| *number = scaled(number, factor));
    budget.iter_mut().for_each(|budget| budget.amount = scaled(&budget.amount, factor));
    // A part of the money grows with what it pays for, beyond the whole: that is what more of it costs.
    part_of_today.iter_mut().for_each(|part| *part *= factor);
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERENCE: &str = "id = \"r\"\ntitle = \"R\"\nsummary = \"\"\nrole = \"reference\"\n\
        [[action]]\nmeasure = \"m\"\namount = 2\nuntil = 2035\n";

    fn portfolio(actions: &str) -> Portfolio {
        let head = "id = \"a\"\ntitle = \"A\"\nsummary = \"\"\nrole = \"alternative\"\n";
        toml::from_str(&format!("{head}{actions}")).unwrap()
    }

    #[test]
    fn a_delay_moves_what_differs_from_the_reference_and_nothing_else() {
        let reference: Portfolio = toml::from_str(REFERENCE).unwrap();
        let own = portfolio(
            "[[action]]\nmeasure = \"m\"\namount = 2\nuntil = 2035\n\
             [[action]]\nmeasure = \"m\"\namount = 1\nfrom = 2027\nuntil = 2030\n\
             [[limit]]\nmeasure = \"m\"\ncapacity = 4\nfrom = 2027\n",
        );
        let later = own.delayed(&reference, 3, "a-delay-3".to_owned());
        let year = |year: &Option<Spanned<i16>>| year.as_ref().map(|year| *year.as_ref());
        let years: Vec<_> = later.action.iter().map(|one| (year(&one.from), year(&one.until))).collect();
        assert_eq!(years, [(None, Some(2035)), (Some(2030), Some(2033))]);
        assert_eq!(year(&later.limit[0].from), Some(2030));
        assert_eq!((later.id.as_str(), later.title.as_str()), ("a-delay-3", "A, 3 years later"));
    }

    #[test]
    fn more_of_a_measure_raises_its_amounts_and_what_would_hold_them_back() {
        let own = portfolio(
            "[[action]]\nmeasure = \"m\"\namount = 2\nbudget = { amount = 10.0 }\nmost_per_country = 4\n\
             [[action]]\nmeasure = \"other\"\namount = 2\n\
             [[limit]]\nmeasure = \"m\"\ncapacity = 8\nmost = 3\n",
        );
        let more = own.with_more("m", 1.5, "a-more".to_owned());
        let amounts: Vec<f64> = more.action.iter().map(|action| *action.amount.as_ref()).collect();
        assert_eq!(amounts, [3.0, 2.0]);
        let budget = more.action[0].budget.as_ref().map(|budget| *budget.amount.as_ref());
        let each = more.action[0].most_per_country.as_ref().map(|most| *most.as_ref());
        let capacity = more.limit[0].rules.capacity.as_ref().map(|capacity| *capacity.as_ref());
        assert_eq!((budget, each, capacity), (Some(15.0), Some(6.0), Some(12.0)));
        assert_eq!(more.measures(), ["m", "other"]);
    }
}
