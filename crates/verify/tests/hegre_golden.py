"""Coefficients of gate G3's replication by scikit-learn (BSD-3), for hegre_golden.csv beside this file.

    python hegre_golden.py DATA > hegre_golden.csv        with pandas, pyarrow, numpy, scikit-learn

`recipe`: covariates filled from the whole series, the first value held backward and the last forward.
`as_of`: filled from what was known at the end of 2000 alone, values carried forward only. Then, in both, the
year's median over the units with a value.
"""
import sys
import numpy as np, pandas as pd
from sklearn.linear_model import LogisticRegression

D, END = sys.argv[1], 2000
COVARIATES = ["gdppc", "population", "v2x_polyarchy", "psecprop"]
panel = pd.read_parquet(f"{D}/conflict/country_year_panel.parquet")
panel[["gwcode", "year"]] = panel[["gwcode", "year"]].astype(int)
codes, years = np.array(sorted(panel.gwcode.unique())), np.arange(1946, 2025)
at = lambda year: year - 1946
wide = lambda name: panel.pivot(index="gwcode", columns="year", values=name).loc[codes, years].to_numpy(float)
level = np.nan_to_num(wide("acd_level"))

states = pd.read_csv(f"{D}/multilateral/panels/gw_states.csv.gz")
exists = np.zeros(level.shape, bool)
for i, code in enumerate(codes):
    for _, row in states[states.gwcode == code].iterrows():
        start, end = pd.Timestamp(row.startdate), pd.Timestamp(row.enddate)
        whole = (end.month, end.day) == (12, 31)
        last = 9999 if end.year >= 2017 else end.year if whole else end.year - 1
        exists[i] |= (years >= start.year) & (years <= last)

near = pd.read_csv(f"{D}/multilateral/panels/gw_mindist.csv.gz")
near = near[(near.year == 2015) & (near.mindist <= 50)]
position, links = {code: i for i, code in enumerate(codes)}, np.zeros((len(codes),) * 2)
for a, b in zip(near.gwcode1.astype(int), near.gwcode2.astype(int)):
    if a in position and b in position and a != b:
        links[position[a], position[b]] = links[position[b], position[a]] = 1

since = np.zeros(level.shape)
for i in range(len(codes)):
    n = -1
    for j in range(level.shape[1]):
        n = 0 if level[i, j] > 0 else n + 1
        since[i, j] = n


def held(values):
    out, t = values.copy(), np.arange(values.shape[1])
    for row in out:
        known = ~np.isnan(row)
        if known.any():
            row[:] = np.interp(t, t[known], row[known])
    return out


def carried(values):
    known = pd.DataFrame(values[:, : at(END) + 1]).T
    return known.interpolate(limit_area="inside").ffill().T.to_numpy()


def coefficients(fill):
    filled = {}
    for name in COVARIATES:
        values = np.array(fill(wide(name)))
        for column in values.T:
            if not np.isnan(column).all():
                column[np.isnan(column)] = np.nanmedian(column)
        filled[name] = values
    X, y = [], []
    for year in range(1970, END):
        j, keep = at(year), exists[:, at(year)] & exists[:, at(year) + 1]
        l, c = level[:, j], (level[:, j] > 0) * 1.0
        population, gdp = np.log(filled["population"][:, j]), np.log(filled["gdppc"][:, j])
        polyarchy, education = filled["v2x_polyarchy"][:, j], filled["psecprop"][:, j]
        terms = [l == 1, l == 2, np.log1p(since[:, j]), links @ c, population, gdp, polyarchy, polyarchy**2,
                 education, c * population, c * gdp]
        X.append(np.stack(terms, -1)[keep].astype(float))
        y.append(level[keep, j + 1])
    X, y = np.concatenate(X), np.concatenate(y).astype(int)
    mean, sd = X.mean(0), X.std(0)
    fit = LogisticRegression(C=1.0, max_iter=20000, tol=1e-9).fit((X - mean) / sd, y)
    raw = fit.coef_ / sd
    raw = np.column_stack([fit.intercept_ - raw @ mean, raw])
    return raw[1] - raw[0], raw[2] - raw[0], len(y)


NAMES = ["intercept", "level1", "level2", "log1p_peace_years", "neighbours", "ln_population", "ln_gdppc",
         "polyarchy", "polyarchy2", "psecprop", "conflict_x_ln_population", "conflict_x_ln_gdppc"]
recipe, as_of = coefficients(held), coefficients(carried)
print(f"# scikit-learn LogisticRegression(C=1), n = {recipe[2]}; contrasts with class 0 on the original columns; tolerance 1e-4; made by make_golden.py")
print("term,recipe_1,recipe_2,as_of_1,as_of_2")
for row in zip(NAMES, *recipe[:2], *as_of[:2]):
    print(row[0] + "".join(f",{value:.7f}" for value in row[1:]))
