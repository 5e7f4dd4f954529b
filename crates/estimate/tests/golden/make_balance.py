"""Golden numbers of entropy balancing: a root of the gradient of the dual (scipy, MINPACK hybr).

Treated: conflict (best >= 25) in extract.csv; covariates log gdppc, log population, polyarchy. Run: python make_balance.py > balance.csv
"""

import numpy as np
import pandas as pd
from scipy.optimize import root

data = pd.read_csv("extract.csv", comment="#")
treated = (data.best >= 25).to_numpy()
x = np.column_stack([np.log(data.gdppc), np.log(data.population), data.polyarchy])
scale = np.sqrt((x[treated].var(0, ddof=1) + x[~treated].var(0, ddof=1)) / 2)
z = (x[~treated] - x[treated].mean(0)) / scale
print("# scipy.optimize.root (hybr) on the gradient of the dual; make_balance.py")
print("slack,quantity,value")
for slack in (0.0, 0.01, 0.5):
    def weights(l):
        w = np.exp(z @ l - (z @ l).max())
        return w / w.sum()
    found = root(lambda l: weights(l) @ z + slack * l, np.zeros(3), tol=1e-14)
    w = weights(found.x)
    for name, value in zip(("before", "after"), (-z.mean(0), -(w @ z))):
        for k, one in enumerate(value):
            print(f"{slack},{name} {k},{one:.12g}")
    print(f"{slack},effective,{1 / (w @ w):.12g}")
    print(f"{slack},first,{w[0]:.12g}")
    print(f"{slack},largest,{w.max():.12g}")
