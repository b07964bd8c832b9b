import { createHash } from 'node:crypto'
import { readFile, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sweepDrafts, writeFileAtomic } from '@meshroom/model'
import { parseTrustRecord, type TrustRecord } from './trust-record.ts'

/** What a person trusts in one working tree. */
export interface TrustStore {
  read(product: string): Promise<TrustRecord | undefined>
  write(record: TrustRecord): Promise<void>
  /** @returns whether there was something to forget */
  forget(product: string): Promise<boolean>
}

/**
 * Opens what the person trusts in a working tree: one file for each product, in a folder named after the tree. A yes in one clone is none in
 * another: where its settings lead is another matter.
 *
 * @param folder the person's state folder, absolute
 */
export async function openTrustStore(folder: string, root: string): Promise<TrustStore> {
  const tree = await realpath(root)
  const name = createHash('sha256').update(tree).digest('hex').slice(0, 32)
  const fileOf = (product: string) => join(folder, name, `${encodeURIComponent(product)}.json`)
  return {
    async read(product) {
      const text = await readFile(fileOf(product), 'utf8').catch(() => '')
      const record = parseTrustRecord(text)
      return record?.product === product ? record : undefined
    },
    async write(record) {
      const file = fileOf(record.product)
      await writeFileAtomic(file, `${JSON.stringify({ ...record, root: tree }, null, 2)}\n`)
      sweepDrafts(file)
    },
    async forget(product) {
      return rm(fileOf(product)).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
          throw error
        },
      )
    },
  }
}
