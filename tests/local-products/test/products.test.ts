import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const products = fileURLToPath(new URL('../../../products/', import.meta.url))

describe('products that are copied one by one', () => {
  it.each([
    'local-collector/service/follow-store.ts = local-sender/service/follow-store.ts',
    'local-collector/service/disk-store.ts = local-sender/service/disk-store.ts',
    'local-collector/choose-port.ts = local-firewall/choose-port.ts',
    'local-firewall/tenant-folder.ts = local-sender/tenant-folder.ts',
  ])('hold the same file twice: %s', (pair) => {
    const [one, other] = pair.split(' = ').map((path) => readFileSync(join(products, path!), 'utf8'))
    expect(one).toBe(other)
  })

  it.each(['local-collector', 'local-sender', 'local-firewall'])(
    'run the services of %s without Meshroom: they take only its types',
    (product) => {
      const folder = join(products, product, 'service')
      const imports = readdirSync(folder).flatMap((file) =>
        readFileSync(join(folder, file), 'utf8')
          .split('\n')
          .filter((line) => line.includes('@meshroom/')),
      )
      expect(imports.filter((line) => !line.startsWith('import type '))).toEqual([])
    },
  )
})
