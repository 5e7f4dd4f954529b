//! What a run keeps of its preparation: the manifest, and the units of its axes.

use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{Panel, digest};
use forefend_runs::{Manifest, RunWriter, recorded_tables};
use forefend_simulate::WorldFiles;

use super::Prepared;
use crate::error::AssessError;
use crate::ledger::cell;
use crate::{Options, outcomes};

impl Prepared {
    /// The manifest of a run of `verb`.
    pub fn manifest(
        &self,
        verb: &str,
        world: &WorldFiles,
        panel: &Panel,
        options: &Options,
    ) -> Result<Manifest, AssessError> {
        let mut portfolios = BTreeMap::new();
        for portfolio in &self.portfolios {
            let outside = world.is_outside(portfolio.file());
            let of = if outside { digest(world.bytes(portfolio.file())?) } else { "world".to_owned() };
            portfolios.insert(portfolio.id.clone(), of);
        }
        let deployed = !self.measures.measures.is_empty();
        Ok(Manifest {
            verb: verb.to_owned(),
            world: world.digest(),
            switches: world.switches().clone(),
            data: panel.digest(),
            outcomes: outcomes::brought(panel),
            code: options.code.clone(),
            as_of: options.as_of_text(&self.model),
            seed: options.seed,
            draws: options.draws,
            block: options.block,
            first_year: self.plan.first.0,
            horizon: self.plan.horizon.0,
            parameters: digest(self.parameters.as_bytes()),
            scenarios: self.names(),
            tables: recorded_tables(&self.plan, deployed),
            tables_of_others: match self.alternatives().is_empty() {
                true => Vec::new(),
                false => recorded_tables(&self.plan_of_others, deployed),
            },
            portfolios,
            deterministic: options.deterministic,
            home: self.home.as_ref().map(|(home, _)| panel.roster().key(*home)),
            command: options.command.clone(),
            shard: (!options.shard.is_whole()).then_some(options.shard),
            world_folder: world.read_from().map(Path::to_owned),
            ..Manifest::default()
        })
    }

    /// Ids and labels of the units of every recorded axis but the world: `units/AXIS.csv`.
    pub fn write_units(&self, writer: &RunWriter) -> Result<(), AssessError> {
        for list in self.plan.axes.lists.iter().filter(|list| list.name != "world") {
            let mut text = String::from("id,label\n");
            for (id, label) in list.ids.iter().zip(&list.labels) {
                text.push_str(&format!("{id},{}\n", cell(label)));
            }
            writer.write(&units_file(&list.name), text.as_bytes())?;
        }
        Ok(())
    }
}

/// File of a run with the units of an axis.
pub(crate) fn units_file(axis: &str) -> String {
    format!("units/{axis}.csv")
}
