//! Speed of the epidemic on a travel network and of effective distances between all its places, beside plain loops that do the same:
//! `cargo bench -p forefend-threats --bench spread`. One thread, 224 places and some 2,300 links, as many as the shipped network has; bars
//! 2 ms a replicate of 200 days, 5 ms for all distances.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a benchmark may stop, and talks to people")]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::needless_range_loop, reason = "the peer is the plain loop")]

use std::time::Instant;

use forefend_threats::epidemic::{Disease, Outbreak, Travel, binomial, spread};
use forefend_threats::network::{Seats, dominant_paths};

const PLACES: usize = 224;
const DAYS: u32 = 200;
const TRIPS: f64 = 5e6;
const INFLUENZA: Disease = Disease { reproduction: 1.75, latent_days: 1.5, infectious_days: 2.1 };
const SEEDED: i64 = 50;
const REPLICATES: u64 = 10;

/// Uniform numbers by replicate, place, day and block: SplitMix64's mixing of a counter.
fn numbers(replicate: u64) -> impl Fn(usize, u32, u32) -> [f64; 4] {
    move |place, day, block| {
        let at = (replicate << 48) ^ ((place as u64) << 36) ^ (u64::from(day) << 24) ^ u64::from(block) << 2;
        [0, 1, 2, 3].map(|k| {
            let mut bits = (at + k + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (((bits ^ (bits >> 31)) >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
        })
    }
}

/// Places by size, the largest first; the larger two are, the likelier a link and the more seats on it.
fn network() -> (Seats, Vec<i64>) {
    let size = |place: usize| 1.0 / (place as f64 + 3.0);
    let mut pairs: Vec<(usize, usize)> =
        (0..PLACES).flat_map(|from| (0..from).map(move |to| (from, to))).collect();
    pairs.sort_by(|a, b| (size(b.0) * size(b.1)).total_cmp(&(size(a.0) * size(a.1))));
    pairs.truncate(2_300);
    // Everybody reaches the largest.
    pairs.extend((1..PLACES).map(|place| (place, 0)));
    pairs.sort_unstable();
    pairs.dedup();
    let both = pairs.iter().flat_map(|&(a, b)| {
        let seats = size(a) * size(b);
        [(a, b, seats), (b, a, seats)]
    });
    let seats = Seats::new(PLACES, &both.collect::<Vec<_>>()).expect("a network");
    let people = (0..PLACES).map(|place| (1.2e9 / (place as f64 + 1.0)) as i64 / (1 + place as i64 % 5));
    (seats, people.map(|people| people.max(200_000)).collect())
}

/// The same model as a plain loop: every place, every link, every day, four binomial numbers and one a link. Returns how many were infected.
fn plain(seats: &Seats, people: &[i64], luck: impl Fn(usize, u32, u32) -> [f64; 4]) -> i64 {
    let (onset, recovery) = (1.0 / INFLUENZA.latent_days, 1.0 / INFLUENZA.infectious_days);
    let scale = TRIPS / seats.total();
    let mut state: Vec<[i64; 4]> = people.iter().map(|&people| [people, 0, 0, 0]).collect();
    (state[0][0], state[0][2]) = (people[0] - SEEDED, SEEDED);
    for day in 0..DAYS {
        for (place, now) in state.iter_mut().enumerate() {
            let u = luck(place, day, 0);
            let force = INFLUENZA.reproduction * recovery * now[2] as f64 / people[place] as f64;
            let infections = binomial(now[0], -libm::expm1(-force), u[0]);
            let (onsets, recoveries) =
                (binomial(now[1], onset.min(1.0), u[1]), binomial(now[2], recovery, u[2]));
            *now = [
                now[0] - infections,
                now[1] + infections - onsets,
                now[2] + onsets - recoveries,
                now[3] + recoveries,
            ];
        }
        for from in 0..PLACES {
            for (at, &(to, strength)) in seats.from(from).iter().enumerate() {
                let u = luck(from, day, at as u32 + 1);
                let chance = (scale * strength / people[from] as f64).min(1.0);
                let [exposed, infectious] =
                    [binomial(state[from][1], chance, u[0]), binomial(state[from][2], chance, u[1])];
                let gone = exposed + infectious;
                let well = state[to][0] + state[to][3];
                let susceptible = binomial(gone, state[to][0] as f64 / well as f64, u[2]);
                let moved = [-susceptible, exposed, infectious, susceptible - gone];
                for (stage, moved) in moved.into_iter().enumerate() {
                    state[to][stage] += moved;
                    state[from][stage] -= moved;
                }
            }
        }
    }
    state.iter().zip(people).map(|(now, people)| people - now[0]).sum()
}

/// All shortest paths by Floyd and Warshall.
fn floyd_warshall(seats: &Seats) -> Vec<Vec<f64>> {
    let mut distances = vec![vec![f64::INFINITY; PLACES]; PLACES];
    for from in 0..PLACES {
        distances[from][from] = 0.0;
        for &(to, strength) in seats.from(from) {
            distances[from][to] = 1.0 - libm::log(strength / seats.leaving(from));
        }
    }
    for middle in 0..PLACES {
        let through = distances[middle].clone();
        for row in &mut distances {
            let first = row[middle];
            row.iter_mut().zip(&through).for_each(|(now, second)| *now = now.min(first + second));
        }
    }
    distances
}

/// Milliseconds of the best of some runs, and what the last returned.
fn best<T>(run: impl Fn() -> T) -> (f64, T) {
    let mut found = None;
    let mut least = f64::INFINITY;
    for _ in 0..5 {
        let begun = Instant::now();
        found = Some(run());
        least = least.min(1e3 * begun.elapsed().as_secs_f64());
    }
    (least, found.expect("five runs"))
}

/// Means over replicates of the milliseconds of the best run of each, and of the infected.
fn mean_of_best(run: impl Fn(u64) -> i64) -> (f64, f64) {
    let all: Vec<(f64, i64)> = (0..REPLICATES).map(|replicate| best(|| run(replicate))).collect();
    let mean = |of: &dyn Fn(&(f64, i64)) -> f64| all.iter().map(of).sum::<f64>() / REPLICATES as f64;
    (mean(&|found| found.0), mean(&|found| found.1 as f64))
}

fn main() {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let (seats, people) = network();
    let travel = Travel::new(&seats, &people, TRIPS).expect("travel");
    let outbreak = Outbreak { seeds: vec![(0, SEEDED)], days: DAYS, reached_at: 1 };
    let infected = |replicate| {
        let course =
            spread(&travel, &people, &INFLUENZA, &outbreak, numbers(replicate), |_, _| ()).expect("a course");
        course.infections.iter().flatten().sum::<i64>()
    };
    let plain = |replicate| plain(&seats, &people, numbers(replicate));
    let (ours, ill) = mean_of_best(infected);
    let (theirs, peer) = mean_of_best(plain);
    println!("epidemic, {PLACES} places x {DAYS} days, one replicate");
    println!("  {ours:.2} ms; bar 2 ms; plain loop {theirs:.2} ms (ratio {:.1})", theirs / ours);
    println!("  infected a replicate: {ill:.4e}, plain loop {peer:.4e}");
    let (ours, found) = one.install(|| best(|| dominant_paths(&seats)));
    let (theirs, peer) = best(|| floyd_warshall(&seats));
    let apart =
        found.iter().flatten().zip(peer.iter().flatten()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    println!("effective distances of all pairs of {PLACES} places");
    println!(
        "  {ours:.2} ms; bar 5 ms; Floyd and Warshall {theirs:.2} ms (ratio {:.1}); greatest difference {apart:.1e}",
        theirs / ours
    );
}
