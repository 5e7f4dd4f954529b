//! The band of choice: what share of futures figures show. The address names it (`band=80`), so that a link shows what was seen.

use forefend_report::{BandWidth, Fan, Spread};

use crate::asked::Asked;
use crate::problem::Problem;

/// The band that is asked for; that of every report where none is.
///
/// # Errors
/// [`Problem::mistake`] for a share that is none of the three.
pub fn band_of(asked: &Asked) -> Result<BandWidth, Problem> {
    let Some(text) = asked.value("band") else { return Ok(BandWidth::default()) };
    BandWidth::of_percent(text)
        .ok_or_else(|| Problem::mistake("band: give 50, 80 or 90 (percent of futures)"))
}

/// The band of a page with the addresses of the same page with another.
#[derive(Debug)]
pub struct Bands {
    /// The one that figures show.
    pub chosen: BandWidth,
    /// Percent, address, and whether it is the one shown.
    pub links: Vec<(u8, String, bool)>,
    /// Whether the figures have ends of this band: runs made before it was kept have none.
    pub is_kept: bool,
}

impl Bands {
    /// As asked for of the page at `path`, with what else its address holds (`links=a,b`; may be empty), over these figures.
    ///
    /// # Errors
    /// As [`band_of`].
    pub fn of<'a>(
        asked: &Asked,
        (path, beside): (&str, &str),
        fans: impl Iterator<Item = &'a Fan>,
    ) -> Result<Self, Problem> {
        let chosen = band_of(asked)?;
        let and = if beside.is_empty() { "" } else { "&" };
        let link = |one: BandWidth| {
            let percent = one.percent();
            (percent, format!("{path}?{beside}{and}band={percent}#to-come"), one == chosen)
        };
        let spread = fans.filter(|fan| fan.spread == Spread::Bands).flat_map(|fan| &fan.projected);
        let mut told = spread.filter(|band| !band.p50.is_nan()).peekable();
        let is_kept = told.peek().is_none() || told.any(|band| !chosen.ends(band).0.is_nan());
        Ok(Self { chosen, links: BandWidth::ALL.map(link).to_vec(), is_kept })
    }
}
