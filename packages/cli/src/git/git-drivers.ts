import { ownProgram } from '../ports/own-program.ts'

/** What git's configuration says of the drivers that `.gitattributes` names: key, value. */
export function gitDrivers(program: readonly string[] = ownProgram()): readonly (readonly [string, string])[] {
  const command = program.map(quote).join(' ')
  return [
    ['diff.meshroom.textconv', `${command} secrets git-textconv`],
    ['merge.meshroom.name', 'secrets, by name'],
    ['merge.meshroom.driver', `${command.replaceAll('%', '%%')} secrets git-merge %O %A %B %P %Y %L`],
  ]
}

/** Git hands the command to a shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
