//! A progress bar with the time left; silent in a pipe and with `--quiet`.

use std::io::IsTerminal as _;

use forefend_assess::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::Global;

/// The bar of one command.
pub struct Bar {
    bar: ProgressBar,
    quiet: bool,
}

impl Bar {
    /// A bar on standard error, hidden when that is no terminal, or `--quiet` or `--json` is given. Notes are silent
    /// only with `--quiet`.
    pub fn new(global: &Global) -> Self {
        let bar = ProgressBar::new(0);
        if global.quiet || global.json || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) =
            ProgressStyle::with_template("{prefix:>10} [{bar:30}] {percent:>3}% {msg} ({eta} left)")
        {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, quiet: global.quiet }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn advance(&self, stage: &str, detail: &str, done: u64, total: u64) {
        if self.bar.prefix() != stage {
            self.bar.set_prefix(stage.to_owned());
            self.bar.reset_eta();
        }
        self.bar.set_length(total.max(1));
        self.bar.set_position(done);
        self.bar.set_message(forefend_report::shown_in_a_line(detail).into_owned());
    }

    fn note(&self, text: &str) {
        if !self.quiet {
            self.bar.suspend(|| crate::assess::warn(text));
        }
    }
}
