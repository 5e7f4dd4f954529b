//! What can be typed to switch links and scenarios of a world.

use clap::Args;
use forefend_simulate::Switches;

/// Links and a scenario that the world declares.
#[derive(Debug, Clone, Default, Args)]
pub struct Switching {
    /// A scenario that the world declares in scenarios.toml; `describe links` lists them. With --driver climate: the emissions
    /// to run, of --emissions or of the world; ssp245 where absent.
    #[arg(long, value_name = "ID")]
    pub scenario: Option<String>,
    /// Without a link or correlation that links.toml declares and that is on; may be given several times.
    #[arg(long, value_name = "ID")]
    pub without_link: Vec<String>,
    /// With a link or correlation that is off; may be given several times.
    #[arg(long, value_name = "ID")]
    pub with_link: Vec<String>,
}

impl Switching {
    /// What is switched.
    pub fn switches(&self) -> Switches {
        Switches {
            scenario: self.scenario.clone(),
            without: self.without_link.clone(),
            with: self.with_link.clone(),
        }
        .in_order()
    }
}
