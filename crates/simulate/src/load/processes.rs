//! Declared processes wired to their variables, with what may be wrong about that.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use crate::error::SimulateError;
use crate::model::{DeclaredProcess, Model, Source};
use crate::name::{is_folder_name, is_formula_name, no_folder_name, no_formula_name, shown};
use crate::process::{KINDS, Kind, On, Parameters};
use crate::spec::{self, Axis, Lever};
use crate::world::WorldFiles;
use forefend_panel::suggestion;

/// The processes of a model by name. Variables are read and sorted.
///
/// # Errors
/// An unknown kind, port or variable, a port left open or on another axis, a parameter out of its range, a variable
/// written twice or never; with file and line.
pub(super) fn wired(
    model: &Model,
    world: &WorldFiles,
    found: Vec<(spec::Process, &str)>,
) -> Result<Vec<DeclaredProcess>, SimulateError> {
    let mut processes = Vec::new();
    for (spec, path) in found {
        processes.push(Wiring { model, world, path, spec: &spec }.wire()?);
    }
    processes.sort_by(|a, b| a.name().cmp(b.name()));
    if let Some(pair) = processes.windows(2).find(|pair| pair[0].name() == pair[1].name()) {
        let (place, other) = (pair[1].place.clone(), pair[0].place.clone());
        return Err(SimulateError::Duplicate { place, name: pair[1].name().to_owned(), other });
    }
    check_written(model, &processes)?;
    Ok(processes)
}

/// Every variable of kind `process` is written once.
fn check_written(model: &Model, processes: &[DeclaredProcess]) -> Result<(), SimulateError> {
    let mut writers: BTreeMap<&str, &DeclaredProcess> = BTreeMap::new();
    for process in processes {
        for name in &process.writes {
            if let Some(other) = writers.insert(name, process) {
                let message = format!(
                    "`{name}` is written twice, by `{}` ({}) and by `{}`; declare a variable for each",
                    other.name(),
                    other.place,
                    process.name()
                );
                return Err(SimulateError::Declaration { place: process.place.clone(), message });
            }
        }
    }
    let made = model.variables.iter().filter(|variable| variable.spec.kind == spec::Kind::Process);
    match made.into_iter().find(|variable| !writers.contains_key(variable.name())) {
        None => Ok(()),
        Some(variable) => Err(SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!(
                "`{}` has kind = \"process\" and no process writes it; name it in `writes` of a [[process]], or take it out",
                variable.name()
            ),
        }),
    }
}

/// One process on its way into the model.
struct Wiring<'a> {
    model: &'a Model,
    world: &'a WorldFiles,
    path: &'a str,
    spec: &'a spec::Process,
}

impl Wiring<'_> {
    fn wire(&self) -> Result<DeclaredProcess, SimulateError> {
        let (spec, place) = (self.spec, self.at(&self.spec.name));
        let name: &str = spec.name.as_ref();
        if !is_formula_name(name) {
            return Err(SimulateError::Declaration { place, message: no_formula_name("process", name) });
        }
        if let Some(position) = self.model.position(name) {
            let other = self.model.variables[position].place.clone();
            return Err(SimulateError::Duplicate { place, name: name.to_owned(), other });
        }
        let known = || KINDS.iter().map(|(name, _)| *name);
        let kind = KINDS.iter().find(|(name, _)| *name == spec.kind.as_ref()).map(|(_, kind)| kind);
        let kind = kind.ok_or_else(|| SimulateError::Unknown {
            place: self.at(&spec.kind),
            what: "kind of process",
            name: shown(spec.kind.as_ref()),
            suggestion: suggestion(spec.kind.as_ref(), known()),
        })?;
        let mut listed = None;
        let inputs = kind.inputs.iter().map(|input| (input.name, input.on));
        let reads = self.ports(("input", "reads"), inputs, &spec.reads, &mut listed)?;
        let outputs = kind.outputs.iter().map(|output| (output.name, output.on));
        let writes = self.ports(("output", "writes"), outputs, &spec.writes, &mut listed)?;
        for name in &writes {
            self.check_kind(name)?;
        }
        let levers = spec.lever.iter().map(|lever| self.lever(kind, lever)).collect::<Result<_, _>>()?;
        let axis = listed.map(|(_, axis)| axis);
        let units = axis.as_deref().map_or_else(Vec::new, |axis| self.units(axis));
        let mut parameters = Parameters {
            process: name,
            place: place.clone(),
            given: &spec.parameters,
            at: &|span| self.world.at(self.path, span),
            axis: axis.as_deref().unwrap_or_default(),
            units: &units,
            world: self.world,
            asked: BTreeSet::new(),
        };
        let process = (kind.declare)(&mut parameters)?;
        parameters.finish()?;
        let file = self.path.to_owned();
        Ok(DeclaredProcess { spec: spec.clone(), file, place, kind, process, reads, writes, levers, axis })
    }

    fn at(&self, text: &Spanned<String>) -> String {
        self.world.at(self.path, text.span())
    }

    fn refuse<T>(&self, place: String, message: String) -> Result<T, SimulateError> {
        let message = format!("process `{}`: {message}", self.spec.name.as_ref());
        Err(SimulateError::Declaration { place, message })
    }

    /// The variables of the ports of one side, in their order. `listed` is the first variable on a listed axis, which all
    /// others share.
    fn ports(
        &self,
        (what, key): (&'static str, &str),
        ports: impl Iterator<Item = (&'static str, On)> + Clone,
        given: &BTreeMap<String, Spanned<String>>,
        listed: &mut Option<(String, String)>,
    ) -> Result<Vec<String>, SimulateError> {
        let names = || ports.clone().map(|(name, _)| name);
        if let Some((name, variable)) = given.iter().find(|(name, _)| !names().any(|known| known == *name)) {
            return Err(SimulateError::Unknown {
                place: self.at(variable),
                what,
                name: shown(name),
                suggestion: suggestion(name, names()),
            });
        }
        let mut variables = Vec::new();
        for (port, on) in ports.clone() {
            let Some(variable) = given.get(port) else {
                let place = self.at(&self.spec.name);
                return self.refuse(
                    place,
                    format!("its {what} `{port}` has no variable; write {key} = {{ {port} = \"VARIABLE\" }}"),
                );
            };
            let position = self.model.known(variable.as_ref(), || self.at(variable))?;
            let axis = &self.model.variables[position].spec.axis;
            if !on.allows(axis) || on == On::Listed && !self.is_listed(axis) {
                let (name, axis) = (variable.as_ref(), axis.name());
                let message = format!(
                    "its {what} `{port}` needs a variable on {}, and `{name}` is on `{axis}`; name another",
                    on.words()
                );
                return self.refuse(self.at(variable), message);
            }
            if let (On::Listed, Axis::Declared(axis)) = (on, axis) {
                let (first, shared) = listed.get_or_insert_with(|| (variable.as_ref().clone(), axis.clone()));
                if shared != axis {
                    let name = variable.as_ref();
                    let message = format!(
                        "`{name}` is on `{axis}` and `{first}` on `{shared}`; both need the same axis"
                    );
                    return self.refuse(self.at(variable), message);
                }
            }
            variables.push(variable.as_ref().clone());
        }
        Ok(variables)
    }

    /// Ids of the units of a listed axis; none of an axis made otherwise.
    fn units(&self, axis: &str) -> Vec<String> {
        let declared = self.model.axes.iter().find(|declared| declared.name == axis);
        match declared.map(|declared| &declared.source) {
            Some(Source::Listed(units)) => units.iter().map(|(id, _)| id.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether units are listed: in a file, or, where `panel` stands alone, by the series of the panel's axis.
    fn is_listed(&self, axis: &Axis) -> bool {
        let declared = self.model.axes.iter().find(|declared| declared.name == axis.name());
        let of_panel = matches!(declared.map(|declared| &declared.source), Some(Source::Panel));
        of_panel || !self.units(axis.name()).is_empty()
    }

    /// What a process writes is declared for that.
    fn check_kind(&self, name: &str) -> Result<(), SimulateError> {
        let variable = self.model.position(name).map(|position| &self.model.variables[position]);
        match variable.filter(|variable| variable.spec.kind != spec::Kind::Process) {
            None => Ok(()),
            Some(variable) => self.refuse(
                variable.place.clone(),
                format!(
                    "it writes `{name}`, which moves by itself; give it kind = \"process\", or write another"
                ),
            ),
        }
    }

    /// The number of what a lever moves.
    fn lever(&self, kind: &Kind, lever: &Lever) -> Result<usize, SimulateError> {
        let known = || kind.levers.iter().map(|moved| moved.name);
        let Some(input) = &lever.input else {
            let known: Vec<&str> = known().collect();
            let message =
                format!("lever `{}` needs `input`, one of: {}", lever.name.as_ref(), known.join(", "));
            return self.refuse(self.at(&lever.name), message);
        };
        let number = known().position(|name| name == input.as_ref());
        let number = number.ok_or_else(|| SimulateError::Unknown {
            place: self.at(input),
            what: "input of a lever",
            name: shown(input.as_ref()),
            suggestion: suggestion(input.as_ref(), known()),
        })?;
        let scale = kind.levers[number].scale;
        if scale != lever.scale {
            let message = format!(
                "lever `{}`: `{}` moves on the scale \"{}\"; change `scale`",
                lever.name.as_ref(),
                input.as_ref(),
                scale.word()
            );
            return self.refuse(self.at(&lever.name), message);
        }
        if !is_folder_name(lever.name.as_ref()) {
            let message = no_folder_name("lever", lever.name.as_ref());
            return Err(SimulateError::Declaration { place: self.at(&lever.name), message });
        }
        if lever.weight.is_some() || lever.class.is_some() {
            let name = lever.name.as_ref();
            let message = format!("lever `{name}`: `weight` and `class` are for variables; take them out");
            return self.refuse(self.at(&lever.name), message);
        }
        if lever.whole || lever.meanwhile.is_some() || !lever.moves.is_empty() {
            let name = lever.name.as_ref();
            let message =
                format!("lever `{name}`: `whole`, `meanwhile` and `moves` are for variables; take them out");
            return self.refuse(self.at(&lever.name), message);
        }
        super::levers::check_shape(lever, &self.at(&lever.name))?;
        Ok(number)
    }
}
