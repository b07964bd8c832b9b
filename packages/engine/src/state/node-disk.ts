import { renameSync } from 'node:fs'
import { type FileHandle, link, open, readdir, readFile, rm, rmdir } from 'node:fs/promises'
import { makeFolder, syncFolder } from '@meshroom/model'
import { type Disk, errorCode, type OpenFile } from './disk.ts'

/** This machine's disk. */
export const nodeDisk: Disk = {
  read: (path) => orUndefined(readFile(path, 'utf8')),
  list: async (folder) => {
    const entries = (await orUndefined(readdir(folder, { recursive: true }))) ?? []
    return entries.map((entry) => entry.replaceAll('\\', '/'))
  },
  makeFolder,
  create: async (path) => openFile(await open(path, 'wx')),
  append: async (path) => openFile(await open(path, 'a')),
  link,
  // What takes no time is done here: to wake another thread for it takes longer.
  rename: async (from, to) => renameSync(from, to),
  remove: (path) => rm(path, { force: true }),
  removeFolder: (path) =>
    rmdir(path).then(
      () => true,
      () => false,
    ),
  syncFolder,
}

function openFile(handle: FileHandle): OpenFile {
  return {
    write: (text) => handle.appendFile(text),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  }
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}
