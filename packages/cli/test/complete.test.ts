import { execFile, execFileSync } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, sandboxWithPlug } from './sandbox.ts'

const run = promisify(execFile)
let box: Sandbox

/** How a shell is asked for what it would offer at the end of a line. */
const shells: Readonly<Record<string, (line: string) => readonly string[]>> = {
  bash: (line) => [
    'bash',
    '--norc',
    '--noprofile',
    '-c',
    `eval "$(meshroom autocomplete bash)"; ${bashAsk}`,
    'bash',
    line,
  ],
  fish: (line) => [
    'fish',
    '--no-config',
    '-c',
    `meshroom autocomplete fish | source; complete -C ${JSON.stringify(line)}`,
  ],
  zsh: (line) => ['zsh', '-f', '-c', zshAsk, 'zsh', line],
}

// Calls the function that bash would call on Tab, with the line split as bash splits it.
const bashAsk = `
read -r -a COMP_WORDS <<< "\${1//=/ = }"
[[ "$1" == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
_meshroom
printf '%s\\n' "\${COMPREPLY[@]}"
`

// zsh completes in its line editor alone, so what the script hands over to it is printed instead.
const zshAsk = `
compdef() { : }
_describe() { print -rl -- "\${(@P)2}" }
_files() { : }
eval "$(meshroom autocomplete zsh)"
words=("\${(@s: :)1}")
CURRENT=$#words
_meshroom
`

beforeEach(async () => {
  box = await sandboxWithPlug()
  await mkdir(join(box.folder, 'bin'))
  const program = join(box.folder, 'bin/meshroom')
  await writeFile(
    program,
    `#!/bin/sh\nexec '${process.execPath}' ${box.program.map((word) => `'${word}'`).join(' ')} "$@"\n`,
  )
  await chmod(program, 0o755)
})

async function offered(shell: string, line: string): Promise<string> {
  const [command = '', ...args] = shells[shell]!(line)
  const env = { ...box.env, PATH: `${join(box.folder, 'bin')}:${box.env.PATH}`, TERM: 'xterm' }
  const { stdout } = await run(command, args, { cwd: box.project, env })
  return stdout
}

function installed(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'true'])
    return true
  } catch {
    return false
  }
}

describe.each(Object.keys(shells).filter(installed))('%s', (shell) => {
  test.each([
    ['meshroom ver', 'meshroom secr', 'secrets'],
    ['a command of two words', 'meshroom list integ', 'integrations'],
    ['a product', 'meshroom add si', 'siem'],
    ['an instance', 'meshroom plug events ed', 'edr'],
    ['a topic of a plug', 'meshroom watch ev', 'events'],
    ['the value of a flag', 'meshroom plug --mode pus', 'push'],
    ['a template', 'meshroom create product x --from caas', 'caasm'],
  ])('completes %s', async (_, line, expected) => {
    expect(await offered(shell, line)).toContain(expected)
  })
})

test('bash is among them', () => {
  expect(installed('bash')).toBe(true)
})

describe('names of secrets', () => {
  beforeEach(async () => {
    await box.meshroom('secrets set edr OTHER', { input: 'v' })
    await box.meshroom('secrets set FREE', { input: 'v' })
  })
  const offers = async (...typed: readonly string[]) =>
    (await box.meshroom(['complete', '--', 'secrets', ...typed])).stdout.trimEnd().split('\n')

  test.each([
    ['names and instances', ['get', ''], ['edr', 'siem', 'FREE', 'edr_edr_OTHER']],
    ['the beginning of a name', ['unset', 'edr_'], ['edr_edr_OTHER']],
    ['keys of an instance', ['get', 'edr', 'O'], ['OTHER']],
    ['keys that an instance has, or is to have', ['set', 'edr', ''], ['edr', 'siem', 'OTHER', 'API_KEY']],
    ['any number of them', ['exec', 'edr', 'F'], ['FREE']],
    ['those to rotate', ['rotate', 'F'], ['FREE']],
    ['none in conflict', ['resolve', ''], ['']],
    ['an instance to import for', ['import', '.env', '--for', 's'], ['siem']],
    ['whom to remove', ['recipients', 'remove', ''], [expect.stringMatching(/^[0-9a-f]{40}$/)]],
  ])('%s', async (_, typed, expected) => {
    expect(await offers(...typed)).toEqual(expected)
  })

  test('none where a passphrase would have to be asked for, without a word', async () => {
    await box.meshroom('secrets key passphrase', { input: 'sesame\n' })
    const { MESHROOM_PASSPHRASE: _, ...env } = box.env
    Object.defineProperty(box, 'env', { value: env })
    expect(await box.meshroom(['complete', '--', 'secrets', 'get', 'F'])).toEqual({ code: 0, stdout: '', stderr: '' })
    const onDescriptor = { env: { MESHROOM_PASSPHRASE_FD: '0' }, input: 'sesame\n' }
    expect((await box.meshroom(['complete', '--', 'secrets', 'get', 'F'], onDescriptor)).stdout).toBe('')
  })
})

test('what was typed is never run', async () => {
  await offered('bash', 'meshroom add $(touch$IFS"pwned")')
  await offered('bash', 'meshroom add `touch pwned`')
  expect((await box.files()).filter((file) => file.includes('pwned'))).toEqual([])
})

test('outside a project nothing is offered, and nothing is said', async () => {
  const outcome = await box.meshroom(['complete', '--', 'add', ''], { cwd: box.folder })
  expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' })
})

test('PowerShell gets its words by a variable', async () => {
  const outcome = await box.meshroom('complete --shell powershell', { env: { MESHROOM_COMPLETE_WORDS: 'list\nprod' } })
  expect(outcome.stdout).toBe('products\tList the products of the project.\n')
  expect((await box.meshroom('autocomplete powershell')).stdout).toContain('Register-ArgumentCompleter')
})

test('the shell that is used is the default, and an unknown one is asked for', async () => {
  expect((await box.meshroom('autocomplete', { env: { SHELL: '/usr/bin/fish' } })).stdout).toContain(
    'function __meshroom',
  )
  expect(await box.meshroom('autocomplete', { env: { SHELL: '/bin/tcsh' } })).toMatchObject({ code: 2 })
})
