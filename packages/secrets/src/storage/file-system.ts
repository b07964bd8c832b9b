import { constants, promises } from 'node:fs'

/** An open file, as far as a careful write needs it. */
export interface OpenFile {
  /** Writes from `offset` on; returns how many bytes went out, which may be fewer than asked. */
  write(bytes: Uint8Array, offset: number): Promise<number>
  sync(): Promise<void>
  size(): Promise<number>
  close(): Promise<void>
}

/** The system calls the vault makes. A port, so that faults can be injected and vaults kept elsewhere. */
export interface FileSystem {
  /** Rejects with `ENOENT` when there is none. */
  read(path: string): Promise<Uint8Array>
  /** Creates the file; rejects with `EEXIST` when it is there. */
  create(path: string, mode: number): Promise<OpenFile>
  /** Opens a folder, to sync it. */
  openFolder(path: string): Promise<OpenFile>
  /** Gives a file a second name; rejects with `EEXIST` when that is taken. */
  link(existing: string, path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Names in a folder; rejects with `ENOENT` when there is none. */
  list(folder: string): Promise<readonly string[]>
  /** Makes a folder and those above it; no error when it is there. */
  makeFolder(path: string, mode?: number): Promise<void>
  /** The path without symbolic links; rejects with `ENOENT`. */
  realPath(path: string): Promise<string>
  /** The permission bits; rejects with `ENOENT`. */
  mode(path: string): Promise<number>
  /** When it was last written, in milliseconds since 1970; rejects with `ENOENT`. */
  modifiedAt(path: string): Promise<number>
}

/** This machine's. */
export const nodeFileSystem: FileSystem = {
  read: (path) => promises.readFile(path),
  create: async (path, mode) => openFile(await promises.open(path, 'wx', mode)),
  openFolder: async (path) => openFile(await promises.open(path, constants.O_RDONLY)),
  link: promises.link,
  rename: promises.rename,
  remove: promises.unlink,
  list: (folder) => promises.readdir(folder),
  makeFolder: async (path, mode) => {
    await promises.mkdir(path, { recursive: true, ...(mode !== undefined && { mode }) })
  },
  realPath: (path) => promises.realpath(path),
  mode: async (path) => (await promises.stat(path)).mode & 0o777,
  modifiedAt: async (path) => (await promises.stat(path)).mtimeMs,
}

/** The `code` of a system error, e.g. `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** What the promise gives, or undefined when the file is not there. */
export async function orMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

function openFile(handle: promises.FileHandle): OpenFile {
  return {
    write: async (bytes, offset) => (await handle.write(bytes, offset)).bytesWritten,
    sync: () => handle.sync(),
    size: async () => (await handle.stat()).size,
    close: () => handle.close(),
  }
}
