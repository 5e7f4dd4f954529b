"""Makes families.csv beside this file from extract.csv.

python make_families.py   (statsmodels 0.15.0, scipy 1.17.1, numpy 2.4.6)

Poisson, PPML and NB2 are statsmodels'. The others are written out here from their definitions and maximised by scipy:
Firth's penalised likelihood, the generalised Pareto density with a log-linear scale, and the Student-t likelihood with
group intercepts integrated by Simpson's rule on a wide, fine grid. Their standard errors come from differences of those functions.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import integrate, optimize, stats
from scipy.special import gammaln

here = Path(__file__).parent
data = pd.read_csv(here / "extract.csv", comment="#")
names = ["(Intercept)", "log(gdppc)", "polyarchy"]
X = np.column_stack([np.ones(len(data)), np.log(data.gdppc), data.polyarchy])
unit = data.unit.to_numpy()
G = len(np.unique(unit))
rows = []


def record(family, kind, labels, estimates, errors, likelihood):
    for label, estimate, error in zip(labels, estimates, errors):
        rows.append((family, kind, label, repr(float(estimate)), "" if error is None else repr(float(error)), repr(float(likelihood))))


def hessian(f, x, scale):
    """By central differences with Richardson extrapolation."""
    n = len(x)

    def once(h):
        H = np.zeros((n, n))
        for i in range(n):
            for j in range(n):
                a, b = np.zeros(n), np.zeros(n)
                a[i], b[j] = h * scale[i], h * scale[j]
                H[i, j] = (f(x + a + b) - f(x + a - b) - f(x - a + b) + f(x - a - b)) / (4 * a[i] * b[j])
        return H

    return (4 * once(5e-4) - once(1e-3)) / 3


# Counts. Clusters: statsmodels' own correction.
kinds = {"classical": {}, "robust": {"cov_type": "HC0"}, "clustered": {"cov_type": "cluster", "cov_kwds": {"groups": unit}}}
options = {"method": "newton", "tol": 1e-14, "maxiter": 200, "disp": False}
for kind, arguments in kinds.items():
    fit = sm.Poisson(data.best.round(), X).fit(**options, **arguments)
    record("poisson", kind, names, fit.params, fit.bse, fit.llf)
    per = data.best / data.population * 1000
    fit = sm.Poisson(per, X).fit(**options, **arguments)
    likelihood = np.sum(per * (X @ fit.params) - np.exp(X @ fit.params) - gammaln(per + 1))
    record("ppml", kind, names, fit.params, fit.bse, likelihood)
start = sm.NegativeBinomial(data.best.round(), X).fit(method="bfgs", maxiter=2000, disp=False).params
for kind, arguments in kinds.items():
    fit = sm.NegativeBinomial(data.best.round(), X).fit(start_params=start, **options, **arguments)
    alpha, error = fit.params.iloc[-1], fit.bse.iloc[-1]
    record("nb2", kind, [*names, "theta"], [*fit.params[:-1], 1 / alpha], [*fit.bse[:-1], error / alpha**2], fit.llf)

# Firth, on wars (at least 1,000 deaths).
war = (data.best >= 1000).to_numpy(float)


def plain(b):
    return np.sum(war * (X @ b) - np.logaddexp(0, X @ b))


def information(b):
    p = 1 / (1 + np.exp(-X @ b))
    return (X.T * (p * (1 - p))) @ X


def penalised(b):
    return plain(b) + 0.5 * np.linalg.slogdet(information(b))[1]


scale = np.array([1.0, 0.1, 1.0])
found = optimize.minimize(lambda z: -penalised(z * scale), np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-12, "fatol": 1e-14, "maxiter": 20000, "maxfev": 20000})
b = found.x * scale
for _ in range(3):  # polish: Newton by differences
    g = np.array([(penalised(b + s) - penalised(b - s)) / (2 * s.max()) for s in np.diag(scale * 1e-4)])
    b = b - np.linalg.solve(hessian(penalised, b, scale), g)
record("firth", "classical", names, b, np.sqrt(np.diag(np.linalg.inv(information(b)))), plain(b))
rows.append(("firth", "classical", "penalised-log-likelihood", repr(float(penalised(b))), "", repr(float(plain(b)))))

# Generalised Pareto: deaths above 25, scale log-linear in polyarchy.
above = data.best.to_numpy() > 25
z, Z = data.best.to_numpy()[above] - 25, X[above][:, [0, 2]]


def pareto(p):
    sigma = np.exp(Z @ p[:2])
    return -np.sum(stats.genpareto.logpdf(z, p[2], scale=sigma))


p = optimize.minimize(pareto, [np.log(z.mean()), 0.0, 0.5], method="Nelder-Mead", options={"xatol": 1e-11, "fatol": 1e-12, "maxiter": 20000, "maxfev": 20000}).x
errors = np.sqrt(np.diag(np.linalg.inv(hessian(pareto, p, np.ones(3)))))
share = 1 - above.mean()
record("gpd", "classical", ["(Intercept)", "polyarchy", "xi", "p0"], [*p, share], [*errors, np.sqrt(share * (1 - share) / len(above))], -pareto(p))

# Student-t with pooled intercepts of the states.
y = np.log(data.gdppc.to_numpy())
T = X[:, [0, 2]]
groups = [np.flatnonzero(unit == u) for u in np.unique(unit)]


def density(u, r, p):
    sigma, tau, nu = np.exp(p[2:])
    constant = gammaln((nu + 1) / 2) - gammaln(nu / 2) - 0.5 * np.log(nu * np.pi) - np.log(sigma)
    rows = -(nu + 1) / 2 * np.log1p(((r[:, None] - u) / sigma) ** 2 / nu)
    return len(r) * constant + rows.sum(axis=0) + stats.norm.logpdf(u, 0, tau)


grid = np.linspace(-10, 10, 2001)  # far finer and wider than the integrand needs


def moment(r, p, power):
    heights = density(grid, r, p)
    top = heights.max()
    return integrate.simpson(grid**power * np.exp(heights - top), x=grid), top


def pooled(p):
    total = 0.0
    for g in groups:
        value, top = moment(y[g] - T[g] @ p[:2], p, 0)
        total -= np.log(value) + top
    return total


p = optimize.minimize(pooled, [8.0, 0.0, -1.5, 0.0, 1.5], method="BFGS", options={"gtol": 1e-6}).x
H = hessian(pooled, p, np.full(5, 0.2))
for _ in range(2):
    g = np.array([(pooled(p + s) - pooled(p - s)) / (2 * s.max()) for s in np.eye(5) * 1e-4])
    p = p - np.linalg.solve(H, g)
errors = np.sqrt(np.diag(np.linalg.inv(H)))
shapes = np.exp(p[2:])
record("student-t", "classical", ["(Intercept)", "polyarchy", "sigma", "tau", "nu"], [*p[:2], *shapes], [*errors[:2], *(shapes * errors[2:])], -pooled(p))
for g in groups[:5]:
    r = y[g] - T[g] @ p[:2]
    mass, first, second = (moment(r, p, k)[0] for k in range(3))
    mean = first / mass
    rows.append(("student-t", "classical", f"group {unit[g[0]]}", repr(float(mean)), repr(float(np.sqrt(second / mass - mean**2))), repr(float(-pooled(p)))))

with open(here / "families.csv", "w") as file:
    file.write("# statsmodels 0.15.0 and scipy 1.17.1 on extract.csv by make_families.py; tolerances are in families.rs\n")
    file.write("family,covariance,name,estimate,standard_error,log_likelihood\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
