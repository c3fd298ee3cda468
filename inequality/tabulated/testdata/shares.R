# Thresholds of a table of shares, by base R: all coefficients of the polynomials of phi from a dense system of continuity, nothing by minimisation.
# R 4.2.2.   Rscript shares.R > shares.csv   (in this folder)
P <- c(0, .2, .4, .6, .8, .9, .99); L <- c(0, .05, .15, .3, .52, .68, .92)
x <- -log(1 - P); y <- -log(1 - L); n <- length(x); m <- n - 1
row <- function(x, D) sapply(0:5, function(k) if (k < D) 0 else prod(seq(k, length.out = D, by = -1)) * x^(k - D)) # of x - x[i]
A <- matrix(0, 6 * m, 6 * m); b <- numeric(6 * m); r <- 0
add <- function(i, co, value, j = NULL, other = NULL) {
  r <<- r + 1; A[r, 6 * (i - 1) + 1:6] <<- co; b[r] <<- value
  if (!is.null(j)) A[r, 6 * (j - 1) + 1:6] <<- -other
}
for (i in 1:m) { add(i, row(0, 0), y[i]); add(i, row(x[i + 1] - x[i], 0), y[i + 1]) }
for (i in seq_len(m - 1)) for (D in 1:4) add(i, row(x[i + 1] - x[i], D), 0, i + 1, row(0, D))
s <- diff(y) / diff(x)
end <- x[n] - x[n - 1]
add(1, row(0, 1), 0); add(1, row(0, 3), 0)
add(m, row(end, 2), 2 * (s[m] - s[m - 1]) / (x[n] - x[n - 2])); add(m, row(end, 4), 0)
co <- solve(A, b)
cat("p,threshold\n")
for (i in 2:m) cat(sprintf("%g,%.17g\n", P[i], exp(x[i] - y[i]) * co[6 * (i - 1) + 2]))
cat(sprintf("%g,%.17g\n", P[n], exp(x[n] - y[n]) * sum(row(end, 1) * co[6 * (m - 1) + 1:6])))
