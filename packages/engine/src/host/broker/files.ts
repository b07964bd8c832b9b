import { type FileHandle, readdir, rm, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { HookError, type JsonValue } from '@meshroom/hooks-sdk'
import { compareNames } from '@meshroom/model'
import { type AskContext, invalid, optionalCount, type Service, text, texts } from './ask.ts'
import { writeAndNote } from './note-written.ts'
import { readManifests } from './read-manifests.ts'
import { openToRead, type Purpose, resolvePath } from './resolve-path.ts'

/** Longest file that fits in a message, in bytes. */
const LARGEST = 20 * 1024 * 1024

const read: Service = async (args, context) => {
  const bytes = await readWhole(text(args, 'path'), context)
  return bytes.toString('utf8')
}

const readBytes: Service = async (args, context) => {
  const start = optionalCount(args, 'start')
  const length = optionalCount(args, 'length')
  const path = text(args, 'path')
  if (start === undefined || length === undefined) return (await readWhole(path, context)).toString('base64')
  if (length > LARGEST) throw invalid('length', `at most ${LARGEST}`)
  return (await readPart(path, { start, length, context })).toString('base64')
}

const readMany: Service = async (args, context) => {
  const paths = texts(args, 'paths')
  return readManifests(paths, (path) => readWhole(path, context)) as unknown as JsonValue
}

const write: Service = async (args, context) => {
  const path = text(args, 'path')
  const content = args.base64 === undefined ? text(args, 'text') : Buffer.from(text(args, 'base64'), 'base64')
  const absolute = await resolvePath(path, 'write', context)
  await told(path, 'write', () => writeAndNote(absolute, content, context))
  return undefined
}

const exists: Service = async (args, context) => {
  const absolute = await resolvePath(text(args, 'path'), 'read', context)
  return stat(absolute).then(
    () => true,
    () => false,
  )
}

const list: Service = async (args, context) => {
  const absolute = await resolvePath(text(args, 'path'), 'read', context)
  return (await listBelow(absolute)).toSorted(compareNames)
}

const remove: Service = async (args, context) => {
  const path = text(args, 'path')
  const absolute = await resolvePath(path, 'write', context)
  const steps = relative(context.settings.root, absolute).split(sep)
  if (steps[0] === 'products' && steps.length < 3)
    throw new HookError('PATH_REFUSED', `"${path}" is a whole product or more`)
  await told(path, 'write', () => rm(absolute, { recursive: true, force: true }))
  return undefined
}

/** The files that a hook may reach; what is refused is said in {@link resolvePath}. */
export const fileServices: Readonly<Record<string, Service>> = {
  'files.read': read,
  'files.readBytes': readBytes,
  'files.readManifests': readMany,
  'files.write': write,
  'files.exists': exists,
  'files.list': list,
  'files.remove': remove,
}

/** Paths of all files below a folder, relative to it, with `/`. Links and git's own folders are left out. */
export async function listBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries.map(async (entry) => {
      if (entry.isFile()) return [entry.name]
      if (!entry.isDirectory() || entry.name === '.git') return []
      return (await listBelow(join(folder, entry.name))).map((path) => `${entry.name}/${path}`)
    }),
  )
  return found.flat()
}

async function readWhole(path: string, context: AskContext): Promise<Buffer> {
  return readFrom(path, context, async (file) => {
    const { size } = await file.stat()
    if (size > LARGEST) throw new HookError('FILE_FAILED', `"${path}" has ${size} bytes: read it in parts`)
    return file.readFile()
  })
}

async function readPart(path: string, part: { start: number; length: number; context: AskContext }): Promise<Buffer> {
  return readFrom(path, part.context, async (file) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(part.length), 0, part.length, part.start)
    return buffer.subarray(0, bytesRead)
  })
}

function readFrom(path: string, context: AskContext, act: (file: FileHandle) => Promise<Buffer>): Promise<Buffer> {
  return told(path, 'read', async () => {
    const file = await openToRead(path, context)
    try {
      return await act(file)
    } finally {
      await file.close()
    }
  })
}

/** Does something with a path; what the disk says is told without the machine's own paths. */
async function told<T>(path: string, purpose: Purpose, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error instanceof HookError) throw error
    if (error.code === 'ENOENT') throw new HookError('FILE_NOT_FOUND', `there is no file "${path}"`)
    throw new HookError('FILE_FAILED', `cannot ${purpose} "${path}": ${String(error.code)}`)
  }
}
