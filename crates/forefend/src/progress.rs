//! How far a command has come: a bar with the time left on a terminal, a line a minute elsewhere; silent with `--quiet`.

mod lines;

use std::io::IsTerminal as _;
use std::time::Duration;

use forefend_assess::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use self::lines::Lines;
use crate::cli::Global;

/// Where standard error is no terminal, a line comes this often.
const LINE_EVERY: Duration = Duration::from_secs(60);

/// The bar of one command.
pub struct Bar {
    bar: ProgressBar,
    quiet: bool,
    lines: Option<Lines>,
}

impl Bar {
    /// A bar on standard error; where that is no terminal, a line a minute. `--quiet` silences both, and notes; `--json`
    /// the bar alone.
    pub fn new(global: &Global) -> Self {
        let bar = ProgressBar::new(0);
        let terminal = std::io::stderr().is_terminal();
        if global.quiet || global.json || !terminal {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let lines =
            if global.quiet || terminal { None } else { Lines::every(LINE_EVERY, crate::terminal::warn) };
        if let Ok(style) =
            ProgressStyle::with_template("{prefix:>10} [{bar:30}] {percent:>3}% {msg} ({eta} left)")
        {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, quiet: global.quiet, lines }
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
        if let Some(lines) = &self.lines {
            lines.advance(stage, detail, done, total);
        }
    }

    fn note(&self, text: &str) {
        if !self.quiet {
            self.bar.suspend(|| crate::terminal::warn(text));
        }
    }
}
