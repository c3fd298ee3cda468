// Runs a file of SQL in DuckDB and prints what it finds as CSV, as duckdb -csv does, for who has Node.js and not the
// DuckDB command:
//
//	(cd examples/read && npm ci) && node examples/read/duckdb.js examples/read/read.sql
const fs = require('node:fs')
const { DuckDBInstance } = require('@duckdb/node-api')

const field = (v) => {
  const text = v === null ? '' : String(v)
  return /[",\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text
}

async function main() {
  const db = await (await DuckDBInstance.create(':memory:')).connect()
  const statements = await db.extractStatements(fs.readFileSync(process.argv[2], 'utf8'))
  for (let i = 0; i < statements.count; i++) {
    const result = await (await statements.prepare(i)).runAndReadAll()
    console.log(result.columnNames().map(field).join(','))
    for (const row of result.getRows()) console.log(row.map(field).join(','))
  }
}

main().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
