import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, lstatSync, readFileSync, statSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { type Sandbox, sandboxWithPlug } from './sandbox.ts'

/** Every command that writes a file of a person's naming, and what is in it. */
const commands = [
  ['plan --out', /^\{\n {2}"meshroomPlan": 1,.*\}\n$/s],
  ['graph --format svg --out', /^<svg .*<\/svg>\n?$/s],
  ['secrets get edr API_KEY --output', /^hunter2$/],
] as const

async function room(): Promise<Sandbox> {
  const box = await sandboxWithPlug()
  await box.meshroom('secrets set edr API_KEY', { input: 'hunter2\n' })
  return box
}

/** A pipe in the project's folder, and what came down it once it is closed. */
function pipe(box: Sandbox, name: string): Promise<string> {
  execFileSync('mkfifo', [join(box.project, name)])
  return readFile(join(box.project, name), 'utf8')
}

test.each(commands)('%s writes down a pipe that is there, which stays one', async (line, content) => {
  const box = await room()
  const read = pipe(box, 'pipe')
  expect(await box.meshroom(`${line} pipe`)).toMatchObject({ code: 0 })
  expect(lstatSync(join(box.project, 'pipe')).isFIFO()).toBe(true)
  expect(await read).toMatch(content)
})

test.skipIf(process.platform !== 'linux').each(commands)(
  '%s leaves devices what they are, and says where one is full',
  async (line, content) => {
    const box = await room()
    const read = pipe(box, 'pipe')
    await box.meshroom(`${line} pipe`)
    expect(await read, 'no device is touched where a pipe does not survive').toMatch(content)
    expect(statSync('/dev/full').isCharacterDevice()).toBe(true)
    expect(await box.meshroom(`${line} /dev/full`)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('error DISK_FULL there is no room left to write /dev/full (ENOSPC)'),
    })
    expect(await box.meshroom(`${line} /dev/null`)).toMatchObject({ code: 0 })
    for (const device of ['/dev/full', '/dev/null']) expect(statSync(device).isCharacterDevice()).toBe(true)
  },
)

test.each(commands)('%s follows a link to its file, there or not, and leaves the link', async (line, content) => {
  const box = await room()
  await mkdir(join(box.project, 'far'))
  await symlink('far/real', join(box.project, 'link'))
  for (const state of ['not there', 'there']) {
    expect(await box.meshroom(`${line} link`), state).toMatchObject({ code: 0 })
    expect(lstatSync(join(box.project, 'link')).isSymbolicLink(), state).toBe(true)
    expect(readFileSync(join(box.project, 'far/real'), 'utf8')).toMatch(content)
    await writeFile(join(box.project, 'far/real'), 'old')
  }
  expect(await readdir(join(box.project, 'far'))).toEqual(['real'])
})

test.each(commands)('%s refuses a folder, and says what to name', async (line) => {
  const box = await room()
  await mkdir(join(box.project, 'there'))
  for (const folder of ['there', 'there/', 'new/'])
    expect(await box.meshroom(`${line} ${folder}`)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        new RegExp(
          `error FILE_IS_FOLDER ${folder} is a folder.*Name a file in it: ${folder.replace('/', '')}/NAME`,
          's',
        ),
      ),
    })
  expect(await readdir(join(box.project, 'there'))).toEqual([])
})

test('/dev/stdout is what standard output is, a file that others write to as well too', async () => {
  const box = await room()
  const drawn = await box.meshroom('graph --format svg')
  expect(await box.meshroom('graph --format svg --out /dev/stdout')).toEqual(drawn)
  const run = (words: string) =>
    promisify(execFile)('/bin/sh', ['-c', words, 'sh', process.execPath, ...box.program], {
      cwd: box.project,
      env: box.env,
    })
  await run('(echo before; "$@" graph --format svg --out /dev/stdout; echo after) > all.txt')
  expect(await box.read('all.txt')).toBe(`before\n${drawn.stdout.trimEnd()}\nafter\n`)
})

test('a plan that went down a pipe is not offered to be obeyed', async () => {
  const box = await room()
  void pipe(box, 'pipe')
  expect((await box.meshroom('plan --out pipe')).stderr).toBe('Written to pipe.\n')
  expect((await box.meshroom('plan --out file')).stderr).toBe('Written to file: meshroom up --plan file obeys it.\n')
})

test('a secret lies in a file of its owner alone, though others could read what was there', async () => {
  const box = await room()
  await box.write({ open: 'old' })
  chmodSync(join(box.project, 'open'), 0o666)
  await box.meshroom('secrets get edr API_KEY --output open')
  expect(await box.read('open')).toBe('hunter2')
  expect(statSync(join(box.project, 'open')).mode & 0o777).toBe(0o600)
})

test.each(['plan --out', 'secrets get edr API_KEY --output'])(
  '%s makes no folder that a slip has named',
  async (line) => {
    const box = await room()
    expect(await box.meshroom(`${line} nosuch/file`)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/FOLDER_NOT_FOUND there is no folder \S+nosuch\n {2}try: mkdir -p \S+nosuch/),
    })
    expect(await readdir(box.project)).not.toContain('nosuch')
  },
)
