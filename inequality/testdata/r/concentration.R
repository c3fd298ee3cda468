# Golden values of concentration indices, their decomposition and their standard errors, by base R and the package sandwich.
# R 4.2.2, sandwich 3.0.2.   Rscript concentration.R > concentration.csv   (in this folder)
library(sandwich)
d <- read.csv("../golden/bivariate2000.csv")
say <- function(name, value) cat(name, ",", sprintf("%.17g", value), "\n", sep = "")
cat("name,value\n")

# One line for each distinct rank: weight, mean of y, cumulated shares. Written as sums over groups, not over rows as in Go.
ranked <- function(y, by, w) {
  g <- sort(unique(by))
  ww <- sapply(g, function(v) sum(w[by == v]))
  m <- sapply(g, function(v) sum((w * y)[by == v])) / ww
  up <- cumsum(ww) / sum(w)
  list(m = m, up = up, lo = c(0, up[-length(up)]), mu = sum(w * y) / sum(w))
}
midrank <- function(by, w) sapply(by, function(v) (sum(w[by < v]) + sum(w[by == v]) / 2) / sum(w))
index <- function(y, by, w) { # 2 cov(y, R)/mu
  R <- midrank(by, w); f <- w / sum(w)
  2 * sum(f * (y - sum(f * y)) * (R - 0.5)) / sum(f * y)
}
symmetric <- function(y, by, w, b) {
  r <- ranked(y, by, w)
  2^(b - 2) * sum(r$m / r$mu * (abs(r$up - .5)^b - abs(r$lo - .5)^b))
}
extended <- function(y, by, w, v) {
  r <- ranked(y, by, w)
  1 - sum(r$m / r$mu * ((1 - r$lo)^v - (1 - r$up)^v))
}
for (rank in c("income", "income_band")) for (weight in c("one", "wr")) {
  d$weight <- w <- if (weight == "wr") d$wr else rep(1, nrow(d))
  y <- d$cognition; by <- d[[rank]]; mu <- sum(w * y) / sum(w)
  n <- function(what) paste(what, rank, weight, sep = "_")
  say(n("index"), index(y, by, w))
  for (b in c(1.5, 2, 5)) {
    say(n(paste0("symmetric", b)), symmetric(y, by, w, b))
    say(n(paste0("gsymmetric", b)), 4 * mu * symmetric(y, by, w, b))
  }
  for (v in c(1.5, 4)) {
    say(n(paste0("gextended", v)), mu * v^(v / (v - 1)) / (v - 1) * extended(y, by, w, v))
    say(n(paste0("achievement", v)), mu * (1 - extended(y, by, w, v)))
  }
  say(n("modified"), index(y, by, w) * mu / (mu + 20))
  R <- midrank(by, w)
  s2 <- sum(w / sum(w) * (R - .5)^2)
  m <- lm(I(2 * s2 * y / mu) ~ R, weights = d$weight)
  say(n("slope"), coef(m)[["R"]])
  say(n("se_classical"), sqrt(vcov(m)["R", "R"]))
  say(n("se_robust"), sqrt(vcovHC(m, "HC1")["R", "R"]))
  say(n("se_clustered"), sqrt(vcovCL(m, cluster = d$age, type = "HC1")["R", "R"]))
  m <- lm(cognition ~ educ + age + access, d, weights = d$weight)
  for (k in c("educ", "age", "access")) {
    x <- d[[k]]; b <- coef(m)[[k]]
    say(n(paste0("elasticity_", k)), b * sum(w * x) / sum(w) / mu)
    say(n(paste0("contribution_", k)), b * sum(w * x) / sum(w) / mu * index(x, by, w))
  }
  f <- w / sum(w)
  say(n("residual"), 2 * sum(f * residuals(m) * (R - .5)) / mu)
}
