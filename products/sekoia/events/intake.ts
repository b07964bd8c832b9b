import { HookError, type Settings } from '@meshroom/hooks-sdk'
import type { SekoiaApi } from '../api/sekoia-api.ts'
import { asList, asRecord, asText, type JsonRecord } from '../json/narrow.ts'

/** An intake of the tenant. */
export interface Intake {
  readonly uuid: string
  readonly key: string
}

/** Finds an intake by its name and format, of which a plug has at most one. */
export async function findIntake(api: SekoiaApi, name: string, format: string): Promise<Intake | undefined> {
  const { items } = await api.get('/v1/sic/conf/intakes', { 'match[name]': name, 'match[format_uuid]': format })
  const found = asList(items)
    .map(asRecord)
    .find((intake) => intake.name === name && intake.format_uuid !== undefined)
  return found && toIntake(found)
}

/** Finds the intake or makes it. */
export async function ensureIntake(
  api: SekoiaApi,
  body: JsonRecord & { name: string; format_uuid: string },
): Promise<Intake> {
  const there = await findIntake(api, body.name, body.format_uuid)
  return there ?? toIntake(await api.post('/v1/sic/conf/intakes', body))
}

/** Which intake a plug has, as its setup recorded it. @throws HookError `PLUG_NOT_UP` */
export function intakeOf(outputs: Settings, names: string): string {
  const uuid = asText(outputs.intake_uuid)
  if (uuid) return uuid
  throw new HookError('PLUG_NOT_UP', `there is no intake for ${names} yet`, { hint: 'meshroom up' })
}

function toIntake(answer: JsonRecord): Intake {
  const uuid = asText(answer.uuid)
  const key = asText(answer.intake_key)
  if (uuid && key) return { uuid, key }
  throw new HookError('SEKOIA_UNEXPECTED', 'Sekoia.io answered an intake without its uuid or key')
}
