"""Makes extract.csv, statsmodels.csv and sklearn.csv beside this file.

python make_golden.py SHARED_DATA   (statsmodels 0.15.0, scikit-learn 1.9.1, numpy 2.4.6)
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

here = Path(__file__).parent
data = pd.read_csv(Path(sys.argv[1]) / "drivers/simulators/endogenr/example_data.csv")

# Twenty states that saw some conflict, 1990-2009, rounded so that the file is small and exact.
states = [90, 92, 93, 100, 135, 365, 432, 436, 451, 475, 482, 490, 500, 540, 570, 640, 750, 770, 800, 850]
columns = ["best", "gdppc", "population", "v2x_polyarchy"]
extract = data[data.gwcode.isin(states) & data.year.between(1990, 2009)].dropna(subset=columns)
extract = extract[["gwcode", "year", *columns]].astype({"gwcode": int, "year": int})
for column in columns:
    extract[column] = [float(f"{value:.6g}") for value in extract[column]]
extract.columns = ["unit", "year", "best", "gdppc", "population", "polyarchy"]
extract = extract.sort_values(["year", "unit"])
with open(here / "extract.csv", "w") as file:
    file.write("# drivers/simulators/endogenr/example_data.csv (MIT), 20 states, 1990-2009, 6 significant digits\n")
    extract.to_csv(file, index=False)

design = pd.DataFrame(
    {
        "(Intercept)": 1.0,
        "log(gdppc)": np.log(extract.gdppc),
        "log(population)": np.log(extract.population),
        "polyarchy": extract.polyarchy,
        "I(polyarchy^2)": extract.polyarchy**2,
    }
)
X, names, unit = design.to_numpy(), list(design), extract.unit.to_numpy()
level = np.digitize(extract.best, [25, 1000])
clusters = len(np.unique(unit))
rows = []


def record(model, kind, fit, errors, likelihood):
    for index, (estimate, error) in enumerate(zip(np.ravel(fit), np.ravel(errors))):
        equation, term = divmod(index, len(names))
        rows.append((model, kind, equation, names[term], repr(float(estimate)), repr(float(error)), repr(float(likelihood))))


# Linear: statsmodels' own HC1 and clustered covariance (G/(G-1) * (n-1)/(n-k)).
response = np.log1p(extract.best.to_numpy())
for kind, arguments in {
    "classical": {},
    "robust": {"cov_type": "HC1"},
    "clustered": {"cov_type": "cluster", "cov_kwds": {"groups": unit}},
}.items():
    fit = sm.OLS(response, X).fit(**arguments)
    record("linear", kind, fit.params, fit.bse, fit.llf)

# Logit: HC0, and clustered without statsmodels' correction, times G/(G-1).
logit = sm.Logit((level > 0).astype(float), X)
options = {"method": "newton", "tol": 1e-14, "maxiter": 200, "disp": False}
fit = logit.fit(**options)
record("logit", "classical", fit.params, fit.bse, fit.llf)
fit = logit.fit(cov_type="HC0", **options)
record("logit", "robust", fit.params, fit.bse, fit.llf)
fit = logit.fit(cov_type="cluster", cov_kwds={"groups": unit, "use_correction": False}, **options)
record("logit", "clustered", fit.params, fit.bse * np.sqrt(clusters / (clusters - 1)), fit.llf)

# Multinomial: sandwiches from statsmodels' scores and Hessian (its MNLogit has no cov_type for them).
model = sm.MNLogit(level, X)
fit = model.fit(**options)
estimates = fit.params.T  # equation by equation
record("multinomial", "classical", estimates, fit.bse.T, fit.llf)
bread = np.linalg.inv(-model.hessian(fit.params.ravel(order="F")))
scores = model.score_obs(fit.params.ravel(order="F"))
sums = np.array([scores[unit == u].sum(axis=0) for u in np.unique(unit)])
for kind, part, factor in [("robust", scores, 1.0), ("clustered", sums, clusters / (clusters - 1))]:
    errors = np.sqrt(np.diag(bread @ (part.T @ part) @ bread) * factor)
    record("multinomial", kind, estimates, errors, fit.llf)

header = "model,covariance,equation,term,coefficient,standard_error,log_likelihood\n"
with open(here / "statsmodels.csv", "w") as file:
    file.write("# statsmodels 0.15.0 on extract.csv by make_golden.py; tolerance 1e-8 relative (coefficients), 1e-7 (errors)\n")
    file.write(header + "".join(",".join(map(str, row)) + "\n" for row in rows))

# scikit-learn: multinomial with C = 1 on standardised columns, and on raw ones; binary with C = 0.5.
rows = []


def ridge(model, response, C, standardise):
    x = X[:, 1:]
    scaler = StandardScaler().fit(x) if standardise else None
    z = scaler.transform(x) if standardise else x
    fit = LogisticRegression(C=C, solver="newton-cholesky", tol=1e-14, max_iter=1000).fit(z, response)
    weights, constants = fit.coef_, fit.intercept_
    if len(fit.classes_) > 2:
        weights, constants = weights[1:] - weights[0], constants[1:] - constants[0]
    if standardise:
        weights = weights / scaler.scale_
        constants = constants - weights @ scaler.mean_
    for equation in range(len(weights)):
        for term, value in zip(names, [constants[equation], *weights[equation]]):
            rows.append((model, C, int(standardise), equation, term, repr(float(value))))


ridge("multinomial", level, 1.0, True)
ridge("multinomial", level, 1.0, False)
ridge("binary", (level > 0).astype(int), 0.5, True)
with open(here / "sklearn.csv", "w") as file:
    file.write("# scikit-learn 1.9.1 LogisticRegression on extract.csv by make_golden.py (contrasts with the lowest class, original scale); tolerance 1e-7 relative\n")
    file.write("model,C,standardise,equation,term,coefficient\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
