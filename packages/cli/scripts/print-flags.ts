// Prints every command with its arguments and flags, for the snapshot that makes a change of them visible.
import { readManifest } from './read-manifest.ts'

const { commands } = await readManifest({ sources: true })
const sorted = Object.values(commands).sort((a, b) => (a.id < b.id ? -1 : 1))
const lines = sorted.flatMap(({ id, args, flags, hidden }) => [
  `${id.replaceAll(':', ' ')}${hidden ? ' (hidden)' : ''}`,
  ...Object.values(args).map((arg) => `  ${arg.required ? arg.name : `[${arg.name}]`}${options(arg)}`),
  ...Object.values(flags).map(
    (flag) => `  --${flag.name}${flag.char ? ` -${flag.char}` : ''} ${kindOf(flag)}${options(flag)}`,
  ),
])
process.stdout.write(`${lines.join('\n')}\n`)

function kindOf(flag: { readonly type: string; readonly multiple?: boolean }): string {
  return flag.multiple ? `${flag.type}…` : flag.type
}

function options({
  options: list,
}: {
  readonly options?: readonly string[] | undefined
  readonly name: string
}): string {
  return list ? ` ${list.join('|')}` : ''
}
