import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compareNames, MeshroomError, type Permissions, sweepDrafts, writeFileAtomic } from '@meshroom/model'
import { oneAtATime } from '../host/broker/one-at-a-time.ts'
import { thisMachine } from '../lock/machine.ts'
import { editTimeoutMs } from '../lock/project-lock.ts'
import { takeLock } from '../lock/take-lock.ts'
import { nodeDisk } from '../state/node-disk.ts'
import { isPermissions } from './trust-record.ts'
import type { TrustSubject } from './trust-subject.ts'

/** Name of the file that pins what the team trusts; it belongs in git. */
export const trustLockFile = 'meshroom.lock'

/** What is pinned of a product. */
export interface Pin {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string
  /** For whoever reads a change of the file. */
  readonly permissions: Permissions
}

export type Pins = ReadonlyMap<string, Pin>

/** @throws MeshroomError `LOCK_FILE_INVALID` */
export async function readPins(root: string): Promise<Pins> {
  const text = await readFile(join(root, trustLockFile), 'utf8').catch(absentAsEmpty)
  if (text === '') return new Map()
  const products = parse(text)
  if (products === undefined) {
    throw new MeshroomError('LOCK_FILE_INVALID', `${trustLockFile} cannot be read`, {
      hint: `mend it, or remove it and pin anew: meshroom trust`,
      file: trustLockFile,
    })
  }
  return new Map(Object.entries(products))
}

/**
 * Pins a product as it is, or takes its pin away. The file is the whole team's of pins: another process that pins is waited for, and what it
 * wrote is kept.
 *
 * @throws MeshroomError `LOCK_FILE_INVALID`; `RUN_LOCKED` and `LOCK_NOT_WRITTEN` as the project's lock
 */
export function writePin(root: string, product: string, subject: TrustSubject | undefined): Promise<void> {
  return oneAtATime(`trust lock ${root}`, async () => {
    sweepDrafts(join(root, trustLockFile))
    if (!isChange(await readPins(root), product, subject)) return
    const lock = await takePinLock(root)
    try {
      await replacePin(root, product, subject)
    } finally {
      await lock.release()
    }
  })
}

function takePinLock(root: string) {
  const path = join(root, '.meshroom', 'lock', 'pins.json')
  return takeLock({ disk: nodeDisk, machine: thisMachine, path, command: 'trust', timeoutMs: editTimeoutMs })
}

async function replacePin(root: string, product: string, subject: TrustSubject | undefined): Promise<void> {
  const pins = new Map(await readPins(root))
  pins.delete(product)
  if (subject !== undefined) pins.set(product, pinOf(subject))
  await writeFileAtomic(join(root, trustLockFile), render(pins))
}

function isChange(pins: Pins, product: string, subject: TrustSubject | undefined): boolean {
  const [pinned, wanted] = [pins.get(product), subject && pinOf(subject)]
  return JSON.stringify(pinned) !== JSON.stringify(wanted)
}

/** Whether a product is exactly what is pinned. */
export function isPinned(pins: Pins, { product, digest }: TrustSubject): boolean {
  return pins.get(product)?.digest === `sha256:${digest}`
}

function pinOf({ digest, permissions }: TrustSubject): Pin {
  return { digest: `sha256:${digest}`, permissions }
}

function render(pins: Pins): string {
  const products = Object.fromEntries([...pins].toSorted(([a], [b]) => compareNames(a, b)))
  return `${JSON.stringify({ version: 1, products }, null, 2)}\n`
}

function absentAsEmpty(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
  throw error
}

function parse(text: string): Readonly<Record<string, Pin>> | undefined {
  try {
    const { version, products } = JSON.parse(text) as { version?: unknown; products?: unknown }
    const isValid = version === 1 && typeof products === 'object' && products !== null && !Array.isArray(products)
    return isValid && Object.values(products).every(isPin) ? (products as Readonly<Record<string, Pin>>) : undefined
  } catch {
    return undefined
  }
}

function isPin(value: unknown): value is Pin {
  const { digest, permissions } = (value ?? {}) as { digest?: unknown; permissions?: unknown }
  return typeof digest === 'string' && /^sha256:[0-9a-f]{64}$/.test(digest) && isPermissions(permissions)
}
