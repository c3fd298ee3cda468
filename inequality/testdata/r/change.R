# Golden values of decompositions: Fields, Mookherjee and Shorrocks, RIF regressions, Oaxaca and Blinder with standard errors, and regressions in samples with a design.
# Standard errors of Oaxaca and Blinder's parts are found without a formula: by how each part moves with the weight of each row (finite differences of whole runs of lm).
# R 4.2.2, sandwich 3.0.2, survey 4.1-1.   Rscript change.R > change.csv   (in this folder)
suppressMessages({library(sandwich); library(survey)})
d <- read.csv("../golden/bivariate2000.csv")
say <- function(name, value) cat(name, ",", sprintf("%.17g", as.vector(value)), "\n", sep = "")
cat("name,value\n")
wmean <- function(x, w) sum(w * x) / sum(w)
wcov <- function(x, y, w) wmean((x - wmean(x, w)) * (y - wmean(y, w)), w)

# Fields, of the log income.
d$l <- log(d$income)
for (weight in c("one", "wr")) {
  d$u <- if (weight == "wr") d$wr else 1
  m <- lm(l ~ educ + age + access, d, weights = u)
  for (k in c("educ", "age", "access")) say(paste("fields", k, weight, sep = "_"), coef(m)[[k]] * wcov(d[[k]], d$l, d$u) / wcov(d$l, d$l, d$u))
  say(paste("fields_residual", weight, sep = "_"), wcov(residuals(m), d$l, d$u) / wcov(d$l, d$l, d$u))
  say(paste("fields_r2", weight, sep = "_"), summary(m)$r.squared)
}

# RIF regressions: of quantiles with a kernel, of the Gini by double sums; robust errors.
x <- d$income; w <- d$wr; W <- sum(w); mu <- wmean(x, w); d$u <- w
A <- abs(outer(x, x, "-")); G <- sum(w * (A %*% w)) / (2 * W^2 * mu)
d$rif <- G + as.vector(A %*% w) / (W * mu) - G - G * x / mu
m <- lm(rif ~ educ + age + access, d, weights = u)
say("rif_gini_educ", coef(m)[["educ"]]); say("rif_gini_educ_se", sqrt(vcovHC(m, "HC1")["educ", "educ"]))
o <- order(x); q <- x[o][which(cumsum(w[o]) / W >= .5)[1]]
f <- sum(w * dnorm((q - x) / 3000)) / W / 3000
d$rif <- q + (.5 - (x <= q)) / f
m <- lm(rif ~ educ + age + access, d, weights = u)
say("rif_median_educ", coef(m)[["educ"]]); say("rif_median_educ_se", sqrt(vcovHC(m, "HC1")["educ", "educ"]))
d$rif <- (x - mu)^2
m <- lm(rif ~ educ, d, weights = u); say("rif_variance_educ", coef(m)[["educ"]])

# Mookherjee and Shorrocks: income against cognition as if they were two years, by region, weights w then wr.
year <- function(x, w) { g <- sort(unique(d$region))
  v <- sapply(g, function(k) sum(w[d$region == k])) / sum(w); mean <- sapply(g, function(k) wmean(x[d$region == k], w[d$region == k]))
  list(v = v, m = mean / wmean(x, w), mean = mean, L = sapply(g, function(k) -wmean(log(x[d$region == k] / mean[k == g]), w[d$region == k])), all = -wmean(log(x / wmean(x, w)), w)) }
a <- year(d$income, d$w); b <- year(d$income^1.2 * ifelse(d$region == "R2", 1.5, 1), d$wr)
av <- function(f) (f(a) + f(b)) / 2; D <- function(f) f(b) - f(a)
say("mld_total", b$all - a$all)
say("mld_within", sum(av(function(y) y$v) * D(function(y) y$L))); say("mld_within_shares", sum(av(function(y) y$L) * D(function(y) y$v)))
say("mld_between_shares", -sum(av(function(y) log(y$m)) * D(function(y) y$v))); say("mld_between_means", -sum(av(function(y) y$v) * D(function(y) log(y$m))))
say("mld_shares_approximate", sum(av(function(y) y$m - log(y$m)) * D(function(y) y$v)))
say("mld_means_approximate", sum(av(function(y) y$v * y$m - y$v) * D(function(y) log(y$mean))))

# Oaxaca and Blinder of income by access, on education, age and regions; A has access.
d <- d[order(-d$access), ] # A first
for (r in c("R2", "R3", "R4")) d[[r]] <- as.numeric(d$region == r)
covariates <- c("educ", "age", "R2", "R3", "R4")
parts <- function(w) {
  d$u <- w; A <- d$access == 1
  form <- reformulate(covariates, "income")
  ma <- lm(form, d[A, ], weights = u); mb <- lm(form, d[!A, ], weights = u); mp <- lm(reformulate(c(covariates, "access"), "income"), d, weights = u)
  X <- cbind(1, as.matrix(d[covariates]))
  xa <- colSums(w[A] * X[A, ]) / sum(w[A]); xb <- colSums(w[!A] * X[!A, ]) / sum(w[!A])
  normal <- function(b) { dummies <- c(b[4:6], 0); c(b[1] + mean(dummies), b[2:3], b[4:6] - mean(dummies), -mean(dummies)) }
  a <- normal(coef(ma)); b <- normal(coef(mb)); p <- normal(coef(mp)[1:6])
  xa <- c(xa, 1 - sum(xa[4:6])); xb <- c(xb, 1 - sum(xb[4:6]))
  r <- list(endowments = (xa - xb) * b, coefficients = xb * (a - b), interaction = (xa - xb) * (a - b), explained = (xa - xb) * p,
    unexplained = xa * (a - p) + xb * (p - b), explained_a = (xa - xb) * a, unexplained_a = xb * (a - b))
  unlist(lapply(names(r), function(n) { v <- c(sum(r[[n]]), r[[n]][c(1, 2, 4, 7)]); names(v) <- paste(n, c("total", "constant", "educ", "R2", "R1"), sep = "_"); v }))
}
w <- d$wr; value <- parts(w)
z <- sapply(seq_along(w), function(i) { h <- w[i] * 1e-3; u <- w; u[i] <- w[i] + h; v <- w; v[i] <- w[i] - h; (parts(u) - parts(v)) / (2 * h) })
n <- length(w)
for (k in names(value)) { say(paste0("oaxaca_", k), value[[k]]); say(paste0("oaxaca_se_", k), sqrt(n / (n - 1) * sum((w * z[k, ])^2))) }
# Jann's formula with HC0, for the endowments.
d$u <- w; Ar <- d$access == 1; form <- reformulate(covariates, "income"); mb <- lm(form, d[!Ar, ], weights = u); X <- cbind(1, as.matrix(d[covariates]))
mv <- function(S) { m <- colSums(w[S] * X[S, ]) / sum(w[S]); e <- sweep(X[S, ], 2, m) * w[S] / sum(w[S]); list(m = m, V = crossprod(e)) }
a <- mv(Ar); b <- mv(!Ar); dx <- a$m - b$m
say("jann_endowments_se", sqrt(t(dx) %*% vcovHC(mb, "HC0") %*% dx + t(coef(mb)) %*% (a$V + b$V) %*% coef(mb)))

# A regression in a sample with strata and clusters.
g <- svyglm(income ~ educ + age + access, svydesign(~age, strata = ~region, weights = ~wr, data = d, nest = TRUE))
for (k in 1:4) say(paste0("svyglm_se_", k), sqrt(vcov(g)[k, k]))
