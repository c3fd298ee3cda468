# Golden values of design-based standard errors, by R's survey, from which convey builds too: the variance of an estimate is that of the total of its
# linearised variable, which is written here on its own, from double sums, the delta method or finite differences.
# R 4.2.2, survey 4.1-1.   Rscript survey.R > survey.csv   (in this folder)
suppressMessages(library(survey))
d <- read.csv("../../testdata/golden/bivariate2000.csv")
say <- function(name, value) cat(name, ",", sprintf("%.17g", value), "\n", sep = "")
cat("name,value\n")
d$x <- d$income; d$y <- d$cognition; d$psu <- d$age
d$big <- ave(d$x, d$region, d$psu, FUN = length) * 5 # rows in a cluster of the population
d$hundred <- 100                                     # clusters in a stratum of the population
d$row <- seq_len(nrow(d))
d$first <- ifelse(d$row <= 2, "lonely", d$region)    # the stratum "lonely" has one cluster
d$one <- ifelse(d$row <= 2, -1, d$psu)
designs <- list(
  simple = svydesign(~1, weights = ~wr, data = d),
  strata = svydesign(~1, strata = ~region, weights = ~wr, data = d),
  clusters = svydesign(~psu, strata = ~region, weights = ~wr, data = d, nest = TRUE),
  fpc = svydesign(~psu, strata = ~region, fpc = ~hundred, weights = ~wr, data = d, nest = TRUE),
  two = svydesign(~psu + row, strata = ~region, fpc = ~ hundred + big, weights = ~wr, data = d, nest = TRUE))
lonely <- svydesign(~one, strata = ~first, weights = ~wr, data = d, nest = TRUE)

w <- d$wr; x <- d$x; W <- sum(w); S <- sum(w * x); mu <- S / W
numeric <- function(f) sapply(seq_along(w), function(i) { # d f / d w_i
  h <- w[i] * 1e-4; u <- w; u[i] <- w[i] + h; v <- w; v[i] <- w[i] - h
  (f(u) - f(v)) / (2 * h)
})
A <- abs(outer(x, x, "-"))
pairs <- sum(w * (A %*% w)); gini <- pairs / (2 * W * S)
z <- list(
  total = x,
  mean = (x - mu) / W,
  gini = as.vector(A %*% w) / (W * S) - gini / W - gini * x / S)
M <- function(a) sum(w * x^a) / W
for (a in c(-1, 2)) { # GE by the delta method on (mean of x^a, mean of x)
  k <- 1 / (a * (a - 1))
  z[[paste0("ge", a)]] <- k * ((x^a - M(a)) / mu^a - a * M(a) / mu^(a + 1) * (x - mu)) / W
}
z$ge0 <- ((x - mu) / mu - (log(x) - sum(w * log(x)) / W)) / W
z$ge1 <- ((x * log(x) - sum(w * x * log(x)) / W) / mu - sum(w * x * log(x)) / W / mu^2 * (x - mu) - (x - mu) / mu) / W
z$atkinson1 <- exp(sum(w * log(x)) / W) / mu * ((x - mu) / mu - (log(x) - sum(w * log(x)) / W)) / W
z$atkinson0.5 <- -(2 * M(.5) / mu * (x^.5 - M(.5)) - M(.5)^2 / mu^2 * (x - mu)) / W
quant <- function(p, w) { # type 2
  o <- order(x); cw <- cumsum(w[o]) / sum(w); k <- which(cw >= p - 1e-12)[1]
  if (abs(cw[k] - p) < 1e-12) (x[o][k] + x[o][k + 1]) / 2 else x[o][k]
}
density <- function(at, h) sum(w * dnorm((at - x) / h)) / W / h
sd2 <- sqrt(sum(w * (x - mu)^2) / W); h <- sd2 / length(x)^.2
for (p in c(.25, .5, .9)) { q <- quant(p, w); z[[paste0("quantile", p)]] <- (p - (x <= q)) / (W * density(q, h)) }
q <- quant(.5, w); zq <- (.5 - (x <= q)) / (W * density(q, h)); line <- .6 * q
z$arpr <- ((x < line) - sum(w * (x < line)) / W) / W + .6 * density(line, h) * zq
g <- ifelse(x < line, (line - x) / line, 0); slope <- sum(w * x * (x < line)) / W / line^2
z$relative_gap <- (g - sum(w * g) / W) / W + .6 * slope * zq
for (a in 0:2) { g <- ifelse(x < 20000, ((20000 - x) / 20000)^a, 0); z[[paste0("fgt", a)]] <- (g - sum(w * g) / W) / W }
lorenz <- function(p, w) { # the polygon
  o <- order(x); cw <- c(0, cumsum(w[o])); ct <- c(0, cumsum((w * x)[o]))
  approx(cw / cw[length(cw)], ct / ct[length(ct)], p)$y
}
z$lorenz0.4 <- numeric(function(w) lorenz(.4, w))
z$s80s20 <- numeric(function(w) (1 - lorenz(.8, w)) / lorenz(.2, w))
z$palma <- numeric(function(w) (1 - lorenz(.9, w)) / lorenz(.4, w))
B <- outer(d$income_band, d$income_band, function(a, b) sign(a - b))
concentration <- function(w) { # of cognition, ranked by band: sum of sign(r_i - r_j) y_i over pairs
  sum(w * d$y * (B %*% w)) / (sum(w) * sum(w * d$y))
}
C <- concentration(w); SY <- sum(w * d$y)
z$concentration <- (d$y * as.vector(B %*% w) + as.vector(t(B) %*% (w * d$y))) / (W * SY) - C / W - C * d$y / SY

options(survey.lonely.psu = "certainty") # a cluster of one row in the second stage of "two"
for (name in names(designs)) for (m in names(z)) {
  d$z <- z[[m]]
  say(paste(m, name, sep = "_"), sqrt(as.vector(vcov(svytotal(~z, update(designs[[name]], z = d$z))))))
}
for (name in names(designs)) say(paste0("df_", name), degf(designs[[name]]))
for (rule in c("certainty", "adjust", "average")) {
  options(survey.lonely.psu = rule)
  for (m in c("total", "gini")) say(paste(m, "lonely", rule, sep = "_"), sqrt(as.vector(vcov(svytotal(~z, update(lonely, z = z[[m]]))))))
}
options(survey.lonely.psu = "fail")
# A domain: the mean in region R1's first access group, with the design of all.
domain <- subset(designs$clusters, access == 1)
say("domain_mean", sqrt(as.vector(vcov(svymean(~x, domain)))))
say("domain_df", degf(domain))
# Woodruff's intervals.
for (p in c(.25, .5, .9)) {
  q <- svyquantile(~x, designs$clusters, p, qrule = "school", interval.type = "mean", ci = TRUE)$x
  say(paste0("woodruff_lo", p), q[1, "ci.2.5"]); say(paste0("woodruff_hi", p), q[1, "ci.97.5"])
}
# Replicates: of the Gini with double sums, and of the total.
G <- function(w, data) { w <- as.vector(w); sum(w * (A %*% w)) / (2 * sum(w) * sum(w * x)) }
total <- function(w, data) sum(w * x)
se <- function(design, f) sqrt(as.vector(vcov(withReplicates(design, f))))
one <- svydesign(~psu, weights = ~wr, data = d)
jk1 <- as.svrepdesign(one, "JK1"); say("gini_jk1", se(jk1, G)); say("df_jk1", degf(one))
say("gini_jk1_mse", se(as.svrepdesign(one, "JK1", mse = TRUE), G))
jkn <- as.svrepdesign(designs$clusters, "JKn"); say("gini_jkn", se(jkn, G)); say("total_jkn", se(jkn, total))
say("gini_jkn_fpc", se(as.svrepdesign(designs$fpc, "JKn"), G))
# Half samples: ages as strata, odd and even rows as clusters; weights made here with Sylvester's matrix.
d$half <- d$row %% 2
strata <- unique(d$psu); H <- matrix(1, 1, 1); while (nrow(H) <= length(strata)) H <- rbind(cbind(H, H), cbind(H, -H))
half <- function(rho) sapply(seq_len(nrow(H)), function(r) {
  k <- match(d$psu, strata)
  firsts <- d$half == d$half[match(d$psu, d$psu)]
  ifelse(firsts == (H[r, k + 1] == 1), 2 - rho, rho) * w
})
for (rho in c(0, .3)) {
  rep <- svrepdesign(repweights = half(rho), weights = ~wr, data = d, combined.weights = TRUE,
    type = if (rho == 0) "BRR" else "Fay", rho = if (rho == 0) NULL else rho)
  say(paste0("gini_fay", rho), se(rep, G)); say(paste0("total_fay", rho), se(rep, total))
}
say("total_halves", sqrt(as.vector(vcov(svytotal(~x, svydesign(~half, strata = ~psu, weights = ~wr, data = d, nest = TRUE))))))
# The same columns of weights by the scales of the other methods.
first <- half(0)[, 1:40]
for (type in c("bootstrap", "successive-difference")) {
  rep <- svrepdesign(repweights = first, weights = ~wr, data = d, combined.weights = TRUE, type = type)
  say(paste0("gini_", type), se(rep, G))
}
