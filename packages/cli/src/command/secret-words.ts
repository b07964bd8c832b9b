import { words } from './arguments.ts'

/** `NAME`, `INSTANCE KEY` or `SOURCE DESTINATION TOPIC KEY`. */
export const secretWords = {
  secret: words('Its name as listed; or an instance and a key; or source, destination, topic and key of a plug.'),
}

/** Usage lines of a command that takes one secret. */
export function secretUsage(command: string): string[] {
  return [`${command} NAME`, `${command} INSTANCE KEY`, `${command} SOURCE DESTINATION TOPIC KEY [--mode push|pull]`]
}
