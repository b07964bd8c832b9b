import { MeshroomError } from '@meshroom/model'
import type { Hook } from '@oclif/core/hooks'
import { helpOf, suggestCommand, unknownCommand } from '../command/suggest-command.ts'

/** oclif calls it for a command that no plugin has. */
const commandNotFound: Hook.CommandNotFound = async ({ id, argv = [], config }) => {
  const typed = [...id.split(':'), ...argv.filter((word) => !word.startsWith('-'))]
  const known = config.commands.filter(({ hidden }) => !hidden).map((command) => command.id.replaceAll(':', ' '))
  const near = suggestCommand(typed, known)
  throw new MeshroomError('COMMAND_UNKNOWN', `there is no command "${unknownCommand(typed, known)}"`, {
    hint: near ? `meshroom ${near}` : `meshroom ${helpOf(typed, known)}`,
  })
}

export default commandNotFound
