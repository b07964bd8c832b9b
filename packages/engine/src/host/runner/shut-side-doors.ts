import { ChildProcess } from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'
import type { Socket } from 'node:net'
import os from 'node:os'
import { resolve } from 'node:path'
import v8 from 'node:v8'

/**
 * Shuts what Node's permission model leaves open, before any code of the product is there:
 *
 * - Flags of V8, some of which write to a file of any name. The flag that freezes them would end the process; a refusal says what is wrong.
 * - What Node itself writes at its end, whatever the grants say: reports, to a file of any name, and the heap as memory runs short.
 * - Signals to other processes, and their priority.
 * - Unix sockets, which Node cannot deny before version 25: binding one creates a file, and connecting to one may reach a daemon that does
 *   anything at all. All pipes of a process share one prototype, so that what is put there cannot be gone around.
 *
 * What is captured here is captured on purpose: a hook may put something else in the place of whatever modules export.
 *
 * @param pipe any pipe of this process
 */
export function shutSideDoors(pipe: Socket, network: 'brokered' | 'direct'): void {
  if (process.permission === undefined) return
  v8.setFlagsFromString = () => refuse('flags of V8')
  shutHeapFiles()
  shutReports()
  os.setPriority = () => refuse('the priority of processes')
  syncBuiltinESMExports()
  shutSignals()
  shutUnixSockets(pipe, network)
}

/** Node's versions differ in how many of them there are. */
function shutHeapFiles(): void {
  const names = Object.keys(v8).filter((name) => name.endsWith('NearHeapLimit'))
  for (const name of names) Reflect.set(v8, name, () => refuse('files of the heap'))
}

/** Node hands out this one object; what it holds can be read. */
function shutReports(): void {
  const { report } = process
  for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(report))) {
    if (get !== undefined) Object.defineProperty(report, name, { get, set: refuseReports, configurable: false })
  }
  fix(report, 'writeReport', refuseReports)
  fix(process, 'report', report)
}

function refuseReports(): never {
  return refuse('reports of Node')
}

/**
 * All that sends a signal calls this one, but for children; a hook may signal itself alone. A child that was never started signals whatever process
 * its memory happens to name.
 */
function shutSignals(): void {
  const own = process.pid
  const kill = Reflect.get(process, '_kill') as (pid: number, signal: number) => number
  fix(process, '_kill', (pid: unknown, signal: number) => (pid === own ? kill(own, signal) : refuse('other processes')))
  fix(process, '_debugProcess', () => refuse('other processes'))
  const children: unknown = Reflect.getPrototypeOf(Reflect.get(new ChildProcess(), '_handle'))
  if (typeof children !== 'object' || children === null || !('kill' in children))
    throw new Error('this Node has other children')
  fix(children, 'kill', () => refuse('other processes'))
}

function shutUnixSockets(pipe: Socket, network: 'brokered' | 'direct'): void {
  const handle: unknown = Reflect.get(pipe, '_handle')
  const pipes: unknown = typeof handle === 'object' && handle !== null && Reflect.getPrototypeOf(handle)
  const permission = process.permission
  if (!isPrototypeOfPipes(pipes) || permission === undefined) throw new Error('this Node has other pipes')
  const [isDirect, has, cwd] = [network === 'direct', permission.has.bind(permission), process.cwd]
  const { bind, connect } = pipes
  const call = Reflect.apply
  fix(pipes, 'bind', function (this: unknown, given: unknown) {
    // Made once and whole, so that Node binds what is checked: an object could be two paths, and a path with dots means another one behind a link.
    const path = resolve(cwd(), `${given}`)
    return isDirect && has('fs.write', path) ? call(bind, this, [path]) : refuse('Unix sockets')
  })
  fix(pipes, 'connect', function (this: unknown, request: unknown, path: unknown) {
    return isDirect ? call(connect, this, [request, path]) : refuse('Unix sockets')
  })
}

type Native = (...given: unknown[]) => unknown

function isPrototypeOfPipes(value: unknown): value is { readonly bind: Native; readonly connect: Native } {
  return typeof value === 'object' && value !== null && 'bind' in value && 'connect' in value
}

function fix(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, configurable: false })
}

function refuse(what: string): never {
  throw Object.assign(new Error(`access to ${what} is denied to hooks`), { code: 'ERR_ACCESS_DENIED' })
}
