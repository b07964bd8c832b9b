import { describeCollision, describeSide, type EntryInfo } from '@meshroom/secrets'
import { cleanLine } from '../draw/clean-text.ts'

/** A secret that a merge left with two values. */
export type ConflictingEntry = EntryInfo & Required<Pick<EntryInfo, 'conflict'>>

/** Both sides of a conflict, without their values. */
export function drawConflict({ name, conflict }: ConflictingEntry): string[] {
  const collision = describeCollision(conflict)
  return [
    `in conflict ${name}`,
    `  --ours    ${cleanLine(describeSide(conflict.ours))}`,
    `  --theirs  ${cleanLine(describeSide(conflict.theirs))}`,
    ...(conflict.others ?? []).map((other) => `  then      ${cleanLine(describeSide(other))}`),
    ...(collision === undefined ? [] : [`  ${cleanLine(collision)}`]),
  ]
}
