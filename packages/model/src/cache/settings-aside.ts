import type { Setting } from '../manifests/setting.ts'
import type { Reading } from '../read/reading.ts'

/** A reading whose settings stand elsewhere, in the line of that number. */
export interface SlimReading {
  readonly reading: Reading
  readonly line?: number
}

interface WithSettings {
  readonly settings: readonly Setting[]
}

/** Puts settings into a line of their own: they are half of what a catalogue says, and few commands look at more than a product's. */
export function setSettingsAside(reading: Reading, lines: string[]): SlimReading {
  const { settings = [] } = ownerOf(reading) ?? {}
  if (settings.length === 0) return { reading }
  const line = lines.push(JSON.stringify(settings)) - 1
  if (reading.kind === 'product')
    return { line, reading: { ...reading, product: { ...reading.product, settings: [] } } }
  if (reading.kind !== 'integration' || reading.integration === undefined) return { reading }
  return { line, reading: { ...reading, integration: { ...reading.integration, settings: [] } } }
}

/** Gives a reading its settings back, in place. They are parsed once somebody looks at them, and are then as if they had always been there. */
export function giveSettingsBack(reading: Reading, line: string): void {
  const owner = ownerOf(reading)
  if (owner !== undefined) parseOnDemand(owner, line)
}

function ownerOf(reading: Reading): WithSettings | undefined {
  if (reading.kind === 'product') return reading.product
  return reading.kind === 'integration' ? reading.integration : undefined
}

function parseOnDemand(owner: WithSettings, text: string): void {
  const settle = (value: unknown) =>
    Object.defineProperty(owner, 'settings', { value, enumerable: true, configurable: true, writable: true })
  const get = () => {
    const settings = JSON.parse(text) as readonly Setting[]
    settle(settings)
    return settings
  }
  Object.defineProperty(owner, 'settings', { get, set: settle, enumerable: true, configurable: true })
}
