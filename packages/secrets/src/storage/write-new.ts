import type { OpenFile } from './file-system.ts'

/**
 * Writes all of a new file, syncs and closes it. A short write gives no error, so what is missing is written again and the size checked at
 * the end.
 *
 * @throws the system's error, or one with its code for a full disk
 */
export async function writeNew(file: OpenFile, bytes: Uint8Array): Promise<void> {
  try {
    for (let offset = 0; offset < bytes.length; ) {
      const written = await file.write(bytes, offset)
      if (written <= 0) throw diskFull('the disk took no more bytes')
      offset += written
    }
    await file.sync()
    const size = await file.size()
    if (size !== bytes.length) throw diskFull(`${size} of ${bytes.length} bytes reached the disk`)
  } finally {
    await file.close()
  }
}

function diskFull(message: string): Error {
  return Object.assign(new Error(message), { code: 'ENOSPC' })
}
