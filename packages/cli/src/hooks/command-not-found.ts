import { MeshroomError } from '@meshroom/model'
import type { Hook } from '@oclif/core/hooks'
import { suggestCommand } from '../command/suggest-command.ts'

/** oclif calls it for a command that no plugin has. */
const commandNotFound: Hook.CommandNotFound = async ({ id, argv = [], config }) => {
  const typed = [...id.split(':'), ...argv.filter((word) => !word.startsWith('-'))]
  const known = config.commands.filter(({ hidden }) => !hidden).map((command) => command.id.replaceAll(':', ' '))
  const near = suggestCommand(typed, known)
  throw new MeshroomError('COMMAND_UNKNOWN', `there is no command "${typed.slice(0, 2).join(' ')}"`, {
    hint: near ? `meshroom ${near}` : 'meshroom --help',
  })
}

export default commandNotFound
