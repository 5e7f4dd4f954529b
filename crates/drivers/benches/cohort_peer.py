"""The step of the cohort engine in numpy, vectorised over 1,000 draws: the peer of cohort.rs. One thread.

Measures 5 countries x 75 years and scales to 195. Run: OMP_NUM_THREADS=1 python3 cohort_peer.py
"""
import time

import numpy as np

AGES, DRAWS, YEARS, COUNTRIES = 101, 1000, 75, 5
rng = np.random.default_rng(1)
grid = np.sort(rng.uniform(0.5, 1.0, (60, 2, AGES + 1)), axis=0)
births = rng.dirichlet(np.ones(35))
profile = rng.dirichlet(np.ones(2 * AGES)).reshape(2, AGES)


def step(people, tfr, e0, net):
    place = np.clip(e0, 0.0, 58.999)
    row, share = place.astype(int), (place % 1.0)[..., None]
    survive = np.stack([grid[row[s], s] + share[s] * (grid[row[s] + 1, s] - grid[row[s], s]) for s in (0, 1)])
    half = 0.5 * np.maximum(net[None, :, None] * profile[:, None, :], -0.9 * people)
    left = (people + half) * survive[..., 1:] + half * 0.5 * (1.0 + survive[..., 1:])
    after = np.empty_like(people)
    after[..., 1:] = left[..., :-1]
    after[..., -1] += left[..., -1]
    born = 0.5 * tfr * ((people[0, :, 15:50] + after[0, :, 15:50]) @ births)
    after[0, :, 0], after[1, :, 0] = born * 0.488 * survive[0, :, 0], born * 0.512 * survive[1, :, 0]
    return after


begun = time.perf_counter()
for _ in range(COUNTRIES):
    people = np.full((2, DRAWS, AGES), 5e4)
    for _ in range(YEARS):
        people = step(people, rng.uniform(1.5, 2.5, DRAWS), rng.uniform(20, 50, (2, DRAWS)), rng.normal(0, 1e4, DRAWS))
seconds = time.perf_counter() - begun
print(f"numpy, one thread: {seconds * 195 / COUNTRIES:.1f} s for 195 x {YEARS} x {DRAWS}")
