import type { FileSystem, OpenFile } from '../src/index.ts'
import { nodeFileSystem } from '../src/storage/file-system.ts'

/** One system call of a write: what it does and on which path. */
export interface SystemCall {
  readonly name: string
  readonly path: string
}

/** What happens instead of a call: an error, half of a write, none of it; undefined lets it happen. */
export type Fault = (call: SystemCall, index: number) => Error | 'short' | 'none' | undefined

/** The file system of this machine, where some calls go wrong. */
export function faultyFileSystem(fault: Fault): FileSystem & { readonly calls: readonly SystemCall[] } {
  const calls: SystemCall[] = []
  const meet = (name: string, path: string): 'short' | 'none' | undefined => {
    const call = { name, path }
    calls.push(call)
    const found = fault(call, calls.length - 1)
    if (found instanceof Error) throw found
    return found
  }
  const file = (open: OpenFile, path: string): OpenFile => ({
    write: async (bytes, offset) => {
      const met = meet('write', path)
      if (met === 'none') return 0
      return open.write(
        met === 'short' ? bytes.subarray(0, offset + Math.ceil((bytes.length - offset) / 2)) : bytes,
        offset,
      )
    },
    sync: async () => {
      meet('sync', path)
      await open.sync()
    },
    size: async () => {
      meet('size', path)
      return open.size()
    },
    close: async () => {
      await open.close()
      meet('close', path)
    },
  })
  const before =
    <A extends string[], T>(name: string, act: (...args: A) => Promise<T>) =>
    async (...args: A) => {
      meet(name, args.at(-1) ?? '')
      return act(...args)
    }
  return {
    calls,
    read: before('read', (path: string) => nodeFileSystem.read(path)),
    list: before('list', (path: string) => nodeFileSystem.list(path)),
    modifiedAt: before('modifiedAt', (path: string) => nodeFileSystem.modifiedAt(path)),
    realPath: before('realPath', (path: string) => nodeFileSystem.realPath(path)),
    mode: before('mode', (path: string) => nodeFileSystem.mode(path)),
    link: before('link', (from: string, to: string) => nodeFileSystem.link(from, to)),
    rename: before('rename', (from: string, to: string) => nodeFileSystem.rename(from, to)),
    remove: before('remove', (path: string) => nodeFileSystem.remove(path)),
    create: async (path, mode) => {
      meet('create', path)
      return file(await nodeFileSystem.create(path, mode), path)
    },
    openFolder: async (path) => {
      meet('openFolder', path)
      return file(await nodeFileSystem.openFolder(path), path)
    },
    makeFolder: async (path, mode) => {
      meet('makeFolder', path)
      await nodeFileSystem.makeFolder(path, mode)
    },
  }
}

/** As the system gives it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code })
}
