//! What couples the parts of a model beyond what its equations read: correlated shocks.

use std::collections::BTreeSet;

use super::Model;
use crate::spec;

/// A correlation with its place.
#[derive(Debug, Clone)]
pub struct DeclaredCorrelation {
    /// What the analyst wrote.
    pub spec: spec::Correlation,
    /// `file:line`.
    pub place: String,
}

impl DeclaredCorrelation {
    /// The two variables in the order of their names.
    pub fn names(&self) -> [&str; 2] {
        let [a, b] = self.spec.between.each_ref().map(|name| name.as_ref().as_str());
        if a <= b { [a, b] } else { [b, a] }
    }
}

impl Model {
    /// Variables before `name`, in the order of names, whose luck the common shock of `name` may be made of: all that
    /// correlations link to it without a step over a later name.
    pub(crate) fn correlated_before(&self, name: &str) -> BTreeSet<String> {
        let (mut found, mut open) = (BTreeSet::new(), vec![name.to_owned()]);
        while let Some(at) = open.pop() {
            for [a, b] in self.correlations.iter().filter(|one| one.spec.on).map(DeclaredCorrelation::names) {
                let other = if a == at {
                    b
                } else if b == at {
                    a
                } else {
                    continue;
                };
                if other < name && found.insert(other.to_owned()) {
                    open.push(other.to_owned());
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::{Model, WorldFiles};

    #[test]
    fn a_shock_needs_the_luck_of_earlier_names_alone() {
        let file = |path: &str, text: String| (path.to_owned(), text.into_bytes());
        let variable = |name: &str| {
            format!(
                "[[variable]]\nname = \"{name}\"\ntitle = \"{name}\"\nunit = \"u\"\nkind = \"equation\"\nfamily = \"linear\"\n\
                 indicator = \"{name}\"\nformula = \"{name} ~ lag({name})\"\ncommon_shock = true\n"
            )
        };
        let driver = "id = \"d\"\ntitle = \"D\"\nstatus = \"modelled\"\nwhy = \"test\"\n";
        let variables: String = ["a", "b", "c", "d"].map(variable).concat();
        let pair = |id: &str, a: &str, b: &str| {
            format!("[[correlation]]\nid = \"{id}\"\ntitle = \"x\"\nbetween = [\"{a}\", \"{b}\"]\n")
        };
        let links = [pair("one", "c", "a"), pair("two", "b", "a"), pair("three", "b", "d")].concat();
        let frame = "anchor = \"a\"\nas_of = \"2020-12\"\nhistory_from = 1990\nhorizon = 2030\n\
                     record_country = []\nrecord_world = []\n";
        let world = WorldFiles::new(
            "world",
            [
                file("simulation.toml", frame.to_owned()),
                file("drivers/d.toml", format!("{driver}{variables}")),
                file("links.toml", links),
            ],
        );
        let model = Model::load(&world).unwrap();
        let before = |name: &str| model.correlated_before(name).into_iter().collect::<Vec<_>>();
        assert!(before("a").is_empty());
        assert_eq!(before("b"), ["a"]);
        assert_eq!(before("c"), ["a", "b"]);
        assert_eq!(before("d"), ["a", "b", "c"]);
        let reduced = model.reduced_to(&["b"]);
        assert_eq!(reduced.variables.iter().map(|one| one.name()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(reduced.correlations.len(), 1);
    }
}
