import { basename, dirname, join } from 'node:path'
import { present } from './present.ts'

/** An error of the system as a person can act on it. */
export interface SystemFailure {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly file?: string
}

interface SystemError extends Error {
  readonly code: string
  readonly path?: unknown
  /** Where a file was to be moved. */
  readonly dest?: unknown
}

interface Wording {
  readonly code: string
  readonly say: (file: string) => string
  readonly hint: string
}

const full: Wording = {
  code: 'DISK_FULL',
  say: (file) => `there is no room left to write ${file}`,
  hint: 'Make room on that disk, then run the command again: files are written whole or not at all.',
}
const refused: Wording = {
  code: 'FILE_NOT_PERMITTED',
  say: (file) => `the system does not let you use ${file}`,
  hint: 'Look at who owns it and at its permissions: ls -ld shows both.',
}
const inTheWay: Wording = {
  code: 'FILE_IN_THE_WAY',
  say: (file) => `${file} is a file, or leads through one, where a folder is needed`,
  hint: 'Choose another path, or move that file away.',
}
const unreachable: Wording = {
  code: 'NETWORK_UNREACHABLE',
  say: () => 'the other side could not be reached',
  hint: 'Look at the address, the network and the proxy, then run the command again.',
}

const wordings: Readonly<Record<string, Wording>> = {
  ENOSPC: full,
  EDQUOT: full,
  EACCES: refused,
  EPERM: refused,
  EROFS: {
    code: 'FILE_READ_ONLY',
    say: (file) => `${file} lies where nothing can be written`,
    hint: 'Work in a folder that is mounted for writing.',
  },
  EEXIST: inTheWay,
  ENOTDIR: inTheWay,
  EISDIR: {
    code: 'FILE_IS_FOLDER',
    say: (file) => `${file} is a folder, where a file is needed`,
    hint: 'Name a file.',
  },
  ENOENT: { code: 'FILE_NOT_FOUND', say: (file) => `there is no ${file}`, hint: 'Look at the path.' },
  ELOOP: {
    code: 'FILE_LINKS_CIRCULAR',
    say: (file) => `the links at ${file} lead round in a circle`,
    hint: 'Choose another path, or point one of the links at a file: ls -l shows where they lead.',
  },
  ENXIO: {
    code: 'FILE_NOT_WRITABLE',
    say: (file) => `${file} is a socket or a device that takes nothing`,
    hint: 'Name a file, a pipe or another device.',
  },
  EPIPE: {
    code: 'PIPE_CLOSED',
    say: (file) => `what read ${file} went away before it had all`,
    hint: 'Look at the program that reads it, then run the command again.',
  },
  EIO: {
    code: 'DISK_FAILED',
    say: (file) => `the disk could not read or write ${file}`,
    hint: 'Look at the disk, then run the command again.',
  },
  EMFILE: {
    code: 'FILES_TOO_MANY',
    say: () => 'too many files are open',
    hint: 'Raise the limit (ulimit -n), or take a lower --parallelism.',
  },
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  ENOTFOUND: unreachable,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
}

/** @returns undefined where the error is none of the system, or one that nobody can do anything about */
export function systemFailure(error: SystemError): SystemFailure | undefined {
  const wording = Object.hasOwn(wordings, error.code) ? wordings[error.code] : undefined
  if (wording === undefined) return undefined
  const file = fileOf(error)
  const message = `${wording.say(file ?? 'a file')} (${error.code})`
  return { code: wording.code, message, hint: wording.hint, ...present({ file }) }
}

/** What is written stands beside its place under another name until it is whole; people know the place alone. */
function fileOf({ path, dest }: SystemError): string | undefined {
  const file = [dest, path].find((each) => typeof each === 'string')
  if (file === undefined) return undefined
  const [, name] = /^\.(.+)\.[^.]+\.tmp$/.exec(basename(file)) ?? []
  return name === undefined ? file : join(dirname(file), name)
}
