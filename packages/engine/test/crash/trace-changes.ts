/*
 * Loaded before a program (`--import`): every call by which it would change a file below its project is counted, whoever makes it, and may be the last
 * thing that the process does. Nothing here knows what a run writes: it is found by watching, and so is what changes by no such call.
 *
 * CRASH_ROOT=d    the folder that is watched; the program's first argument where unset
 * CRASH_AT=n      ends the process at the n-th change, CRASH_HOW=before | torn (half of a write is made)
 * CRASH_FAULT=c   the n-th change fails with this code instead; of a write a half is made where CRASH_HOW=torn
 * CRASH_SYNCS=1   a sync counts as a change, of a file as `sync`, of a folder as `syncFolder`
 * CRASH_TRACE=f   what was changed, one a line
 * CRASH_UNTRACED=f   what was changed by none of these calls, one a line
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { relative, sep } from 'node:path'
import { seekUntraced, type TracedCall } from './seek-untraced.ts'

type Any = (...args: readonly unknown[]) => unknown

const root = fs.realpathSync(process.env.CRASH_ROOT ?? process.argv[2] ?? '.')
const at = Number(process.env.CRASH_AT ?? -1)
const { CRASH_HOW: how = 'before', CRASH_FAULT: fault } = process.env
const { CRASH_SYNCS: syncs, CRASH_TRACE: traceFile, CRASH_UNTRACED: untracedFile } = process.env
const { appendFileSync, existsSync, fstatSync, writeSync } = fs
const changes: string[] = []
const seeker = untracedFile === undefined ? undefined : seekUntraced(root)
/** Paths of descriptors that are open. */
const opened = new Map<unknown, string>()

const byPath = [
  'writeFile',
  'appendFile',
  'rename',
  'rm',
  'unlink',
  'rmdir',
  'mkdir',
  'link',
  'symlink',
  'copyFile',
  'truncate',
  'cp',
]
const byTarget = new Set(['rename', 'link', 'symlink', 'copyFile', 'cp'])
const needsExisting = new Set(['rm', 'unlink', 'rmdir', 'truncate'])

for (const name of byPath) {
  const counts = (path: unknown, ...rest: readonly unknown[]) => isChange(name, path) && !isRefused(path, rest)
  patch(fs.promises, name, counts, name)
  patch(fs, name, counts, name)
  patch(fs, `${name}Sync`, counts, name)
}
const opens = (path: unknown, flags: unknown) => {
  if (typeof flags !== 'string' || flags === 'r' || !isBelow(path)) return false
  return !(/[ax]/.test(flags) && existsSync(String(path)))
}
for (const target of [fs.promises, fs]) patch(target, 'open', opens, 'open')
patch(fs, 'openSync', opens, 'open')
rememberDescriptors()
await patchHandles()
syncBuiltinESMExports()
process.on('exit', () => {
  if (untracedFile !== undefined) appendLines(untracedFile, seeker?.end().map(sayPath) ?? [])
  if (traceFile !== undefined) appendLines(traceFile, changes)
})

function appendLines(file: string, lines: readonly string[]): void {
  appendFileSync(file, lines.map((line) => `${line}\n`).join(''))
}

function isChange(name: string, path: unknown): boolean {
  if (!isBelow(path)) return false
  const there = existsSync(String(path))
  if (needsExisting.has(name)) return there
  return name !== 'mkdir' || !there
}

/** A file that must not be there, and is. */
function isRefused(path: unknown, args: readonly unknown[]): boolean {
  const exclusive = args.some((arg) => typeof arg === 'object' && arg !== null && 'flag' in arg && arg.flag === 'wx')
  return exclusive && existsSync(String(path))
}

/** @param path or a descriptor that is open */
function isBelow(path: unknown): boolean {
  const text = pathOf(path)
  return text === root || text.startsWith(root + sep)
}

function pathOf(path: unknown): string {
  return opened.get(path) ?? String(path)
}

function patch(target: object, name: string, counts: (...args: readonly unknown[]) => boolean, label: string): void {
  const methods = target as Record<string, Any | undefined>
  const original = methods[name]
  if (original === undefined) return
  methods[name] = function (this: unknown, ...args) {
    const [changed, source] = byTarget.has(label) ? [args[1], args[0]] : [args[0]]
    if (!counts(...(source === undefined ? args : [changed, ...args]))) return original.apply(this, [...args])
    const call = typeof changed === 'number' ? callOnOpen(label, changed) : label
    const tear = () => (call === 'write' ? writeHalf(changed as number, args[1]) : undefined)
    if (failpoint(`${call} ${sayPath(pathOf(changed))}`, tear)) return failed(name, args)
    const paths = [changed, ...(source === undefined ? [] : [source])].map(pathOf)
    return watched({ call, paths }, args, (given) => original.apply(this, given))
  }
}

function callOnOpen(label: string, descriptor: number): string {
  return label === 'sync' ? saySync(descriptor) : 'write'
}

function saySync(descriptor: number): string {
  return fstatSync(descriptor).isDirectory() ? 'syncFolder' : 'sync'
}

/** Makes a call whose beginning and end the seeker is told. */
function watched(call: TracedCall, args: readonly unknown[], act: (args: unknown[]) => unknown): unknown {
  const end = seeker?.begin(call)
  if (end === undefined) return act([...args])
  const callback = args.at(-1)
  if (typeof callback === 'function') {
    const answer: Any = (...answers) => {
      end()
      return (callback as Any)(...answers)
    }
    return act([...args.slice(0, -1), answer])
  }
  let answer: unknown
  try {
    answer = act([...args])
    return answer instanceof Promise ? answer.finally(end) : answer
  } finally {
    if (!(answer instanceof Promise)) end()
  }
}

function rememberDescriptors(): void {
  const { openSync, closeSync } = fs
  fs.openSync = (...args) => {
    const descriptor = openSync(...args)
    opened.set(descriptor, String(args[0]))
    return descriptor
  }
  fs.closeSync = (descriptor) => {
    opened.delete(descriptor)
    closeSync(descriptor)
  }
  if (syncs === undefined) return
  for (const name of ['fsync', 'fsyncSync', 'fdatasync', 'fdatasyncSync']) patch(fs, name, isBelow, 'sync')
}

/** Handles are opened by `open` alone, so a handle of a project's file is known by its path. */
async function patchHandles(): Promise<void> {
  const paths = new WeakMap<object, string>()
  const open = fs.promises.open
  fs.promises.open = (async (...args: Parameters<typeof open>) => {
    const handle = await open(...args)
    paths.set(handle, String(args[0]))
    return handle
  }) as typeof open
  const handle = await open(process.execPath, 'r')
  const methods = Object.getPrototypeOf(handle) as Record<string, Any>
  await handle.close()
  const syncing = syncs === undefined ? [] : ['sync', 'datasync']
  for (const name of ['write', 'writeFile', 'appendFile', 'truncate', 'writev', ...syncing]) {
    const original = methods[name] as Any
    methods[name] = function (this: { fd: number }, ...args) {
      const path = paths.get(this)
      if (path === undefined || !isBelow(path)) return original.apply(this, [...args])
      const call = syncing.includes(name) ? saySync(this.fd) : 'write'
      const fails = failpoint(`${call} ${sayPath(path)}`, () => call === 'write' && writeHalf(this.fd, args[0]))
      if (fails) return failed(call, [])
      return watched({ call, paths: [path] }, args, (given) => original.apply(this, given))
    }
  }
}

function writeHalf(fd: number, data: unknown): void {
  const bytes = Buffer.from(data as string)
  if (bytes.length > 1) writeSync(fd, bytes, 0, bytes.length >> 1)
}

/** Ends the process, or says that the change must fail. */
function failpoint(change: string, tear: () => unknown = () => {}): boolean {
  if (isPartOf(change, changes.at(-1))) return false
  const here = changes.push(change) - 1 === at
  if (!here) return false
  if (how === 'torn') tear()
  if (fault !== undefined) return true
  process.kill(process.pid, 'SIGKILL')
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

/** `rm` is made of `unlink`, and `writeFile` of `open`: one change. */
function isPartOf(change: string, last: string | undefined): boolean {
  const [call, ...path] = change.split(' ')
  const whole = { unlink: 'rm', open: 'writeFile' }[call ?? '']
  return whole !== undefined && last === [whole, ...path].join(' ')
}

/** As the system says it: with the path that it was asked for, where that is not known from a handle. */
function failed(name: string, args: readonly unknown[]): unknown {
  const [path, dest] = args
  const place = { ...(args.length > 0 && { path: String(path) }), ...(byTarget.has(name) && { dest: String(dest) }) }
  const error = Object.assign(new Error(`${fault}: ${name}`), { code: fault, syscall: name, ...place })
  const callback = args.at(-1)
  if (name.endsWith('Sync')) throw error
  if (typeof callback === 'function') return void queueMicrotask(() => (callback as Any)(error))
  return Promise.reject(error)
}

function sayPath(path: unknown): string {
  const inside = relative(root, String(path)).split(sep).join('/') || '.'
  return inside.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|(?<=json\.)[0-9a-f]{16}|\b[0-9a-f]{32}\b/g, '*')
}
