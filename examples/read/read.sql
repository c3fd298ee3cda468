-- Which share of each tenth of the population by income holds SOTA AI at the end of each price?
--
--   duckdb -csv < read.sql         in the folder where cogap run --out result ran
--
-- It is the same with 'result/deciles.parquet'.
SELECT price::INTEGER AS price, decile, format('{:.4f}', sota_share) AS sota_share
FROM 'result/deciles.csv'
WHERE price IS NOT NULL -- months in which the SOTA tier is on sale
QUALIFY month = max(month) OVER (PARTITION BY price) -- the last month of each price
ORDER BY price, decile;
