import { stateVersion } from './plug-state.ts'

type Content = Readonly<Record<string, unknown>>

/** From each version to the next. The first had no checksum, and did not say who ran a step. */
const migrations: Readonly<Record<number, (content: Content) => Content>> = {
  1: (content) => ({ ...content, version: 2 }),
}

/** Brings the content of a state file of any earlier version to today's; whether it is a state is judged after. */
export function migrateState(content: Content): Content {
  let migrated = content
  while (typeof migrated.version === 'number' && migrated.version < stateVersion) {
    const migrate = migrations[migrated.version]
    if (migrate === undefined) return migrated
    migrated = migrate(migrated)
  }
  return migrated
}
