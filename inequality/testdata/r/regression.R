# Golden values of covariances of coefficients, by base R and the package sandwich.
# R 4.2.2, sandwich 3.0.2.   Rscript regression.R > regression.csv   (in this folder)
library(sandwich)
d <- read.csv("../golden/bivariate2000.csv")
say <- function(name, value) cat(name, ",", sprintf("%.17g", value), "\n", sep = "")
cat("name,value\n")
for (weight in c("one", "wr")) {
  d$weight <- w <- if (weight == "wr") d$wr else rep(1, nrow(d))
  m <- lm(income ~ educ + age + access, d, weights = d$weight)
  covariances <- list(classical = vcov(m), robust = vcovHC(m, "HC1"), clustered = vcovCL(m, cluster = d$age, type = "HC1"))
  for (kind in names(covariances)) {
    say(paste("const", kind, weight, sep = "_"), sqrt(covariances[[kind]][1, 1]))
    for (k in c("educ", "age", "access")) say(paste(k, kind, weight, sep = "_"), sqrt(covariances[[kind]][k, k]))
    say(paste("const_educ", kind, weight, sep = "_"), covariances[[kind]][1, "educ"])
  }
}
