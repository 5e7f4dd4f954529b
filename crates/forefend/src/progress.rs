//! A progress bar with the time left; silent in a pipe and with `--quiet`.

use std::io::IsTerminal as _;

use forefend_assess::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The bar of one command.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar on standard error, hidden when that is no terminal or `quiet` is set.
    pub fn new(quiet: bool) -> Self {
        let bar = ProgressBar::new(0);
        if quiet || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) =
            ProgressStyle::with_template("{prefix:>10} [{bar:30}] {percent:>3}% {msg} ({eta} left)")
        {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn advance(&self, stage: &str, detail: &str, done: u64, total: u64) {
        if self.0.prefix() != stage {
            self.0.set_prefix(stage.to_owned());
            self.0.reset_eta();
        }
        self.0.set_length(total.max(1));
        self.0.set_position(done);
        self.0.set_message(detail.to_owned());
    }
}
