import type { Status } from './atlas.ts'

/** A status in words. */
export function sayStatus(status: Status): string {
  return { up: 'up', partial: 'partly up', down: 'down', problem: 'cannot be set up', none: 'nothing plugged' }[status]
}
