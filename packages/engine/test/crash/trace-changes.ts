/*
 * Loaded before a program (`--import`): every call by which it would change a file below its project is counted, whoever makes it, and may be the last
 * thing that the process does. Nothing here knows what a run writes: it is found by watching.
 *
 * CRASH_ROOT=d    the folder that is watched; the program's first argument where unset
 * CRASH_AT=n      ends the process at the n-th change, CRASH_HOW=before | torn (half of a write is made)
 * CRASH_FAULT=c   the n-th change fails with this code instead; of a write a half is made where CRASH_HOW=torn
 * CRASH_TRACE=f   what was changed, one a line
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { relative, sep } from 'node:path'

type Any = (...args: readonly unknown[]) => unknown

const root = fs.realpathSync(process.env.CRASH_ROOT ?? process.argv[2] ?? '.')
const at = Number(process.env.CRASH_AT ?? -1)
const { CRASH_HOW: how = 'before', CRASH_FAULT: fault, CRASH_TRACE: traceFile } = process.env
const { appendFileSync, existsSync, writeSync } = fs
const changes: string[] = []

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
await patchHandles()
syncBuiltinESMExports()
process.on('exit', () => {
  if (traceFile !== undefined) appendFileSync(traceFile, changes.map((change) => `${change}\n`).join(''))
})

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

function isBelow(path: unknown): boolean {
  const text = String(path)
  return text.startsWith(root + sep)
}

function patch(target: object, name: string, counts: (...args: readonly unknown[]) => boolean, label: string): void {
  const methods = target as Record<string, Any | undefined>
  const original = methods[name]
  if (original === undefined) return
  methods[name] = function (this: unknown, ...args) {
    const changed = byTarget.has(label) ? args[1] : args[0]
    const counted = counts(...(byTarget.has(label) ? [changed, ...args] : args))
    if (counted && failpoint(`${label} ${sayPath(changed)}`)) return failed(name, args)
    return original.apply(this, [...args])
  }
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
  for (const name of ['write', 'writeFile', 'appendFile', 'truncate', 'writev']) {
    const original = methods[name] as Any
    methods[name] = function (this: { fd: number }, ...args) {
      const path = paths.get(this)
      if (path === undefined || !isBelow(path)) return original.apply(this, [...args])
      const fails = failpoint(`write ${sayPath(path)}`, () => writeHalf(this.fd, args[0]))
      return fails ? failed('write', []) : original.apply(this, [...args])
    }
  }
}

function writeHalf(fd: number, data: unknown): void {
  const bytes = Buffer.from(data as string)
  if (bytes.length > 1) writeSync(fd, bytes, 0, bytes.length >> 1)
}

/** Ends the process, or says that the change must fail. */
function failpoint(change: string, tear: () => void = () => {}): boolean {
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
  const inside = relative(root, String(path)).split(sep).join('/')
  return inside.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|(?<=json\.)[0-9a-f]{16}|\b[0-9a-f]{32}\b/g, '*')
}
