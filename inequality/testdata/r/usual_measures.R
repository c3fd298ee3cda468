# The usual measures of cogap measure with their standard errors, by data.table and vector formulas: what docs/inequality.md compares speeds with.
# R 4.2.2, data.table 1.14.8. Usage: Rscript usual_measures.R big.csv   (columns income and w)
# Ties are not merged and sums are plain, so digits beyond the eighth may differ.
library(data.table)
d <- fread(commandArgs(TRUE)[1])
setorder(d, income)
x <- d$income; w <- d$w; rm(d)
n <- length(x); W <- sum(w); f <- w / W
mu <- sum(f * x); r <- x / mu; C <- cumsum(f); R <- C - f / 2; q <- cumsum(f * r); mid <- q - f * r / 2
se <- function(IF) sqrt(n / (n - 1) * sum((f * IF)^2))
out <- list()
add <- function(name, value, IF = NULL) out[[name]] <<- c(value, if (is.null(IF)) NA else se(IF))
add("mean", mu, x - mu)
v <- sum(f * (x - mu)^2)
add("variance", v, (x - mu)^2 - v)
cv <- sqrt(v) / mu
add("cv", cv, ((r - 1)^2 - cv^2) / (2 * cv) - cv * (r - 1))
l <- log(x); add("sd_logs", sqrt(sum(f * (l - sum(f * l))^2))); rm(l)
G <- sum(f * r * (2 * R - 1))
gini <- r * (2 * R - 1 - G) + 1 - G - 2 * mid
add("gini", G, gini)
add("gini_unbiased", G / (1 - sum(f^2)))
a <- r * (2 * R - 1) + 1 - 2 * mid          # mean distance over mu
add("gini_abs", mu * G, mu * (a - 2 * G)); rm(a)
steps <- c(diff(r), 0)
lstat <- function(value, v) { s <- v(C) * steps; sum(C * s) - rev(cumsum(rev(s))) - value * (r - 1) }
for (nu in c(1.5, 3, 4)) {
  value <- 1 - sum(r * ((1 - C + f)^nu - pmax(1 - C, 0)^nu))
  add(paste("sgini", nu), value, lstat(value, function(p) 1 - nu * pmax(1 - p, 0)^(nu - 1)))
}
B <- sum(f * (1 - q / C)); add("bonferroni", B, lstat(B, function(p) 1 + log(p)))
low <- q / C; up <- c((1 - q[-n]) / (1 - C[-n]), r[n]); ql <- low / up
Z <- 1 - sum(f * ql)
A <- f / (C * up); D <- c(0, (f * ql / (up * (1 - C)))[-n]); E <- c(0, (f * ql / (1 - C))[-n])
add("zenga2007", Z, 1 - Z - ql - r * rev(cumsum(rev(A))) + rev(cumsum(rev(A * low))) + r * cumsum(D) - cumsum(E))
rm(low, up, ql, A, D, E)
H <- sum(f * pmax(1 - r, 0)); below <- sum(f[x < mu])
add("hoover", H, pmax(1 - r, 0) - H + (below - H) * (r - 1))
at <- function(p) findInterval(p, C, left.open = TRUE) + 1L
lorenz <- function(p) { i <- at(p); q[i] - (C[i] - p) * r[i] }
lorenzIF <- function(p, L) { b <- r[at(p)]; pmin(r - b, 0) + p * b - L * r }
m <- x[at(.5)]; L <- lorenz(.5); P <- 2 * (1 - 2 * L - G) * mu / m
h <- sqrt(v) / n^.2; dens <- sum(f * exp(-((x - m) / h)^2 / 2)) / (h * sqrt(2 * pi))
add("wolfson", P, 2 * mu / m * (-2 * lorenzIF(.5, L) - gini) + P * (r - 1 - (.5 - (x <= m)) / dens / m))
rm(gini)
ge <- function(a) if (a == 0) r - 1 - log(r) else if (a == 1) r * log(r) - r + 1 else (r^a - 1 - a * (r - 1)) / (a * (a - 1))
geSE <- function(name, a) { t <- ge(a); g <- sum(f * t); add(name, g, t - g - a * g * (r - 1)) }
geSE("theil_t", 1); geSE("theil_l", 0)
for (a in c(-1, 0, .5, 1, 2)) geSE(paste("ge", a), a)
for (e in c(.25, .5, 1, 2)) {
  a <- 1 - e; t <- ge(a); g <- sum(f * t)
  A <- if (e == 1) 1 - exp(-g) else 1 - (1 + a * (a - 1) * g)^(1 / a)
  add(paste("atkinson", e), A, e * (1 - A)^e * (t - g - a * g * (r - 1)))
}
Q <- function(p) x[at(p)]
for (p in c(.1, .25, .5, .75, .9)) add(paste("quantile", p), Q(p))
for (p in list(c(.9, .1), c(.9, .5), c(.5, .1))) add(paste("quantile_ratio", p[1], p[2]), Q(p[1]) / Q(p[2]))
for (p in 1:9 / 10) { L <- lorenz(p); add(paste("lorenz", p), L, lorenzIF(p, L)) }
for (t in c(.1, .01)) { L <- lorenz(1 - t); add(paste("top_share", t), 1 - L, lorenzIF(1 - t, L)) }
L <- lorenz(.5); add("bottom_share 0.5", L, lorenzIF(.5, L))
for (s in list(c(.1, .4), c(.2, .2))) {
  U <- 1 - lorenz(1 - s[1]); L <- lorenz(s[2])
  add(paste("share_ratio", s[1], s[2]), U / L, -(lorenzIF(1 - s[1], 1 - U) + U / L * lorenzIF(s[2], L)) / L)
}
print(t(as.data.frame(out)), digits = 8)
