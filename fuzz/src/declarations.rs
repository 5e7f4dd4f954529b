//! Files beside the model: `targets.toml` (`A`), `publication.toml` (`B`), `watch.toml` (`C`), the score book of the outlook
//! (`D`), a file of gates (`E`); the first byte says which.
use std::collections::BTreeMap;
use std::sync::OnceLock;

use forefend_panel::Panel;
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{Targets, replay};
use forefend_verify::Gates;
use forefend_watch::{ScoreBook, Settings, Target};

use super::{WORLD, panel};

/// The shipped files, in the order of the letters.
pub const FILES: [(&str, &str); 5] = [
    ("targets.toml", include_str!("../declarations/targets.toml")),
    ("publication.toml", include_str!("../../world/publication.toml")),
    ("watch.toml", include_str!("../../world/watch.toml")),
    ("scorebook/watch.toml", include_str!("../../world/scorebook/watch.toml")),
    ("gates.toml", include_str!("../../crates/verify/gates.toml")),
];

fn fixed() -> &'static (Model, Panel) {
    static FIXED: OnceLock<(Model, Panel)> = OnceLock::new();
    FIXED.get_or_init(|| {
        let files = WORLD.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        (Model::load(&WorldFiles::new("world", files)).expect("a sound world"), panel())
    })
}

/// The files that inputs change are sound.
pub fn whole() {
    for (letter, (path, text)) in (b'A'..).zip(FILES) {
        assert!(is_read(letter, text.as_bytes()), "{path} is sound");
    }
}

/// Reads one input.
pub fn read(data: &[u8]) {
    let Some((&which, content)) = data.split_first() else { return };
    is_read(which, content);
}

fn is_read(which: u8, content: &[u8]) -> bool {
    let world = |name: &str| WorldFiles::new("world", BTreeMap::from([(name.to_owned(), content.to_vec())]));
    let text = || String::from_utf8_lossy(content);
    match which.wrapping_sub(b'A') % FILES.len() as u8 {
        0 => {
            let (model, panel) = fixed();
            let Ok(targets) = Targets::load(&world("targets.toml"), model, panel) else { return false };
            let _ = targets.variables();
            targets.all.iter().for_each(|target| drop((target.bands(), target.bound())));
            true
        }
        1 => replay::publication(&world("publication.toml")).is_ok(),
        2 => {
            let Ok(settings) = Settings::parse("watch.toml", &text()) else { return false };
            let _ = (settings.hash(), settings.weights(Target::StateBased).is_ok());
            true
        }
        3 => ScoreBook::parse("scorebook/watch.toml", &text()).is_ok(),
        _ => Gates::parse("gates.toml", &text()).is_ok(),
    }
}
