# Golden values from R itself and its packages laeken, Hmisc and survey, for more.py:
#
#   Rscript more.R > r.json
#
# run in this folder. Values are printed with 17 digits and with the version of what made them.
suppressMessages({library(laeken); library(Hmisc); library(survey)})
base <- paste("R", getRversion(), "stats")
version <- function(p) paste(p, packageVersion(p))
out <- character()
put <- function(dataset, measure, params, weighted, value, source) {
  params <- paste(sprintf('"%s": %s', names(params), ifelse(sapply(params, is.character), sprintf('"%s"', params), params)), collapse = ", ")
  out[length(out) + 1] <<- sprintf('{"dataset": "%s", "measure": "%s", "params": {%s}, "weighted": %s, "value": %.17g, "source": "%s"}',
    dataset, measure, params, weighted, value, source)
}
for (dataset in c("lognormal1000", "ties300", "zeros400", "negatives250")) {
  d <- read.csv(file.path("..", paste0(dataset, ".csv")))
  for (p in c(0, 0.1, 0.25, 0.35, 0.5, 0.9, 0.999, 1)) {
    for (type in 1:9) put(dataset, "quantile", list(x = "x", p = p, type = type), "false", quantile(d$x, p, type = type, names = FALSE), base)
    put(dataset, "quantile_counts", list(x = "x", w = "w", p = p, type = 7), "true", wtd.quantile(d$x, d$w, p, type = "quantile"), version("Hmisc"))
    put(dataset, "quantile_counts", list(x = "x", w = "w", p = p, type = 6), "true", quantile(rep(d$x, d$w), p, type = 6, names = FALSE), base)
    put(dataset, "quantile_counts", list(x = "x", w = "w", p = p, type = 8), "true", quantile(rep(d$x, d$w), p, type = 8, names = FALSE), base)
    put(dataset, "rank_quantile", list(x = "x", w = "w", p = p), "true", wtd.quantile(d$x, d$w, p, type = "i/n"), version("Hmisc"))
    merged <- aggregate(d$w, list(x = d$x), sum)
    put(dataset, "mid_rank_quantile", list(x = "x", w = "w", p = p), "true", survey:::qrule_hf5(merged$x, merged[[2]], p), version("survey"))
  }
  # laeken's quantile rule never averages, so official indicators are held to it where no jump is met: with real weights.
  if (dataset != "negatives250") {
    put(dataset, "arpr", list(x = "x", w = "wr"), "true", arpr(d$x, weights = d$wr)$value / 100, version("laeken"))
    put(dataset, "rmpg", list(x = "x", w = "wr", share = 0.6, p = 0.5), "true", rmpg(d$x, weights = d$wr)$value / 100, version("laeken"))
    put(dataset, "qsr", list(x = "x", w = "wr"), "true", qsr(d$x, weights = d$wr)$value, version("laeken"))
    g <- sort(unique(d$group))[1:2]
    k <- d$group %in% g
    sex <- factor(ifelse(d$group[k] == g[1], "male", "female"), levels = c("female", "male"))
    for (m in c("mean", "median")) put(dataset, paste0("pay_gap_", m), list(x = "x", w = "wr", group = "group", a = g[1], b = g[2]), "true",
      laeken:::genderGap(d$x[k], sex, m, d$wr[k]), version("laeken"))
  }
}
cat("[\n", paste(out, collapse = ",\n"), "\n]\n", sep = "")
