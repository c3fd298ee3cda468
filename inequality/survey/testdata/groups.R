# Golden values of design-based standard errors of parts within and between groups, and of RIF regressions. Parts are written as one function of the weights each and
# differentiated by finite differences; the variance of an estimate is that of the total of its linearised variable, and svyglm has that of a regression.
# R 4.2.2, survey 4.1-1.   Rscript groups.R > groups.csv   (in this folder)
suppressMessages(library(survey))
d <- read.csv("../../testdata/golden/bivariate2000.csv")[1:400, ]
say <- function(name, value) cat(name, ",", sprintf("%.17g", value), "\n", sep = "")
cat("name,value\n")
d$psu <- d$age
d$x <- d$income; d$g <- d$educ; w <- d$wr; x <- d$x; g <- factor(d$g)
des <- svydesign(~psu, strata = ~region, weights = ~wr, data = d, nest = TRUE)
numeric <- function(f) sapply(seq_along(w), function(i) {
  h <- w[i] * 1e-4; u <- w; u[i] <- w[i] + h; v <- w; v[i] <- w[i] - h
  (f(u) - f(v)) / (2 * h)
})
order_x <- order(x)
ge <- function(x, w, a) { m <- sum(w * x) / sum(w); r <- x / m; p <- w / sum(w)
  if (a == 0) -sum(p * log(r)) else if (a == 1) sum(p * r * log(r)) else sum(p * (r^a - 1)) / (a * (a - 1)) }
gini <- function(x, w) { o <- order(x); x <- x[o]; w <- w[o]; C <- cumsum(w) - w / 2 # mid-ranks; the values do not tie within a group by much
  u <- tapply(w, x, sum); v <- as.numeric(names(u)); C <- cumsum(u) - u / 2
  2 * sum(u * v * C) / (sum(w) * sum(w * x)) - 1 }
by <- function(w, f) sapply(levels(g), function(l) f(x[g == l], w[g == l]))
N <- function(w) by(w, function(x, w) sum(w)); S <- function(w) by(w, function(x, w) sum(w * x))
parts <- list(
  ge2_within = function(w) { n <- N(w) / sum(w); s <- S(w) / sum(w * x); sum(n^(1 - 2) * s^2 * by(w, function(x, w) ge(x, w, 2))) },
  ge0_between = function(w) ge(S(w) / N(w), N(w), 0),
  atkinson1_within = function(w) 1 - sum(N(w) * by(w, function(x, w) exp(sum(w * log(x)) / sum(w)))) / sum(w * x),
  atkinson1_between = function(w) 1 - exp(sum(w * log(x)) / sum(w)) * sum(w) / sum(N(w) * by(w, function(x, w) exp(sum(w * log(x)) / sum(w)))),
  gini_within = function(w) sum(N(w) * S(w) * by(w, gini)) / (sum(w) * sum(w * x)),
  gini_between = function(w) gini(S(w) / N(w), N(w)),
  yl_between = function(w) {
    u <- tapply(w, x, sum); mid <- (cumsum(u) - u / 2) / sum(w); F <- mid[match(as.character(x), names(u))]
    R <- by(w, function(y, v) 0); for (l in levels(g)) R[l] <- sum((w * F)[g == l]) / sum(w[g == l])
    n <- N(w) / sum(w); m <- S(w) / N(w); mu <- sum(w * x) / sum(w)
    2 * sum(n * (m - mu) * (R - sum(n * R))) / mu })
for (name in names(parts)) {
  say(paste0(name, "_value"), parts[[name]](w))
  d$z <- numeric(parts[[name]])
  say(paste0(name, "_se"), SE(svytotal(~z, update(des, z = d$z))))
}
W <- sum(w); mu <- sum(w * x) / W; G1 <- ge(x, w, 1); A <- 1 - exp(sum(w * log(x)) / W) / mu
rif <- list(
  variance = (x - mu)^2,
  ge1 = G1 + x / mu * log(x / mu) - G1 - (G1 + 1) * (x - mu) / mu,
  atkinson1 = A + (1 - A) * ((x - mu) / mu - (log(x) - sum(w * log(x)) / W)))
for (name in names(rif)) {
  m <- svyglm(y ~ cognition + access, design = update(des, y = rif[[name]]))
  say(paste0("rif_", name), coef(m)[2]); say(paste0("rif_", name, "_se"), SE(m)[2])
}
