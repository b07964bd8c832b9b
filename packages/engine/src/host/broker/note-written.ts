import { join, relative, sep } from 'node:path'
import { writeFileAtomic } from '@meshroom/model'
import { plainLineEnds } from '../../hooks/plain-line-ends.ts'
import { digestText } from '../../state/digest-text.ts'
import type { AskContext } from './ask.ts'
import { isWithin } from './resolve-path.ts'

/** Writes a file for a hook, and notes what a pull or a scaffold wrote into its product's own folder: that does not have to be trusted again. */
export async function writeAndNote(
  absolute: string,
  content: string | Uint8Array,
  { settings, kind }: Pick<AskContext, 'settings' | 'kind'>,
): Promise<void> {
  await writeFileAtomic(absolute, content)
  if (kind !== 'pull' && kind !== 'scaffold') return
  const folder = join(settings.root, settings.product.folder)
  if (!isWithin(folder, absolute)) return
  const path = relative(folder, absolute).split(sep).join('/')
  settings.written.set(path, digestText(plainLineEnds(Buffer.from(content))))
}
