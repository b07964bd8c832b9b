import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openKeys, passphraseFrom } from '../src/index.ts'
import { GPG_EXPECTED, generateKey, gnupgHome } from './gnupg-home.ts'
import { PASSPHRASE, temporaryVault } from './temporary-vault.ts'

const nobody = passphraseFrom({ env: {} })
const CV25519 = ['Key-Type: eddsa', 'Key-Curve: ed25519', 'Subkey-Type: ecdh', 'Subkey-Curve: cv25519']

describe.runIf(GPG_EXPECTED)('gpg reads what we write', () => {
  it('as sorted JSON, with our exported key', async () => {
    const place = await temporaryVault()
    await place.open().set([
      { name: 'B', value: 'zwei\nZeilen 💥' },
      { name: 'A', value: 'eins' },
    ])
    const home = await gnupgHome()
    const withPassphrase = ['--pinentry-mode', 'loopback', '--passphrase', PASSPHRASE]
    const key = readdirSync(place.keyDir).find((name) => name.endsWith('.asc')) ?? ''
    home.gpg([...withPassphrase, '--import', join(place.keyDir, key)])
    const text = home.gpg([...withPassphrase, '--decrypt', place.file]).toString('utf8')
    expect(JSON.parse(text)).toMatchObject({
      A: 'eins',
      B: 'zwei\nZeilen 💥',
      '@meshroom': { version: 1, generation: 1 },
    })
    expect(Object.keys(JSON.parse(text))).toEqual(['@meshroom', 'A', 'B'])
  })

  it('with a key whose passphrase we changed', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const answers = [PASSPHRASE, 'another one']
    const keys = openKeys({
      keyDir: place.keyDir,
      passphrase: { interactive: false, ask: async () => answers.shift() },
    })
    const [{ fingerprint } = { fingerprint: '' }] = await keys.list()
    await keys.changePassphrase(fingerprint)
    const home = await gnupgHome()
    const loopback = ['--pinentry-mode', 'loopback', '--passphrase', 'another one']
    home.gpg([...loopback, '--import'], await keys.export(fingerprint, 'private'))
    expect(home.gpg([...loopback, '--decrypt', place.file]).toString()).toContain('"A": "1"')
  })

  it('whatever the length, with nothing to complain of', async () => {
    const home = await gnupgHome()
    const fingerprint = generateKey(home, CV25519)
    const place = await legacyVault(home, fingerprint, { A: '1' })
    const vault = place.open({ env: home.env, passphrase: nobody })
    for (const value of ['', 'v', 'vv', 'vvv', 'vvvv', 'vvvvv']) {
      await vault.set([{ name: 'B', value }])
      const { status, stderr } = home.tryGpg(['--decrypt', place.file])
      expect([status, stderr.toString()]).toEqual([0, expect.not.stringContaining('invalid')])
    }
  })

  it('and knows the signature of a person whose own gpg signed it', async () => {
    const home = await gnupgHome()
    const fingerprint = generateKey(home, CV25519)
    const place = await legacyVault(home, fingerprint, { A: '1' })
    await place.open({ env: home.env, passphrase: nobody }).set([{ name: 'B', value: '2' }])
    const status = home.gpg(['--status-fd', '1', '--decrypt', place.file]).toString()
    expect(status).toContain(`VALIDSIG ${fingerprint.toUpperCase()}`)
  })
})

describe.runIf(GPG_EXPECTED)('a vault of the Python tool', () => {
  it('is read and kept up through the person’s own gpg', async () => {
    const home = await gnupgHome()
    const fingerprint = generateKey(home, CV25519)
    const place = await legacyVault(home, fingerprint, { edr_paris_API_KEY: 'hunter2', é: '☂' })
    const vault = place.open({ env: home.env, passphrase: nobody })
    expect((await vault.list()).map(({ name }) => name)).toEqual(['edr_paris_API_KEY', 'é'])
    expect(await vault.getFor({ kind: 'instance', product: 'edr', instance: 'paris' }, 'API_KEY')).toBe('hunter2')
    expect(await vault.set([{ name: 'é', value: '☂' }])).toEqual({ changed: [] })
    await vault.set([{ name: 'NEW', value: 'x' }])
    expect(JSON.parse(home.gpg(['--decrypt', place.file]).toString())).toMatchObject({
      edr_paris_API_KEY: 'hunter2',
      NEW: 'x',
      '@meshroom': { recipients: [{ fingerprint }], updatedBy: fingerprint },
    })
    expect(readdirSync(join(dirname(place.file), 'recipients'))).toEqual([`${fingerprint}.asc`])
  })

  it('is read armored, binary, and when its recipient is hidden', async () => {
    const home = await gnupgHome()
    const fingerprint = generateKey(home, CV25519)
    for (const args of [
      ['--armor', '-r', fingerprint],
      ['-r', fingerprint],
      ['-R', fingerprint],
    ]) {
      const place = await temporaryVault()
      await mkdir(dirname(place.file))
      writeFileSync(place.file, home.gpg(['--trust-model', 'always', ...args, '--encrypt'], '{"A":"1"}'))
      expect(await place.open({ env: home.env, passphrase: nobody }).get('A')).toBe('1')
    }
  })

  it('keeps every recipient, or is not written', async () => {
    const home = await gnupgHome()
    const [mine, theirs] = [generateKey(home, CV25519), generateKey(home, CV25519)]
    const place = await legacyVault(home, mine, { A: '1' }, ['-r', theirs])
    await place.open({ env: home.env, passphrase: nobody }).set([{ name: 'B', value: '2' }])
    const meta = JSON.parse(home.gpg(['--decrypt', place.file]).toString())['@meshroom']
    expect(meta.recipients.map((each: { fingerprint: string }) => each.fingerprint).sort()).toEqual(
      [mine, theirs].sort(),
    )
    const again = await legacyVault(home, mine, { A: '1' }, ['-r', theirs])
    const before = readFileSync(again.file)
    home.gpg(['--yes', '--delete-secret-and-public-key', theirs.toUpperCase()])
    await expect(
      again.open({ env: home.env, passphrase: nobody }).set([{ name: 'B', value: '2' }]),
    ).rejects.toMatchObject({
      code: 'RECIPIENT_MISSING',
    })
    expect(readFileSync(again.file)).toEqual(before)
  })
})

describe.runIf(GPG_EXPECTED)('the person’s gpg', () => {
  it('is not started, and makes no keyring, where there is none', async () => {
    const place = await temporaryVault()
    await place.open().set([{ name: 'A', value: '1' }])
    const stranger = place.open({ keyDir: join(place.folder, 'none') })
    await expect(stranger.get('A')).rejects.toMatchObject({ code: 'KEY_MISSING' })
    expect(readdirSync(place.folder)).not.toContain('.gnupg')
  })

  it('that is locked is an error, never a hang', async () => {
    const home = await gnupgHome()
    const params = [...CV25519, 'Name-Real: locked', `Passphrase: ${PASSPHRASE}`, '%commit', ''].join('\n')
    home.gpg(['--pinentry-mode', 'loopback', '--gen-key'], params)
    const place = await legacyVault(home, home.fingerprint('locked'), { A: '1' })
    home.gpg(['--version'])
    await forgetPassphrases(home.env)
    await expect(place.open({ env: home.env, passphrase: nobody }).get('A')).rejects.toMatchObject({
      code: 'PASSPHRASE_REQUIRED',
    })
  })
})

describe.runIf(GPG_EXPECTED)('a key of the person’s gpg that has a passphrase', () => {
  it('opens and signs while the agent has it unlocked', { timeout: 60_000 }, async () => {
    const { home, fingerprint, place } = await lockedKey()
    const unlock = ['--pinentry-mode', 'loopback', '--passphrase', PASSPHRASE]
    home.gpg([...unlock, '--decrypt', place.file])
    home.gpg([...unlock, '--local-user', fingerprint, '--detach-sign', '--output', '-'], 'prime the agent')
    const vault = place.open({ env: home.env, passphrase: nobody })
    expect(await vault.get('A')).toBe('1')
    expect(await vault.set([{ name: 'B', value: '2' }])).toEqual({ changed: ['B'] })
    expect(home.gpg(['--status-fd', '1', '--decrypt', place.file]).toString()).toContain(
      `VALIDSIG ${fingerprint.toUpperCase()}`,
    )
  })

  it('is unlocked by the person’s own pinentry where there is somebody to ask, and this program asks for nothing', {
    timeout: 60_000,
  }, async () => {
    const { home, place } = await lockedKey()
    usePinentry(home.env, PASSPHRASE)
    const passphrase = { interactive: true, ask: async () => Promise.reject(new Error('asked by us')) }
    const vault = place.open({ env: home.env, passphrase })
    expect(await vault.get('A')).toBe('1')
    expect(await vault.set([{ name: 'B', value: '2' }])).toEqual({ changed: ['B'] })
  })

  it('whose pinentry is cancelled is an error that says what to do', { timeout: 60_000 }, async () => {
    const { home, place } = await lockedKey()
    usePinentry(home.env, undefined)
    const passphrase = { interactive: true, ask: async () => undefined }
    await expect(place.open({ env: home.env, passphrase }).get('A')).rejects.toMatchObject({
      code: 'PASSPHRASE_REQUIRED',
      hint: expect.stringContaining('gpg --decrypt'),
    })
  })
})

/** A key with a passphrase that no agent knows, and a vault for it. */
async function lockedKey() {
  const home = await gnupgHome()
  const params = [...CV25519, 'Name-Real: locked', `Passphrase: ${PASSPHRASE}`, '%commit', ''].join('\n')
  home.gpg(['--pinentry-mode', 'loopback', '--gen-key'], params)
  const fingerprint = home.fingerprint('locked')
  const place = await legacyVault(home, fingerprint, { A: '1' })
  await forgetPassphrases(home.env)
  return { home, fingerprint, place }
}

/** A program in the place of the window that asks for a passphrase (Assuan's protocol); undefined: it is cancelled. */
function usePinentry(env: Readonly<Record<string, string>>, answer: string | undefined): void {
  const folder = env.GNUPGHOME ?? ''
  const program = join(folder, 'pinentry')
  const reply = answer === undefined ? "echo 'ERR 83886179 Operation cancelled'" : `echo 'D ${answer}'; echo OK`
  const lines = ['#!/bin/sh', 'echo OK', 'while read -r word rest; do', `case $word in GETPIN) ${reply};;`]
  writeFileSync(program, [...lines, 'BYE) echo OK; exit;; *) echo OK;; esac', 'done', ''].join('\n'), { mode: 0o755 })
  writeFileSync(join(folder, 'gpg-agent.conf'), `pinentry-program ${program}\n`)
}

async function forgetPassphrases(env: Readonly<Record<string, string>>): Promise<void> {
  const { spawnSync } = await import('node:child_process')
  spawnSync('gpgconf', ['--kill', 'gpg-agent'], { env })
}

/** A file as the Python tool wrote it: flat JSON, unsigned, armored by gpg. */
async function legacyVault(
  home: Awaited<ReturnType<typeof gnupgHome>>,
  fingerprint: string,
  content: Readonly<Record<string, string>>,
  more: readonly string[] = [],
) {
  const place = await temporaryVault()
  await mkdir(dirname(place.file))
  const args = ['--trust-model', 'always', '--armor', '-r', fingerprint, ...more, '--encrypt']
  writeFileSync(place.file, home.gpg(args, JSON.stringify(content)))
  return place
}
