//! `forefend data`.

use crate::cli::{BuildArguments, Global};
use crate::failure::Failure;

/// `forefend data build`: source files to snapshot.
pub fn build(global: &Global, arguments: &BuildArguments) -> Result<(), Failure> {
    let world = crate::input::world(arguments.world.as_deref())?;
    let indicators = world.text("indicators.toml")?;
    let mut tell = |line: &str| {
        if !global.quiet {
            eprintln!("{line}");
        }
    };
    let report = forefend_sources::build(&arguments.data, &arguments.out, indicators, &mut tell)?;
    if global.json {
        println!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
    } else if !global.quiet {
        print!("{report}");
    }
    Ok(())
}
