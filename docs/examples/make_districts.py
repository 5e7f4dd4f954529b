"""Makes districts.csv and borders.csv beside this file: 30 invented districts, 2011-2022, with known effects.

python make_districts.py   (numpy 2.4)

log of the expected incidents = -9.4 + log(population) + 0.25 log1p(incidents a year ago) - 0.04 patrols
+ 0.03 unemployment, + 0.5 in the hills and + 0.9 on the border; counts are negative binomial with theta 1.5.
"""

from pathlib import Path

import numpy as np

here = Path(__file__).parent
luck = np.random.default_rng(7)
first = ["Al", "Bar", "Cor", "Del", "Es", "Fen", "Gar", "Hol", "Is", "Jor"]
last = ["ford", "mouth", "stead"]
names = sorted(f + l for f in first for l in last)
regions = luck.choice(["coast", "hills", "border"], len(names))
population = np.exp(luck.normal(11, 0.6, len(names)))
shift = {"coast": 0.0, "hills": 0.5, "border": 0.9}
with open(here / "districts.csv", "w") as file:
    file.write("district,region,year,incidents,patrols,unemployment,population\n")
    for name, region, people in zip(names, regions, population):
        incidents, jobless = 10, luck.normal(9, 3)
        for year in range(2010, 2023):
            patrols = max(0.0, luck.normal(8, 4))
            jobless = max(1.0, 0.8 * jobless + 0.2 * 9 + luck.normal(0, 1.2))
            people *= 1.01
            mean = np.exp(-9.4 + np.log(people) + 0.25 * np.log1p(incidents) - 0.04 * patrols + 0.03 * jobless + shift[region])
            incidents = luck.poisson(mean * luck.gamma(1.5) / 1.5)
            if year > 2010:
                told = "" if luck.random() < 0.02 else f"{jobless:.1f}"
                file.write(f"{name},{region},{year},{incidents},{patrols:.1f},{told},{people:.0f}\n")
with open(here / "borders.csv", "w") as file:
    file.write("unit,neighbour\n")
    for at, name in enumerate(names):
        for other in sorted({(at - 1) % len(names), (at + 1) % len(names), (at + 7) % len(names)}):
            file.write(f"{name},{names[other]}\n")
