//! The computations, one file a family.

mod challenge;
mod climate;
mod columns;
mod conflict_origins;
mod conquest;
mod country_years;
mod demography;
mod disputes;
mod driver_values;
mod dyads;
mod endogenr;
pub mod engine_speed;
mod epidemic_network;
mod from_origin;
mod global_temperature;
mod gravity;
pub mod hegre;
mod inform;
mod living_standards;
pub mod mass_killing;
mod mission_refits;
mod mission_trials;
mod nuclear_decades;
mod nuclear_onset;
mod nuclear_treaty;
mod openness;
mod pandemic;
mod pandemic_ages;
mod pandemic_deaths;
mod peacekeeping;
mod poverty_lines;
mod pursuit;
mod robustness;
pub mod score_speed;
mod sealed;
mod technology;
mod track_record;
mod vital_rates;
mod watch;
mod world_share;
mod yardstick;

use crate::registry::Registry;

/// Every computation of this crate by the name that `gates.toml` uses.
///
/// # Examples
/// ```
/// // Every entry of the embedded file has its computation.
/// let (registry, gates) = (forefend_verify::checks::registry(), forefend_verify::Gates::embedded()?);
/// assert!(gates.checks.iter().all(|check| registry.of(check).is_ok()));
/// # Ok::<(), forefend_verify::VerifyError>(())
/// ```
pub fn registry() -> Registry {
    Registry::new([
        ("endogenr_ols", endogenr::ols as crate::Computation),
        ("hegre_as_of_2000", hegre::as_of_2000),
        ("hegre_filled_from_whole_series", hegre::filled_from_whole_series),
        ("hegre_auc", hegre::auc_with_interval),
        ("random_walk_interval_scores", world_share::random_walk_interval_scores),
        ("world_shares", world_share::shares),
        ("world_share_against_random_walk", track_record::world_share_against_random_walk),
        ("conflict_origins_world_share", conflict_origins::world_share),
        ("conflict_origins_world_share_paired", conflict_origins::world_share_paired),
        ("conflict_origins_ranking", conflict_origins::ranking),
        ("conflict_auc_against_best_rival", track_record::conflict_auc_against_best_rival),
        ("mass_killing_project", mass_killing::project_forecasts),
        ("mass_killing_against_project", mass_killing::against_project),
        ("peacekeeping_nb2", peacekeeping::nb2),
        ("peacekeeping_rate_ratios", peacekeeping::rate_ratios),
        ("mission_odds_ratios", mission_refits::odds_ratios),
        ("mission_trials", mission_trials::effects),
        ("mission_trials_naive_frame", mission_trials::naive_frame),
        ("peacekeeping_package", peacekeeping::package),
        ("peacekeeping_after_war", peacekeeping::after_war),
        ("robustness_metrics", robustness::metrics),
        ("robustness_textbook", robustness::textbook),
        ("conquest_firth", conquest::firth),
        ("demography_un_variant", demography::un_variant),
        ("cause_ledger", disputes::ledger),
        ("dyads_logit", dyads::logit),
        ("dyads_shipped", dyads::shipped),
        ("gravity_ppml", gravity::ppml),
        ("openness_five_years_ahead", openness::five_years_ahead),
        ("openness_arms", openness::arms),
        ("gravity_after_2013", gravity::after_2013),
        ("pandemic_gpd", pandemic::gpd),
        ("pandemic_deaths", pandemic_deaths::by_country),
        ("pandemic_ages", pandemic_ages::by_age),
        ("pandemic_all_deaths", pandemic_ages::counted),
        ("nuclear_decades", nuclear_decades::by_decade),
        ("nuclear_onset", nuclear_onset::auc_by_country_and_time),
        ("nuclear_pursuit", pursuit::exits),
        ("nuclear_treaty", nuclear_treaty::hazard_ratio),
        ("nuclear_forecast", nuclear_treaty::against_base_rate),
        ("challenge_bootstrap", challenge::bootstrap),
        ("challenge_last_poisson", challenge::last_poisson),
        ("challenge_conflictology", challenge::conflictology),
        ("engine_speed", engine_speed::measure),
        ("score_speed", score_speed::measure),
        ("watch_against_pool", watch::against_pool),
        ("watch_against_forest", watch::against_forest),
        ("watch_against_rivals", watch::against_rivals),
        ("watch_speed", watch::speed),
        ("sealed_monthly", sealed::monthly),
        ("sealed_monthly_brier", sealed::monthly_brier),
        ("sealed_annual", sealed::annual),
        ("sealed_windows", sealed::windows),
        ("sealed_challenge", sealed::challenge),
        ("sealed_copies", sealed::copies),
        ("fair_energy_balance", climate::energy_balance),
        ("fair_traces", climate::traces),
        ("fair_members", climate::members),
        ("fair_percentiles", climate::percentiles),
        ("fair_speed", climate::speed),
        ("country_temperature", climate::country_temperature),
        ("country_temperature_bands", climate::country_temperature_bands),
        ("global_temperature_bands", global_temperature::bands),
        ("phia_yardstick", yardstick::phia_ranges),
        ("icd203_words", yardstick::icd_ranges),
        ("risk_register_matrix", yardstick::risk_register_edges),
        ("inform_classes", yardstick::inform_classes),
        ("vital_rates_vintage", vital_rates::vintage),
        ("vital_rates_rolling", vital_rates::rolling),
        ("vital_rates_exchange", vital_rates::exchange),
        ("vital_rates_widths", vital_rates::widths),
        ("vital_rates_widths_of_people", vital_rates::widths_of_people),
        ("poverty_lognormal", poverty_lines::lognormal),
        ("poverty_mixture", poverty_lines::mixture),
        ("growth_density", living_standards::growth_density),
        ("living_standards_decade", living_standards::decade),
        ("poverty_decade", living_standards::poverty),
        ("moore_hindcast", technology::moore_hindcast),
        ("moore_whole_window", technology::moore_whole_window),
        ("wright_halves", technology::wright_halves),
        ("driver_democracy", driver_values::democracy),
        ("driver_diffusion", driver_values::diffusion),
        ("driver_coups", driver_values::coups),
        ("driver_barometer", driver_values::barometer),
        ("violence_by_groups", driver_values::violence::violence),
        ("coup_success", driver_values::violence::coup_success),
        ("inform_index", inform::index),
        ("inform_rival", inform::rival),
        ("epidemic_distances", epidemic_network::distances),
        ("epidemic_arrival", epidemic_network::arrival),
        ("epidemic_cuts", epidemic_network::cuts),
        ("epidemic_preparedness", epidemic_network::preparedness),
        ("epidemic_delays", epidemic_network::delays),
        ("epidemic_speed", epidemic_network::speed),
    ])
}
