# Golden values of Lorenz curves, tails and interpolation, by base R (lm, integrate, uniroot), laeken and poweRlaw.
# R 4.2.2, laeken 0.5.2, poweRlaw 0.70.6.   Rscript tabulated.R > tabulated.csv   (in this folder)
suppressMessages({library(laeken); library(poweRlaw)})
say <- function(name, value) cat(name, ",", sprintf("%.17g", as.vector(value)), "\n", sep = "")
cat("name,value\n")
# Rural India 1983, the example of Datt 1998 and of wbpip; mean 109.9, line 89.
L <- c(.00208, .01013, .03122, .07083, .12808, .23498, .34887, .51994, .6427, .79201, .86966, .91277, 1)
P <- c(.0092, .0339, .085, .164, .2609, .4133, .5497, .7196, .8196, .9174, .957, .9751, 1)
z <- 89 / 109.9
k <- seq_len(length(P) - 1); p <- P[k]; l <- L[k]
curves <- list()
A <- coef(lm(I(l * (1 - l)) ~ 0 + I(p^2 - l) + I(l * (p - 1)) + I(p - l)))
for (i in 1:3) say(paste0("quadratic_", c("a", "b", "c")[i]), A[i])
e <- -(sum(A) + 1); m <- A[2]^2 - 4 * A[1]; n <- 2 * A[2] * e - 4 * A[3]
root <- function(p) sqrt(m * p^2 + n * p + e^2)
curves$quadratic <- list(L = function(p) -(A[2] * p + e + root(p)) / 2, S = function(p) -A[2] / 2 - (2 * m * p + n) / (4 * root(p)))
B <- coef(lm(log(p - l) ~ log(p) + log(1 - p)))
say("beta_theta", exp(B[1])); say("beta_gamma", B[2]); say("beta_delta", B[3])
curves$beta <- list(L = function(p) p - exp(B[1]) * p^B[2] * (1 - p)^B[3],
  S = function(p) 1 - exp(B[1]) * p^B[2] * (1 - p)^B[3] * (B[2] / p - B[3] / (1 - p)))
for (name in names(curves)) { # everything by numerical integration, nothing by closed forms
  c <- curves[[name]]; tight <- function(f, a, b) integrate(f, a, b, rel.tol = 1e-12, subdivisions = 2000)$value
  n_ <- function(what) paste(name, what, sep = "_")
  say(n_("gini"), 1 - 2 * tight(c$L, 0, 1))
  H <- uniroot(function(p) c$S(p) - z, c(.01, .99), tol = 1e-15)$root
  say(n_("headcount"), H); say(n_("gap"), tight(function(p) 1 - c$S(p) / z, 1e-9, H))
  say(n_("severity"), tight(function(p) (1 - c$S(p) / z)^2, 1e-12, H))
  say(n_("median"), 109.9 * c$S(.5))
  say(n_("sse"), sum((l - c$L(p))^2))
}
q <- curves$quadratic; H <- uniroot(function(p) q$S(p) - z, c(.01, .99), tol = 1e-15)$root
say("quadratic_watts", integrate(function(p) log(z / q$S(p)), 0, H, rel.tol = 1e-12)$value)
say("quadratic_mld", integrate(function(p) -log(q$S(p)), 0, 1, rel.tol = 1e-10)$value)

# Tails.
d <- read.csv("../../testdata/golden/pareto500.csv"); x <- sort(d$x, decreasing = TRUE)
say("hill_100", thetaHill(x, 100))                   # above the 101st value, which it leaves out
say("hill_weighted", thetaHill(d$x, x0 = x[101], w = d$wr))
say("vankerm", paretoScale(x, groups = NULL)$x0)
# poweRlaw's, and the same with the distance on both sides of each jump, by a loop.
fit <- conpl$new(d$x); est <- estimate_xmin(fit, xmins = sort(unique(d$x))[1:480])
say("powerlaw_alpha", est$pars - 1); say("powerlaw_xmin", est$xmin)
ks <- sapply(sort(unique(d$x))[1:490], function(t) {
  y <- sort(d$x[d$x >= t]); a <- length(y) / sum(log(y / t)); F <- 1 - (t / y)^a; N <- length(y)
  max(abs(F - (seq_len(N) - 1) / N), abs(F - seq_len(N) / N))
})
say("ks_xmin", sort(unique(d$x))[which.min(ks)])

# Generalised Pareto interpolation of a table of incomes: third derivatives by finite differences of Hermite polynomials, a dense system.
low <- c(0, 10000, 20000, 35000, 60000, 100000, 200000)
f <- c(.18, .22, .24, .2, .1, .045, .015)
avg <- c(5600, 15100, 27000, 45500, 75500, 131000, 420000)
pk <- c(0, cumsum(f)[-length(f)]); mk <- rev(cumsum(rev(f * avg)))
xk <- -log(1 - pk); yk <- -log(mk); sk <- (1 - pk) * low / mk; N <- length(xk)
hermite <- function(i, a, x, D = 0) { # the polynomial through both ends with slopes and second derivatives, by solving for its coefficients
  d <- xk[i + 1] - xk[i]
  M <- rbind(c(1, 0, 0, 0, 0, 0), c(0, 1, 0, 0, 0, 0), c(0, 0, 2, 0, 0, 0), rep(1, 6), 0:5, c(0, 0, 2, 6, 12, 20))
  co <- solve(M, c(yk[i], sk[i] * d, a[i] * d^2, yk[i + 1], sk[i + 1] * d, a[i + 1] * d^2))
  u <- (x - xk[i]) / d
  switch(D + 1,
    sapply(u, function(u) sum(co * u^(0:5))), sapply(u, function(u) sum((co * 0:5)[-1] * u^(0:4))) / d,
    sapply(u, function(u) sum((co * 0:5 * (0:5 - 1))[-(1:2)] * u^(0:3))) / d^2,
    sapply(u, function(u) sum((co * 0:5 * (0:5 - 1) * (0:5 - 2))[-(1:3)] * u^(0:2))) / d^3)
}
conditions <- function(a) c(hermite(1, a, xk[1], 3),
  sapply(2:(N - 1), function(i) hermite(i - 1, a, xk[i], 3) - hermite(i, a, xk[i], 3)),
  a[N] - (sk[N] - sk[N - 1]) / (xk[N] - xk[N - 1]))
zero <- conditions(rep(0, N)); J <- sapply(1:N, function(j) conditions(as.numeric(1:N == j)) - zero)
ak <- pmax(solve(J, -zero), -sk * (1 - sk))
phi <- function(p, D = 0) { x <- -log(1 - p); sapply(x, function(x) hermite(max(which(xk[-N] <= x)), ak, x, D)) }
mu <- low[N]; left <- 1 - pk[N]; sigma <- exp(xk[N] - yk[N]) * (ak[N] + sk[N] * (1 - sk[N])); xi <- 1 - left * sigma / (mk[N] - left * mu)
Q <- function(p) ifelse(p < pk[N], exp(-log(1 - p) - phi(pmin(p, pk[N] - 1e-9))) * phi(pmin(p, pk[N] - 1e-9), 1), mu + sigma / xi * ((left / (1 - p))^xi - 1))
for (p in c(.05, .1, .25, .5, .75, .9, .95, .97, .99, .999)) say(paste0("gpinter_q", p), Q(p))
T <- function(p) sapply(p, function(p) if (p < pk[N]) exp(-phi(p)) else (1 - p) * (mu - sigma / xi + sigma / (xi * (1 - xi)) * (left / (1 - p))^xi))
for (p in c(.1, .5, .9, .99)) say(paste0("gpinter_top", p), T(p) / mk[1])
area <- sum(sapply(1:(N - 1), function(i) integrate(T, pk[i], pk[i + 1] - 1e-12, rel.tol = 1e-11)$value)) + integrate(T, pk[N], 1 - 1e-13, rel.tol = 1e-11)$value
say("gpinter_gini", 2 * area / mk[1] - 1); say("gpinter_xi", xi)
increase <- function(i) { x <- seq(xk[i], xk[i + 1], length.out = 2000); min(hermite(i, ak, x, 2) + hermite(i, ak, x, 1) * (1 - hermite(i, ak, x, 1))) }
stopifnot(sapply(1:(N - 1), increase) > 0) # no bracket falls back to uniform densities

# Bounds of the Gini where means are not known, by a search over the means with optim from many starts.
share <- c(.3, .4, .2, .1); a <- c(0, 10, 20, 40); b <- c(10, 20, 40, 80); s <- 2 * cumsum(share) - share - 1
G <- function(m, inside) (sum(share * m * s) + inside * sum(share^2 * (m - a) * (b - m) / (b - a))) / sum(share * m)
search <- function(inside, sign) {
  set.seed(1)
  best <- sapply(1:60, function(i) optim(a + runif(4) * (b - a), function(m) sign * G(m, inside), method = "L-BFGS-B", lower = a + 1e-9, upper = b,
    control = list(factr = 10, maxit = 5000))$value)
  sign * min(best)
}
say("bounds_lo", search(0, 1)); say("bounds_hi", search(1, -1))
