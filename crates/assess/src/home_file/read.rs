//! Reading `home.toml`: every name in it is known, every id stands once.

use std::collections::BTreeSet;

use forefend_panel::{Axis as PanelAxis, AxisKind, Panel, suggestion};
use forefend_simulate::spec::Axis;
use forefend_simulate::{Model, WorldFiles};
use toml::Spanned;

use super::{FILE, HomeFile};
use crate::error::AssessError;

impl HomeFile {
    /// The file of `world`, with every name in it known to the model or the panel.
    ///
    /// # Errors
    /// No such file; a mistake of syntax; an unknown name, with line and the nearest one.
    pub(crate) fn load(world: &WorldFiles, model: &Model, panel: &Panel) -> Result<Self, AssessError> {
        if world.bytes(FILE).is_err() {
            return Err(AssessError::Declaration {
                place: "--home".to_owned(),
                message: format!(
                    "this world has no {FILE}, which says what is told of a home; copy it from the shipped world (docs/home.md)"
                ),
            });
        }
        let file: Self = world.parse(FILE)?;
        for name in file.spans() {
            let known = model.position(name.as_ref());
            if known.is_none_or(|at| model.variables[at].spec.axis != Axis::Country) {
                let all = model.variables.iter().filter(|variable| variable.spec.axis == Axis::Country);
                let near = suggestion(name.as_ref(), all.map(|variable| variable.name()));
                let message = format!("unknown variable by country `{}`{near}", name.as_ref());
                return Err(AssessError::Declaration { place: world.at(FILE, name.span()), message });
            }
        }
        file.check_ids(world)?;
        let of_pairs = file.tie.iter().map(|tie| (&tie.series, true));
        for (name, pairs) in of_pairs.chain(file.series.iter().map(|own| (&own.series, false))) {
            if let Err(message) = check_axis(panel, name.as_ref(), pairs) {
                return Err(AssessError::Declaration { place: world.at(FILE, name.span()), message });
            }
        }
        if let Some(network) = &file.network
            && let Err(error) = panel.links(network.as_ref())
        {
            let message = error.to_string();
            return Err(AssessError::Declaration { place: world.at(FILE, network.span()), message });
        }
        Ok(file)
    }

    /// Ids name queries of a run, so each stands once among its kind; a change adds up something.
    fn check_ids(&self, world: &WorldFiles) -> Result<(), AssessError> {
        let wrong = |id: &str, message: String| {
            let place = world.at_text(FILE, &format!("\"{id}\""));
            Err(AssessError::Declaration { place, message })
        };
        let exposures = self.tie.iter().map(|tie| &tie.id).chain(self.neighbour.iter().map(|one| &one.id));
        let exposures = exposures.chain(self.series.iter().map(|own| &own.id));
        let exposures = exposures.chain(self.gap.iter().map(|gap| &gap.id)).cloned();
        // The row of arrivals has this id.
        let exposures = exposures.chain(self.arrival.iter().map(|_| "arrival".to_owned()));
        let kinds: [(&str, Vec<String>); 3] = [
            ("[[harm]]", self.harm.iter().map(|harm| harm.id.clone()).collect()),
            ("[[change]]", self.change.iter().map(|change| change.id.clone()).collect()),
            ("exposures ([arrival], [[tie]], [[neighbour]], [[series]], [[gap]])", exposures.collect()),
        ];
        for (kind, ids) in kinds {
            let mut seen = BTreeSet::new();
            if let Some(twice) = ids.iter().find(|id| !seen.insert(id.as_str())) {
                let message =
                    format!("the id `{twice}` stands twice among {kind}; give one of them another id");
                return wrong(twice, message);
            }
        }
        if let Some(growth) =
            self.harm.iter().filter(|harm| harm.loss.is_none()).find_map(|harm| harm.growth.as_ref())
        {
            let message = "`growth` says how a loss goes on; give `loss` too, or take it out".to_owned();
            return Err(AssessError::Declaration { place: world.at(FILE, growth.span()), message });
        }
        match self.change.iter().find(|change| change.variables.is_empty()) {
            Some(empty) => wrong(
                &empty.id,
                format!(
                    "`variables` of the change `{}` is empty; name what it adds up, or take it out",
                    empty.id
                ),
            ),
            None => Ok(()),
        }
    }

    /// Variables as written.
    fn spans(&self) -> impl Iterator<Item = &Spanned<String>> {
        let harm = self
            .harm
            .iter()
            .flat_map(|harm| std::iter::once(&harm.variable).chain(&harm.loss).chain(&harm.growth));
        let change = self.change.iter().flat_map(|change| &change.variables);
        let near = self.neighbour.iter().map(|neighbour| &neighbour.variable);
        [&self.income, &self.population].into_iter().chain(harm).chain(change).chain(near)
    }

    /// Variables by country that are read of a run, each once, by name.
    pub(crate) fn variables(&self) -> BTreeSet<String> {
        self.spans().map(|name| name.as_ref().clone()).collect()
    }

    /// Adds what is read to what a run records.
    pub(crate) fn record(&self, model: &mut Model) {
        self.variables().iter().for_each(|name| model.frame.keep(&Axis::Country, name));
    }
}

/// A series that is known, and by pair of countries or by country as it is read.
fn check_axis(panel: &Panel, name: &str, pairs: bool) -> Result<(), String> {
    let declared = panel.indicator(name).map_err(|error| error.to_string())?;
    let is = match &declared.axis {
        PanelAxis::Declared(axis) => {
            let kind = panel.axis(axis).map_err(|error| error.to_string())?.kind;
            matches!(kind, AxisKind::Pairs | AxisKind::DirectedPairs).then_some(true)
        }
        PanelAxis::Country => Some(false),
        PanelAxis::World => None,
    };
    if is == Some(pairs) {
        return Ok(());
    }
    let (wanted, table) = if pairs { ("pair of countries", "[[tie]]") } else { ("country", "[[series]]") };
    Err(format!(
        "`{name}` is by {} and {table} reads a series by {wanted}; name another (`forefend data list`)",
        declared.axis.word()
    ))
}
