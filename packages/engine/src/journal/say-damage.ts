import type { EngineEvent } from '../events.ts'

/** The warning about lines that could not be read of the journal of a run that was cut off; the next run keeps it. */
export function sayDamage(lines: number, environment: string): Extract<EngineEvent, { type: 'warning' }> {
  const damage = lines === 1 ? 'a line is' : `${lines} lines are`
  return {
    type: 'warning',
    code: 'JOURNAL_DAMAGED',
    message: `${damage} damaged in the journal of a run that was cut off: what it did to tenants may not be known`,
    hint: `up runs those steps again, down does not undo them; they keep the journal: .meshroom/repair/${environment}.ndjson`,
  }
}
