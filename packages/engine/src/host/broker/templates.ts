import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HookError, type JsonValue } from '@meshroom/hooks-sdk'
import { compareNames } from '@meshroom/model'
import { type AskContext, invalid, type Service, text, textsByName } from './ask.ts'
import { listBelow } from './files.ts'
import { writeAndNote } from './note-written.ts'
import { resolvePath } from './resolve-path.ts'

interface RenderedFile {
  /** Relative to the project. */
  readonly path: string
  readonly absolute: string
  readonly content: string | Buffer
}

/** Everything is rendered before anything is written, so that an unknown name leaves nothing behind. */
const render: Service = async (args, context) => {
  const files = await renderSet(args, context)
  const written: string[] = []
  for (const { path, absolute, content } of files) {
    if (await isThere(absolute)) continue
    await writeAndNote(absolute, content, context)
    written.push(path)
  }
  return written.toSorted(compareNames)
}

/** The product's own templates. */
export const templateServices: Readonly<Record<string, Service>> = { 'templates.render': render }

async function renderSet(
  args: Readonly<Record<string, JsonValue>>,
  context: AskContext,
): Promise<readonly RenderedFile[]> {
  const set = text(args, 'set')
  const to = text(args, 'to').replace(/\/+$/, '')
  const values = textsByName(args, 'values')
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(set)) throw invalid('set', 'the name of a folder in templates/')
  const folder = await resolvePath(`${context.settings.product.folder}/templates/${set}`, 'read', context)
  const sources = (await listBelow(folder)).toSorted(compareNames)
  if (sources.length === 0)
    throw new HookError(
      'TEMPLATE_UNKNOWN',
      `there are no templates in ${context.settings.product.folder}/templates/${set}`,
    )
  return Promise.all(sources.map((source) => renderFile(source, { folder, to, values, context })))
}

interface Rendering {
  readonly folder: string
  readonly to: string
  readonly values: Readonly<Record<string, string>>
  readonly context: AskContext
}

async function renderFile(source: string, { folder, to, values, context }: Rendering): Promise<RenderedFile> {
  const path = `${to}/${fill(source, { values, source })}`
  const absolute = await resolvePath(path, 'write', context)
  const bytes = await readFile(join(folder, source))
  return { path, absolute, content: bytes.includes(0) ? bytes : fill(bytes.toString('utf8'), { values, source }) }
}

function fill(
  template: string,
  { values, source }: { values: Readonly<Record<string, string>>; source: string },
): string {
  return template.replaceAll(/\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined)
      throw new HookError('TEMPLATE_VALUE_MISSING', `the template ${source} needs a value for {{${name}}}`)
    return value
  })
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
