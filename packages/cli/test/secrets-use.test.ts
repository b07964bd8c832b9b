import { once } from 'node:events'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { validateJson } from './json-schemas.ts'
import { type Sandbox, sandboxWithMesh, sandboxWithPlug } from './sandbox.ts'
import { Terminal } from './terminal.ts'

async function room(): Promise<Sandbox> {
  const box = await sandboxWithMesh()
  await box.meshroom('add edr -s API_KEY', { input: 'hunter2\n' })
  return box
}

/** A program of the sandbox, which gets what an editor gets. */
async function script(box: Sandbox, name: string, lines: string): Promise<string> {
  const path = join(box.folder, name)
  await writeFile(path, `#!/bin/sh\n${lines}\n`)
  await chmod(path, 0o755)
  return path
}

const foldersInMemory = async () => (await readdir('/dev/shm')).filter((name) => name.startsWith('meshroom-edit-'))

test('bytes are kept as they are, from a file or from standard input, and come back as they were', async () => {
  const box = await room()
  const bytes = Buffer.from([0, 255, 10, 13, 10, 128])
  await writeFile(join(box.project, 'cert.p12'), bytes)
  await box.meshroom('secrets set edr CERT --file cert.p12')
  const got = await box.meshroom('secrets get edr CERT --json')
  expect(validateJson('secrets-get', got.stdout)).toEqual({
    name: 'edr_edr_CERT',
    value: bytes.toString('base64'),
    binary: true,
  })
  await box.meshroom('secrets get edr CERT --output back.p12')
  expect(await readFile(join(box.project, 'back.p12'))).toEqual(bytes)
  expect((await stat(join(box.project, 'back.p12'))).mode & 0o777).toBe(0o600)
  expect(await box.meshroom('secrets set edr CERT --file cert.p12 --json')).toMatchObject({
    stdout: expect.stringContaining('"changed": false'),
  })
  expect(await box.meshroom('secrets set edr CERT --file nowhere')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('FILE_NOT_FOUND'),
  })
  await box.write({ 'text.pem': 'a\nb\n' })
  await box.meshroom('secrets set edr PEM --file text.pem')
  expect((await box.meshroom('secrets get edr PEM --json')).stdout).toContain('"a\\nb\\n"')
})

test('get warns where the value lands on a screen, and not where it is piped', async () => {
  const box = await room()
  const terminal = new Terminal(box, ['secrets', 'get', 'edr', 'API_KEY'])
  await terminal.see('hunter2')
  await terminal.see('is on your screen now')
  expect((await box.meshroom('secrets get edr API_KEY')).stderr).toBe('')
})

test('a secret that expires is shown as such, warns when it is near, and can be read all the same', async () => {
  const box = await room()
  await box.meshroom('secrets set edr TOKEN --expires 5d', { input: 'v' })
  expect((await box.meshroom('secrets list')).stdout).toContain('expires soon')
  const got = await box.meshroom('secrets get edr TOKEN')
  expect(got).toMatchObject({ code: 0, stdout: 'v\n', stderr: expect.stringContaining('expires on') })
  await box.meshroom('secrets set edr TOKEN --expires 400d', { input: 'v' })
  expect((await box.meshroom('secrets get edr TOKEN')).stderr).toBe('')
  expect(validateJson('secrets-list', (await box.meshroom('secrets list --json')).stdout)).toContainEqual(
    expect.objectContaining({ key: 'TOKEN', expires: expect.any(String) }),
  )
  expect(await box.meshroom('secrets set edr TOKEN --expires yesterday', { input: 'v' })).toMatchObject({ code: 2 })
})

test('a command whose hooks use a secret that soon expires says so, once', async () => {
  const box = await sandboxWithPlug()
  await box.write({
    'products/edr/hooks.ts': `import { setup } from '@meshroom/hooks-sdk'

export const forward = setup.producer({ topic: 'events', title: 'forward events' }, async ({ instance, plug }) => {
  const twice = [await instance.secret('API_KEY'), await instance.secret('API_KEY')]
  await plug.output('length', String(twice.join('').length))
})
`,
  })
  await box.meshroom('secrets set edr API_KEY --expires 5d', { input: 'hunter2' })
  const up = await box.meshroom('up --yes')
  expect(up.code, up.stderr).toBe(0)
  expect(up.stderr.match(/warning: edr_edr_API_KEY expires on .*meshroom secrets set edr_edr_API_KEY/g)).toHaveLength(1)
  expect(up.stdout + up.stderr).not.toContain('hunter2')
})

test('a secret that was changed is set up again; what notices it is no entry of the vault, and planning writes none', async () => {
  const box = await sandboxWithPlug()
  await box.meshroom('secrets set edr API_KEY', { input: 'one' })
  const before = await box.read('secrets.gpg')
  expect(await box.meshroom('up --yes')).toMatchObject({ code: 0 })
  expect(await box.read('secrets.gpg')).toBe(before)
  expect(await box.meshroom('plan --detailed-exitcode')).toMatchObject({ code: 0 })
  await box.meshroom('secrets set edr API_KEY', { input: 'two' })
  expect(await box.meshroom('plan --detailed-exitcode')).toMatchObject({ code: 3 })
  expect(JSON.parse((await box.meshroom('secrets list --json')).stdout)).toHaveLength(1)
})

test('exec gives chosen secrets under chosen names, nothing of its own, and the exit code', async () => {
  const box = await room()
  await box.meshroom('secrets set edr OTHER', { input: 'x' })
  const env = { MESHROOM_PASSPHRASE: '' }
  const run = (words: readonly string[]) => box.meshroom(['secrets', 'exec', ...words], { env })
  const printed = await run(['edr', '--', 'env'])
  expect(printed.stdout).toMatch(/^API_KEY=hunter2$/m)
  expect(printed.stdout).toMatch(/^OTHER=x$/m)
  expect(printed.stdout).not.toMatch(/^MESHROOM_PASSPHRASE/m)
  const one = await run(['TOKEN=edr_edr_API_KEY', '--', 'env'])
  expect(one.stdout).toMatch(/^TOKEN=hunter2$/m)
  expect(one.stdout).not.toContain('OTHER=')
  expect((await run(['--', 'env'])).stdout).toMatch(/^edr_edr_API_KEY=hunter2$/m)
  expect(await run(['edr', '--', 'sh', '-c', 'test "$API_KEY" = hunter2 && exit 42'])).toMatchObject({ code: 42 })
  expect(await run(['edr', '--', 'sh', '-c', 'kill -TERM $$'])).toMatchObject({ code: 143 })
  expect(await run(['edr_edr_API_KYE', '--', 'env'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean edr_edr_API_KEY?'),
  })
  expect(await run(['A=edr_edr_API_KEY', 'A=edr_edr_OTHER', '--', 'env'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('VARIABLE_COLLISION'),
  })
  expect(await run(['edr'])).toMatchObject({ code: 2 })
  expect(await run(['edr', '--', 'no-such-program'])).toMatchObject({
    code: 127,
    stderr: expect.stringContaining('RUN_NOT_FOUND'),
  })
})

test('a value is in the environment of the program that exec runs, and in nobody else’s, nor in an argument or an error', async () => {
  const box = await room()
  const child = await script(
    box,
    'look-around',
    'grep -c hunter2 /proc/self/environ; grep -l hunter2 /proc/$PPID/environ /proc/$PPID/cmdline; exit 0',
  )
  expect(await box.meshroom(`secrets exec edr -- ${child}`)).toMatchObject({ code: 0, stdout: '1\n' })
  const broken = await script(box, 'broken', `printf '{"edr_edr_API_KEY": "hunter2' > "$1"`)
  const outcome = await box.meshroom('secrets edit --debug', { env: { EDITOR: broken } })
  expect(outcome.stderr).toContain('IMPORT_INVALID')
  expect(outcome.stdout + outcome.stderr).not.toContain('hunter2')
})

test.each(['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGINT'] as const)('exec passes %s on', async (signal) => {
  const box = await room()
  const child = await script(
    box,
    'child',
    `trap 'exit 7' ${signal.slice(3)}\necho ready >&2\nwhile :; do sleep 0.05; done`,
  )
  const running = box.start(`secrets exec edr -- ${child}`)
  await running.see('ready')
  running.child.kill(signal)
  expect(await running.outcome).toMatchObject({ code: 7 })
})

test('edit gives the editor one value in memory, for this user only, and keeps what it leaves', async () => {
  const box = await room()
  const editor = await script(
    box,
    'editor',
    `stat -c '%a %n' "$1" >&2; stat -f -c %T "$1" >&2; test "$(cat "$1")" = hunter2 && printf 'changed\\n' > "$1"`,
  )
  const outcome = await box.meshroom('secrets edit edr API_KEY --json', { env: { EDITOR: editor } })
  expect(validateJson('secrets-edit', outcome.stdout)).toEqual({ changed: ['edr_edr_API_KEY'] })
  expect(outcome.stderr).toMatch(/^600 \/.*\ntmpfs\n/)
  expect((await box.meshroom('secrets get edr API_KEY')).stdout).toBe('changed\n')
  const file = /^600 (.*)$/m.exec(outcome.stderr)?.[1] ?? ''
  await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
})

test('edit shows all texts as JSON; a value added belongs to its instance, broken JSON keeps everything as it was', async () => {
  const box = await room()
  const adds = await script(box, 'adds', `sed -i 's/"hunter2"/"hunter3", "edr_edr_NEW": "n"/' "$1"`)
  expect(await box.meshroom('secrets edit', { env: { VISUAL: adds } })).toMatchObject({
    code: 0,
    stdout: 'kept edr_edr_API_KEY\nkept edr_edr_NEW\n',
  })
  expect((await box.meshroom('secrets get edr NEW')).stdout).toBe('n\n')
  const breaks = await script(box, 'breaks', `printf '{' > "$1"`)
  expect(await box.meshroom('secrets edit', { env: { EDITOR: breaks } })).toMatchObject({ code: 2 })
  const gives = await script(box, 'gives-up', 'exit 3')
  expect(await box.meshroom('secrets edit', { env: { EDITOR: gives } })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('RUN_EDITOR_FAILED'),
  })
  expect((await box.meshroom('secrets get edr API_KEY')).stdout).toBe('hunter3\n')
  expect(await box.meshroom('secrets edit')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('INPUT_REQUIRED'),
  })
})

test('what was typed is not lost by a comma: a person may edit it again', async () => {
  const box = await room()
  const editor = await script(
    box,
    'editor',
    `if grep -q NEW "$1"; then echo second >&2; sed -i 's/n"$/n"}/' "$1"; else printf '{"NEW": "n"' > "$1"; fi`,
  )
  const terminal = new Terminal(box, ['secrets', 'edit'], { EDITOR: editor })
  await terminal.see('Edit it again?')
  terminal.type('y\r')
  await terminal.see('kept NEW')
  expect(await terminal.exit()).toBe(0)
  expect((await box.meshroom('secrets get NEW')).stdout).toBe('n\n')
})

/** Sets secrets as somebody else does while an editor is open; what the editor gets has no passphrase. */
function meanwhile(box: Sandbox, values: Readonly<Record<string, string>>): string {
  const program = [box.node, ...box.program].map((word) => `'${word}'`).join(' ')
  const sets = Object.entries(values).map(
    ([key, value]) =>
      `printf ${value} | MESHROOM_PASSPHRASE='${box.env.MESHROOM_PASSPHRASE}' ${program} secrets set edr ${key} >&2 || exit 9`,
  )
  return sets.join('\n')
}

test('what others set while an editor is open stays; where it is the same secret nothing is written', async () => {
  const box = await room()
  await box.meshroom('secrets set edr OTHER', { input: 'o' })
  const apart = await script(box, 'apart', `${meanwhile(box, { OTHER: 'new' })}\nsed -i s/hunter2/mine/ "$1"`)
  expect(await box.meshroom('secrets edit', { env: { EDITOR: apart } })).toMatchObject({
    code: 0,
    stdout: 'kept edr_edr_API_KEY\n',
  })
  expect((await box.meshroom('secrets get edr OTHER')).stdout).toBe('new\n')
  const same = await script(box, 'same', `${meanwhile(box, { API_KEY: 'theirs' })}\nsed -i s/mine/again/ "$1"`)
  for (const line of ['secrets edit', 'secrets edit edr API_KEY']) {
    await box.meshroom('secrets set edr API_KEY', { input: 'mine' })
    expect(await box.meshroom(line, { env: { EDITOR: same } }), line).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/ENTRY_CHANGED[\s\S]*edr_edr_API_KEY was set by .* meanwhile/),
    })
    expect((await box.meshroom('secrets get edr API_KEY')).stdout).toBe('theirs\n')
  }
})

test('who is at a terminal goes on with the text that another was faster than, and it is nowhere on the disk', async () => {
  const box = await room()
  const first = `${meanwhile(box, { API_KEY: 'theirs', OTHER: 'o' })}\nsed -i s/hunter2/mine/ "$1"`
  const editor = await script(
    box,
    'editor',
    `echo "at $1" >&2\nif grep -q hunter2 "$1"; then ${first}\nelse grep -q mine "$1"; fi`,
  )
  const terminal = new Terminal(box, ['secrets', 'edit'], { EDITOR: editor })
  await terminal.see('meanwhile. Edit it again?')
  const [, given = ''] = /at (\S+secret\S*)/.exec(terminal.screen) ?? []
  expect(given).not.toBe('')
  await expect(stat(given)).rejects.toMatchObject({ code: 'ENOENT' })
  expect((await box.meshroom('secrets get edr API_KEY')).stdout).toBe('theirs\n')
  terminal.type('y\r')
  await terminal.see('kept edr_edr_API_KEY')
  expect(await terminal.exit()).toBe(0)
  expect((await box.meshroom('secrets get edr API_KEY')).stdout).toBe('mine\n')
  expect((await box.meshroom('secrets get edr OTHER')).stdout).toBe('o\n')
})

test('bytes are not given to an editor', async () => {
  const box = await room()
  await writeFile(join(box.project, 'bytes'), Buffer.from([0, 255]))
  await box.meshroom('secrets set edr CERT --file bytes')
  const outcome = await box.meshroom('secrets edit edr CERT', { env: { EDITOR: 'true' } })
  expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('--file FILE') })
})

test.each(['SIGTERM', 'SIGKILL', 'SIGHUP'] as const)('what the editor was given is gone after %s', async (signal) => {
  const box = await room()
  const editor = await script(box, 'editor', `echo "at $1" >&2; exec sleep 60`)
  Object.defineProperty(box, 'env', { value: { ...box.env, EDITOR: editor } })
  const running = box.start('secrets edit edr API_KEY')
  let shown = ''
  running.child.stderr.on('data', (data) => (shown += data))
  await running.see('secret.txt')
  const folder = /at (.*)\/secret\.txt/.exec(shown)?.[1] ?? ''
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  running.child.kill(signal)
  await once(running.child, 'exit')
  await expect.poll(foldersInMemory).not.toContain(folder.split('/').at(-1))
})

test('import keeps a dotenv file for an instance, or a JSON object by name; one line that is none keeps nothing', async () => {
  const box = await room()
  await box.write({ '.env': 'A="one"\n# comment\nexport B=two\n', 'bad.env': 'C=three\nnonsense\n' })
  const imported = await box.meshroom('secrets import .env --for edr --json')
  expect(validateJson('secrets-import', imported.stdout)).toEqual({
    changed: ['edr_edr_A', 'edr_edr_B'],
    differing: [],
    same: 0,
  })
  expect((await box.meshroom('secrets get edr B')).stdout).toBe('two\n')
  const bad = await box.meshroom('secrets import bad.env')
  expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining('line 2') })
  expect(bad.stderr).not.toContain('nonsense')
  expect(await box.meshroom('secrets get C')).toMatchObject({ code: 2 })
  const json = await box.meshroom('secrets import -', { input: '{"edr_edr_A": "one", "FREE": "f"}' })
  expect(json.stdout).toBe('kept FREE\n')
  expect(await box.meshroom('secrets import - --for edr_', { input: 'A=1' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean edr?'),
  })
  expect(await box.meshroom('secrets import -', { input: '' })).toMatchObject({ code: 2 })
})

test.each([
  ['secrets rotat', 'secrets rotate'],
  ['secrets recipients lst', 'secrets recipients list'],
  ['secrets key creat', 'secrets key create'],
])('%s: did you mean %s?', async (typed, meant) => {
  const box = await sandboxWithMesh()
  expect(await box.meshroom(typed)).toMatchObject({ code: 2, stderr: expect.stringContaining(meant) })
})
