import type { Plugin } from '@oclif/core/config'

type Manifest = Plugin['manifest']
type CommandEntry = Manifest['commands'][string]
type FlagEntry = CommandEntry['flags'][string]

const head = `# Commands

<!-- Written by \`pnpm --filter @meshroom/cli run docs\` from the commands themselves; edits here are lost. -->

\`meshroom\` finds its project by walking up from the working directory. Results go to standard output, everything else to standard
error. Where nobody can be asked (\`--no-input\`, \`CI\` is set, or there is no terminal) a command that lacks something fails and names the flag.

| exit code | says |
| --- | --- |
| 0 | done |
| 1 | an operation failed: a hook, a tenant, the network |
| 2 | wrong usage, or a project that is not valid |
| 3 | changes are pending (\`plan --detailed-exitcode\`), or something has drifted (\`status --check\`) |
| 4 | another run holds the lock |
| 5 | hooks that nobody has trusted yet |
| 126, 127 | \`secrets exec\`: the program cannot be run, or there is none |
| 130 | interrupted |
`

/** The reference of all commands in Markdown. */
export function renderReference({ commands }: Manifest): string {
  const shown = Object.values(commands)
    .filter(({ hidden }) => !hidden)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const globals = Object.values(shown.find(({ id }) => id === 'plan')?.flags ?? {}).filter(isGlobal)
  const sections = [head, `## Global flags\n\n${flagTable(globals)}\n`, ...shown.map(renderCommand)]
  return `${sections.join('\n')}`
}

function renderCommand(command: CommandEntry): string {
  const name = nameOf(command)
  const own = Object.values(command.flags).filter((flag) => !flag.hidden && !isGlobal(flag))
  const parts = [
    `## meshroom ${name}`,
    plain(command.summary ?? ''),
    `\`\`\`\n${usageOf(command).join('\n')}\n\`\`\``,
    plain(command.description ?? '', command),
    argumentTable(command),
    own.length > 0 ? flagTable(own) : '',
    examplesOf(command),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function nameOf({ id }: CommandEntry): string {
  return id.replaceAll(':', ' ')
}

function usageOf(command: CommandEntry): string[] {
  if (command.usage) return [command.usage].flat().map((usage) => `meshroom ${usage}`)
  const words = Object.values(command.args).map(({ name, required, multiple }) => {
    const word = multiple ? `${name.toUpperCase()}…` : name.toUpperCase()
    return required ? word : `[${word}]`
  })
  return [['meshroom', nameOf(command), ...words].join(' ')]
}

function argumentTable({ args }: CommandEntry): string {
  const rows = Object.values(args).map(
    ({ name, description, options }) => `| ${name.toUpperCase()} | ${cell(description ?? '')}${oneOf(options)} |`,
  )
  return rows.length === 0 ? '' : ['| argument | |', '| --- | --- |', ...rows].join('\n')
}

function flagTable(flags: readonly FlagEntry[]): string {
  return ['| flag | |', '| --- | --- |', ...flags.map(flagRow)].join('\n')
}

function flagRow(flag: FlagEntry): string {
  const value = flag.type === 'option' ? ` ${flag.helpValue ?? flag.options?.join('|') ?? 'VALUE'}` : ''
  const short = flag.char ? `-${flag.char}, ` : ''
  const env = flag.env ? ` Environment: \`${flag.env}\`.` : ''
  const fallback = flag.type === 'option' && isPlainDefault(flag.default) ? ` Default: \`${flag.default}\`.` : ''
  return `| \`${cell(`${short}--${sayName(flag)}${value}`)}\` | ${cell(flag.description ?? '')}${env}${fallback} |`
}

/** `[no-]fetch` of one that can be turned off. */
function sayName(flag: FlagEntry): string {
  return flag.type === 'boolean' && flag.allowNo ? `[no-]${flag.name}` : flag.name
}

function isPlainDefault(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number'
}

function oneOf(options: readonly string[] | undefined): string {
  return options ? ` One of ${options.map((option) => `\`${option}\``).join(', ')}.` : ''
}

function examplesOf(command: CommandEntry): string {
  const examples = [command.examples ?? []].flat().map((example) => String(example))
  return examples.length === 0
    ? ''
    : `\`\`\`bash\n${examples.map((example) => plain(example, command)).join('\n')}\n\`\`\``
}

function isGlobal(flag: FlagEntry): boolean {
  return flag.helpGroup === 'GLOBAL'
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

/** Fills in what oclif's templates hold. */
function plain(text: string, command?: CommandEntry): string {
  return text
    .replaceAll('<%= config.bin %>', 'meshroom')
    .replaceAll('<%= command.id %>', command ? nameOf(command) : '')
}
