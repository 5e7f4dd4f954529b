"""Makes the golden files of this folder with independent software. Not run by the tests.

pip install numpy scikit-learn scoringrules properscoring; python make.py probabilities.csv
(The forecasts in probabilities.csv are an extract of a simulated conflict outlook: state-years 2007-09, UCDP/PRIO outcomes.)
Versions used: numpy 2.4.6, scikit-learn 1.9.1, scoringrules 0.10.0, properscoring 0.1.
"""
import sys
import numpy as np, properscoring, scoringrules
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

rng = np.random.default_rng(20240601)
rows = []
for case in range(40):
    mean = float(np.exp(rng.normal(1.0, 2.5)))          # fatalities: many zeros, long tail, ties
    draws = rng.poisson(rng.gamma(0.4, mean / 0.4, size=12)).astype(float)
    observed = float(rng.poisson(rng.gamma(0.4, mean / 0.4)))
    ecdf = scoringrules.crps_ensemble(observed, draws, estimator="nrg")
    assert np.isclose(ecdf, properscoring.crps_ensemble(observed, draws))
    fair = scoringrules.crps_ensemble(observed, draws, estimator="fair")
    lo, hi = np.quantile(draws, [0.05, 0.95])
    winkler = scoringrules.interval_score(observed, lo, hi, 0.1)
    rows.append([*draws, observed, ecdf, fair, lo, hi, winkler])
with open("draws.csv", "w") as out:
    out.write("# scoringrules 0.10.0 (crps_ensemble nrg and fair, interval_score alpha 0.1), numpy.quantile; made by make.py; tolerance 1e-10 relative\n")
    out.write(",".join([f"draw{i}" for i in range(12)] + ["observed", "crps", "crps_fair", "lower90", "upper90", "interval_score"]) + "\n")
    for r in rows:
        out.write(",".join(repr(float(v)) for v in r) + "\n")

p, y = np.loadtxt(sys.argv[1], delimiter=",", skiprows=2, usecols=(0, 1), unpack=True)
floor = 1 / 4000
with open("expected.csv", "w") as out:
    out.write("# scikit-learn on probabilities.csv; made by make.py; tolerance 1e-12 relative\nscore,value\n")
    for name, value in [("auc", roc_auc_score(y, p)), ("average_precision", average_precision_score(y, p)),
                        ("brier", brier_score_loss(y, p)), ("log_score", log_loss(y, np.clip(p, floor, 1 - floor)))]:
        out.write(f"{name},{float(value)!r}\n")
