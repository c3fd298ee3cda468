# Which share of each tenth of the population by income holds SOTA AI at the end of each price?
#
#   Rscript read.R [folder]        the folder that cogap run --out wrote; without one it is result

args <- commandArgs(trailingOnly = TRUE)
folder <- if (length(args) > 0) args[1] else "result"
parquet <- file.path(folder, "deciles.parquet")
d <- if (file.exists(parquet)) arrow::read_parquet(parquet) else read.csv(file.path(folder, "deciles.csv"))

d <- d[!is.na(d$price), ]                             # months in which the SOTA tier is on sale
d <- d[d$month == ave(d$month, d$price, FUN = max), ] # the last month of each price
d <- d[order(d$price, d$decile), ]
cat("price,decile,sota_share\n")
cat(sprintf("%.0f,%.0f,%.4f\n", d$price, d$decile, d$sota_share), sep = "")
