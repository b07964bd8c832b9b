import type { ProductData } from '@meshroom/graph'

/** The join that the graph is, as a database would do it. */
const join = `
  SELECT count(*) FROM (SELECT DISTINCT * FROM capabilities) AS a JOIN (SELECT DISTINCT * FROM capabilities) AS b
  ON a.topic = b.topic AND a.mode = b.mode AND a.product <> b.product
  AND (a.format IS NULL OR b.format IS NULL OR a.format = b.format)
  WHERE (a.role = 'producer' AND b.role = 'consumer') OR (a.role = 'trigger' AND b.role = 'executor')`

/** Counts the edges by a join in memory; loading is not timed. @returns undefined where DuckDB is not installed */
export async function joinByDuckdb(
  products: readonly ProductData[],
): Promise<{ readonly count: number; readonly time: number } | undefined> {
  const duckdb = await import('@duckdb/node-api').catch(() => undefined)
  if (duckdb === undefined) return undefined
  const instance = await duckdb.DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(
    'CREATE TABLE capabilities (product INTEGER, role VARCHAR, topic VARCHAR, mode VARCHAR, format VARCHAR)',
  )
  const appender = await connection.createAppender('capabilities')
  for (const [product, { capabilities }] of products.entries()) {
    for (const { role, topic = '', mode = 'push', format } of capabilities) {
      appender.appendInteger(product)
      for (const value of [role, topic, mode]) appender.appendVarchar(value)
      if (format === undefined) appender.appendNull()
      else appender.appendVarchar(format)
      appender.endRow()
    }
  }
  appender.closeSync()
  const start = performance.now()
  const [row] = await (await connection.runAndReadAll(join)).getRows()
  const time = performance.now() - start
  connection.closeSync()
  instance.closeSync()
  return { count: Number(row?.[0]), time }
}
