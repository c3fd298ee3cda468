"""Which share of each tenth of the population by income holds SOTA AI at the end of each price?

    python3 read.py [folder]       the folder that cogap run --out wrote; without one it is result
"""

import pathlib
import sys

import pandas as pd

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "result")
parquet = folder / "deciles.parquet"
d = pd.read_parquet(parquet) if parquet.exists() else pd.read_csv(folder / "deciles.csv")

d = d[d.price.notna()]  # months in which the SOTA tier is on sale
d = d[d.month == d.groupby("price").month.transform("max")]  # the last month of each price
print("price,decile,sota_share")
for row in d.sort_values(["price", "decile"]).itertuples():
    print(f"{row.price:.0f},{row.decile},{row.sota_share:.4f}")
