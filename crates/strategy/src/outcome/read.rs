//! Reading outcomes and groups, and what they say of each other.

mod one;

use forefend_simulate::WorldFiles;
use forefend_simulate::name::{is_folder_name, no_folder_name};
use forefend_simulate::spec::Axis;
use toml::Spanned;

use super::spec::{CounterpartSpec, GroupSpec, Kind, OfElement, OutcomeFile, OutcomeSpec};
use super::{Better, Counterpart, Outcome, OutcomeAt, Outcomes, PATH};
use crate::error::StrategyError;

/// Most outcomes, groups and counterparts of a world, each: every outcome is a number for each draw and scenario.
const MOST: usize = 200;

impl Outcomes {
    /// Reads `outcomes.toml`, if the world has it, and the `[[outcome]]` and `[[group]]` of drivers and threats: those of the
    /// file first, then those of drivers and threats by file name, the cost last.
    ///
    /// ```
    /// use forefend_simulate::WorldFiles;
    /// use forefend_strategy::outcome::{Better, Outcomes};
    ///
    /// let text = r#"
    /// [[outcome]]
    /// id = "drought_years"
    /// title = "Drought-years"
    /// unit = "country-years"
    /// value = "drought > 0"
    /// units = "sum"
    /// years = "sum"
    /// better = "less"
    /// "#;
    /// let world = WorldFiles::new("world", [("outcomes.toml".to_owned(), text.as_bytes().to_vec())]);
    /// let outcomes = Outcomes::load(&world)?;
    /// let (at, outcome) = outcomes.iter().next().expect("one is declared");
    /// assert_eq!((outcome.noun.as_str(), outcome.better), ("drought-years", Better::Less));
    /// assert_eq!(outcomes.lead(), Some(at));
    /// # Ok::<(), forefend_strategy::StrategyError>(())
    /// ```
    ///
    /// # Errors
    /// Syntax; an id declared twice or that is no folder name; an expression that does not parse, with line and column; keys
    /// that do not go together; an outcome, group or axis that nothing declares.
    pub fn load(world: &WorldFiles) -> Result<Self, StrategyError> {
        let mut file = match world.bytes(PATH) {
            Ok(_) => world.parse(PATH)?,
            Err(_) => OutcomeFile::default(),
        };
        let mut declared: Vec<(OutcomeSpec, &str)> = file.outcome.drain(..).map(|one| (one, PATH)).collect();
        file.group.iter_mut().for_each(|group| PATH.clone_into(&mut group.file));
        for path in world.under("drivers", ".toml").chain(world.under("threats", ".toml")) {
            let of: OfElement = world.parse(path)?;
            declared.extend(of.outcome.into_iter().map(|one| (one, path)));
            file.group.extend(of.group.into_iter().map(|group| GroupSpec { file: path.to_owned(), ..group }));
        }
        declared.sort_by_key(|(one, _)| one.kind == Kind::Cost);
        let reader = Reader { world, groups: &file.group };
        let groups: Vec<(&Spanned<String>, &str)> =
            file.group.iter().map(|group| (&group.id, group.file.as_str())).collect();
        reader.check_ids("group", &groups)?;
        file.group.iter().try_for_each(|group| reader.check_group(group))?;
        let ids: Vec<(&Spanned<String>, &str)> =
            declared.iter().map(|(one, path)| (&one.id, *path)).collect();
        reader.check_ids("outcome", &ids)?;
        let list =
            declared.iter().map(|(one, path)| reader.outcome(one, path)).collect::<Result<Vec<_>, _>>()?;
        let costs: Vec<&Outcome> = list.iter().filter(|outcome| outcome.is_cost()).collect();
        if let [first, second, ..] = costs[..] {
            return Err(StrategyError::Declaration {
                place: second.place.clone(),
                message: format!(
                    "`{}` and `{}` both have kind = \"cost\", and money is counted once; take one out",
                    first.id, second.id
                ),
            });
        }
        let mut outcomes = Self { list, groups: file.group.clone(), ..Self::default() };
        outcomes.lead = reader.told(&outcomes, file.lead.as_ref())?;
        outcomes.through = reader.told(&outcomes, file.through.as_ref())?;
        outcomes.counterparts = reader.counterparts(&outcomes, &file.counterpart)?;
        Ok(outcomes)
    }
}

struct Reader<'a> {
    world: &'a WorldFiles,
    groups: &'a [GroupSpec],
}

impl Reader<'_> {
    fn refuse<R>(
        &self,
        path: &str,
        span: std::ops::Range<usize>,
        message: String,
    ) -> Result<R, StrategyError> {
        Err(StrategyError::Declaration { place: self.world.at(path, span), message })
    }

    /// Ids that can be names in queries and files, each once.
    fn check_ids(&self, what: &str, ids: &[(&Spanned<String>, &str)]) -> Result<(), StrategyError> {
        for (position, (id, path)) in ids.iter().enumerate() {
            let name = id.as_ref();
            if position >= MOST {
                return self.refuse(path, id.span(), format!("more than {MOST} {what}s; take some out"));
            }
            if !is_folder_name(name) {
                return self.refuse(path, id.span(), no_folder_name(what, name));
            }
            if let Some((other, at)) = ids[..position].iter().find(|(other, _)| other.as_ref() == name) {
                let other = self.world.at(at, other.span());
                let message = format!("{what} `{name}` is declared twice (also at {other}); rename one");
                return self.refuse(path, id.span(), message);
            }
        }
        Ok(())
    }

    /// A group chooses its units in one way, and says how many where it ranks them.
    fn check_group(&self, group: &GroupSpec) -> Result<(), StrategyError> {
        let id = group.id.as_ref();
        let refuse = |message: String| self.refuse(&group.file, group.id.span(), message);
        let ways =
            [group.rank.is_some(), group.condition.is_some(), group.units.is_some(), group.regions.is_some()];
        if ways.into_iter().filter(|given| *given).count() != 1 {
            return refuse(format!(
                "group `{id}` chooses its units by one of `rank`, `where`, `units` and `regions`; give exactly one"
            ));
        }
        match (&group.rank, &group.lowest, &group.highest) {
            (Some(_), Some(share), None) | (Some(_), None, Some(share)) => {
                let value = *share.as_ref();
                if !(value > 0.0 && value <= 1.0) {
                    let message =
                        format!("group `{id}`: {value} is no share of units; give a number above 0, up to 1");
                    return self.refuse(&group.file, share.span(), message);
                }
            }
            (Some(_), ..) => {
                return refuse(format!(
                    "group `{id}` ranks units; give `lowest` or `highest`, the share of them that it takes"
                ));
            }
            (None, None, None) => {}
            (None, ..) => {
                return refuse(format!(
                    "group `{id}`: `lowest` and `highest` are for a `rank`; leave them out"
                ));
            }
        }
        if let Some(after) = &group.after {
            let share = group.lowest.as_ref().or(group.highest.as_ref()).map_or(1.0, |share| *share.as_ref());
            let value = *after.as_ref();
            if group.rank.is_none() || !(value >= 0.0 && value + share <= 1.0) {
                let message = format!(
                    "group `{id}`: after = {value} leaves a share of ranked units out; give it with `rank`, from 0 up to 1 less \
                     the share taken"
                );
                return self.refuse(&group.file, after.span(), message);
            }
        }
        if group.regions.is_some() && axis_of(group.axis.as_ref()) != Axis::Country {
            return refuse(format!(
                "group `{id}`: regions are of countries; list `units`, or leave `axis` out"
            ));
        }
        Ok(())
    }

    /// An outcome that sentences speak of: one with a direction.
    fn told(
        &self,
        outcomes: &Outcomes,
        name: Option<&Spanned<String>>,
    ) -> Result<Option<OutcomeAt>, StrategyError> {
        let Some(name) = name else { return Ok(None) };
        let at = outcomes.named(name.as_ref(), || self.world.at(PATH, name.span()))?;
        let outcome = outcomes.get(at);
        if outcome.is_cost() || outcome.better == Better::Neither {
            let message = format!(
                "sentences say whether `{}` becomes better; name an outcome with a direction that is no cost",
                outcome.id
            );
            return self.refuse(PATH, name.span(), message);
        }
        Ok(Some(at))
    }

    fn counterparts(
        &self,
        outcomes: &Outcomes,
        declared: &[CounterpartSpec],
    ) -> Result<Vec<Counterpart>, StrategyError> {
        let ids: Vec<(&Spanned<String>, &str)> = declared.iter().map(|one| (&one.id, PATH)).collect();
        self.check_ids("counterpart", &ids)?;
        let one = |spec: &CounterpartSpec| {
            let place = || self.world.at(PATH, spec.outcome.span());
            Ok(Counterpart {
                id: spec.id.as_ref().clone(),
                portfolio: spec.portfolio.as_ref().clone(),
                outcome: outcomes.named(spec.outcome.as_ref(), place)?,
                place: self.world.at(PATH, spec.portfolio.span()),
            })
        };
        declared.iter().map(one).collect()
    }
}

/// The axis that a file names; countries where it names none.
pub(super) fn axis_of(name: Option<&Spanned<String>>) -> Axis {
    name.map_or(Axis::Country, |name| Axis::from(name.as_ref().clone()))
}

/// The text with its first letter small, unless it starts with an abbreviation.
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.as_str().chars().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => text.to_owned(),
    }
}
