import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openVault, passphraseFrom } from '../src/index.ts'
import { type GnupgHome, GPG_EXPECTED, generateKey, gnupgHome, SQ_EXPECTED } from './gnupg-home.ts'
import { member } from './team.ts'
import { homeIn, temporaryFolder, temporaryVault } from './temporary-vault.ts'

const ECC = ['Key-Type: eddsa', 'Key-Curve: ed25519', 'Subkey-Type: ecdh', 'Subkey-Curve: cv25519']

/** Keys that people have, as gpg makes them; each gives its fingerprint. */
const GPG_KEYS: readonly (readonly [string, (home: GnupgHome) => string])[] = [
  [
    'RSA 3072',
    (home) => generateKey(home, ['Key-Type: RSA', 'Key-Length: 3072', 'Subkey-Type: RSA', 'Subkey-Length: 3072']),
  ],
  [
    'one RSA key for all',
    (home) => generateKey(home, ['Key-Type: RSA', 'Key-Length: 2048', 'Key-Usage: sign,encrypt']),
  ],
  ['Curve25519', (home) => generateKey(home, ECC)],
  [
    'NIST P-384',
    (home) =>
      generateKey(home, ['Key-Type: ecdsa', 'Key-Curve: nistp384', 'Subkey-Type: ecdh', 'Subkey-Curve: nistp384']),
  ],
  [
    'brainpoolP256r1',
    (home) =>
      generateKey(home, [
        'Key-Type: ecdsa',
        'Key-Curve: brainpoolP256r1',
        'Subkey-Type: ecdh',
        'Subkey-Curve: brainpoolP256r1',
      ]),
  ],
  ['several subkeys', severalSubkeys],
  ['an expired subkey before a new one', expiredSubkey],
  ['a primary kept offline', offlinePrimary],
]

/** What openpgp.js makes: one that advertises what no gpg reads. */
async function advertisingKey(): Promise<{ privateKey: string; publicKey: string }> {
  const openpgp = await import('openpgp')
  const userIDs = { name: 'Advertises SEIPDv2' }
  return openpgp.generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs,
    config: { aeadProtect: true, v6Keys: false },
  })
}

describe.runIf(GPG_EXPECTED)('with a gpg key of', () => {
  it.each(GPG_KEYS)(
    '%s: gpg reads what we write for it, and we what gpg writes',
    { timeout: 60_000 },
    async (_what, make) => {
      const home = await gnupgHome()
      const fingerprint = make(home)
      const { file, ada } = await vaultFor(home.gpg(['--armor', '--export', fingerprint]).toString())
      expect(JSON.parse(home.tryGpg(['--decrypt', file]).stdout.toString())).toMatchObject({ A: 'é 💥' })
      const theirs = openVault({ file, env: home.env, passphrase: passphraseFrom({ env: {} }) })
      expect(await theirs.get('A')).toBe('é 💥')
      expect(await theirs.set([{ name: 'B', value: 'by gpg' }])).toEqual({ changed: ['B'] })
      expect(await ada.open(file).get('B')).toBe('by gpg')
    },
  )

  it.each(GPG_KEYS)('%s: the exported key works without gpg', { timeout: 60_000 }, async (_what, make) => {
    const home = await gnupgHome()
    const fingerprint = make(home)
    const { file } = await vaultFor(home.gpg(['--armor', '--export', fingerprint]).toString())
    const armored = home.gpg(['--armor', '--export-secret-keys', fingerprint]).toString()
    const env = { ...homeIn(await temporaryFolder()), MESHROOM_KEY: armored }
    const vault = openVault({ file, env, passphrase: passphraseFrom({ env: {} }) })
    expect(await vault.get('A')).toBe('é 💥')
    expect(await vault.set([{ name: 'B', value: 'with an exported key' }])).toEqual({ changed: ['B'] })
  })

  it('a passphrase, whose primary is kept offline: only the part that decrypts is unlocked', {
    timeout: 60_000,
  }, async () => {
    const home = await gnupgHome()
    const loopback = ['--pinentry-mode', 'loopback', '--passphrase', 'pw']
    home.gpg([...loopback, '--quick-generate-key', 'off', 'ed25519', 'cert', 'never'])
    const fingerprint = home.fingerprint('off')
    home.gpg([...loopback, '--quick-add-key', fingerprint, 'cv25519', 'encr', 'never'])
    home.gpg([...loopback, '--quick-add-key', fingerprint, 'ed25519', 'sign', 'never'])
    const { file } = await vaultFor(home.gpg(['--armor', '--export', fingerprint]).toString())
    const armored = home.gpg([...loopback, '--armor', '--export-secret-subkeys', fingerprint]).toString()
    const env = { ...homeIn(await temporaryFolder()), MESHROOM_KEY: armored }
    const vault = openVault({ file, env, passphrase: passphraseFrom({ env: { MESHROOM_PASSPHRASE: 'pw' } }) })
    expect(await vault.get('A')).toBe('é 💥')
    expect(await vault.set([{ name: 'B', value: '2' }])).toEqual({ changed: ['B'] })
  })

  it('one that expired, or was revoked: nothing is written for it, with a code that says which', {
    timeout: 60_000,
  }, async () => {
    const home = await gnupgHome()
    const [expired, revoked] = [generateKey(home, [...ECC, 'Expire-Date: seconds=1']), generateKey(home, ECC)]
    const rev = readFileSync(
      join(home.env.GNUPGHOME ?? '', 'openpgp-revocs.d', `${revoked.toUpperCase()}.rev`),
      'utf8',
    ).replace(/^:/m, '')
    home.gpg(['--import'], rev)
    const ada = await member('Ada')
    const file = join(await temporaryFolder(), 'secrets.gpg')
    const clock = () => new Date(Date.now() + 60_000)
    const vault = ada.open(file, { clock })
    await vault.set([{ name: 'A', value: '1' }])
    const armored = (fingerprint: string) => home.gpg(['--armor', '--export', fingerprint]).toString()
    await expect(vault.recipients.add(armored(expired))).rejects.toMatchObject({
      code: 'RECIPIENT_EXPIRED',
      data: { fingerprint: expired },
    })
    await expect(vault.recipients.add(armored(revoked))).rejects.toMatchObject({
      code: 'RECIPIENT_REVOKED',
      data: { fingerprint: revoked },
    })
  })
})

describe.runIf(GPG_EXPECTED)('a recipient in the person’s gpg', () => {
  it('is added by its fingerprint alone', async () => {
    const home = await gnupgHome()
    const fingerprint = generateKey(home, ECC)
    const ada = await member('Ada')
    const file = join(await temporaryFolder(), 'secrets.gpg')
    const vault = ada.open(file, { env: { ...ada.env, GNUPGHOME: home.env.GNUPGHOME ?? '' } })
    await vault.set([{ name: 'A', value: '1' }])
    expect(await vault.recipients.add(fingerprint.toUpperCase())).toEqual({ fingerprint, added: true, renewed: false })
    expect(home.tryGpg(['--decrypt', file]).stdout.toString()).toContain('"A": "1"')
  })

  it('prints the content and exits 2 where gpg does not know the signer', async () => {
    const home = await gnupgHome()
    const { file } = await vaultFor(home.gpg(['--armor', '--export', generateKey(home, ECC)]).toString())
    const { status, stdout } = home.tryGpg(['--decrypt', file])
    expect([status, JSON.parse(stdout.toString()).A]).toEqual([2, 'é 💥'])
  })

  it('can be the key of a new vault', async () => {
    const home = await gnupgHome()
    const key = generateKey(home, ECC)
    const place = await temporaryVault()
    await place.open({ env: home.env, passphrase: passphraseFrom({ env: {} }), key }).set([{ name: 'A', value: '1' }])
    expect(home.gpg(['--decrypt', place.file]).toString()).toContain('"A": "1"')
  })
})

describe.runIf(GPG_EXPECTED)('recipients that all advertise SEIPDv2', () => {
  it('still get what gpg reads', async () => {
    const { privateKey, publicKey } = await advertisingKey()
    const home = await gnupgHome()
    home.gpg(['--import'], privateKey)
    const file = join(await temporaryFolder(), 'secrets.gpg')
    const env = { ...homeIn(await temporaryFolder()), MESHROOM_KEY: privateKey }
    await openVault({ file, env }).set([{ name: 'A', value: '1' }])
    expect(home.gpg(['--decrypt', file]).toString()).toContain('"A": "1"')
    expect(await openVault({ file, env }).get('A')).toBe('1')
    const openpgp = await import('openpgp')
    const key = await openpgp.readKey({ armoredKey: publicKey })
    const packets = await packetTags(readFileSync(file, 'utf8'))
    expect((await key.getPrimaryUser()).selfCertification.features?.[0]).toBe(0b1001)
    expect(packets).toEqual(['1 v3', '18 v1'])
  })
})

describe.runIf(SQ_EXPECTED)('with a key of sq', () => {
  it.each(['cv25519', 'rsa3k'])(
    '%s: sq reads what we write for it, and we what sq writes',
    { timeout: 60_000 },
    async (suite) => {
      const folder = await temporaryFolder()
      const at = (name: string) => join(folder, name)
      sq(['key', 'generate', '--userid', 'Sq', '--cipher-suite', suite, '--export', at('key.pgp')])
      const certificate = sq(['key', 'extract-cert', at('key.pgp')])
      const { file, ada } = await vaultFor(certificate)
      writeFileSync(at('ada.pgp'), await ada.publicKey())
      expect(
        JSON.parse(sq(['decrypt', '--recipient-key', at('key.pgp'), '--signer-cert', at('ada.pgp'), file])),
      ).toMatchObject({ A: 'é 💥' })
      const env = { ...homeIn(folder), MESHROOM_KEY: readFileSync(at('key.pgp'), 'utf8') }
      const theirs = openVault({ file, env })
      expect(await theirs.get('A')).toBe('é 💥')
      await theirs.set([{ name: 'B', value: 'by sq’s key' }])
      expect(await ada.open(file).get('B')).toBe('by sq’s key')
    },
  )

  it('with several subkeys for encryption', async () => {
    const folder = await temporaryFolder()
    const at = (name: string) => join(folder, name)
    for (const name of ['one', 'two']) sq(['key', 'generate', '--userid', name, '--export', at(`${name}.pgp`)])
    const [, subkey = ''] =
      /Subkey: ([0-9A-F]{40})(?:(?!Subkey:)[\s\S])*transport/.exec(sq(['inspect', at('two.pgp')])) ?? []
    writeFileSync(at('both.pgp'), sq(['key', 'adopt', '--keyring', at('two.pgp'), '--key', subkey, at('one.pgp')]))
    const { file } = await vaultFor(sq(['key', 'extract-cert', at('both.pgp')]))
    expect(JSON.parse(sq(['decrypt', '--recipient-key', at('both.pgp'), file]))).toMatchObject({ A: 'é 💥' })
  })

  it('that expired, or was revoked: nothing is written for it, with a code that says which', async () => {
    const folder = await temporaryFolder()
    const at = (name: string) => join(folder, name)
    const old = ['--creation-time', '20200101', '--expires-in', '1d']
    sq(['key', 'generate', '--userid', 'Old', ...old, '--export', at('old.pgp')])
    sq(['key', 'generate', '--userid', 'Left', '--export', at('left.pgp')])
    const certificate = sq(['key', 'extract-cert', at('left.pgp')])
    const key = ['--certificate', at('left.pgp'), '--revocation-key', at('left.pgp')]
    const revocation = sq(['revoke', 'certificate', ...key, 'retired', 'left'])
    const bytes = Buffer.concat([await dearmored(certificate), await dearmored(revocation)])
    const { armor, enums } = await import('openpgp')
    const revoked = String(armor(enums.armor.publicKey, bytes))
    const ada = await member('Ada')
    const vault = ada.open(join(folder, 'secrets.gpg'))
    await vault.set([{ name: 'A', value: '1' }])
    const expired = sq(['key', 'extract-cert', at('old.pgp')])
    await expect(vault.recipients.add(expired)).rejects.toMatchObject({ code: 'RECIPIENT_EXPIRED' })
    await expect(vault.recipients.add(revoked)).rejects.toMatchObject({ code: 'RECIPIENT_REVOKED' })
  })

  it.each(['none', 'zip', 'zlib', 'bzip2', 'pad'])(
    'what sq encrypts for ours is read: compression %s',
    async (compression) => {
      const folder = await temporaryFolder()
      const ada = await member('Ada')
      const [file, key] = [join(folder, 'p', 'secrets.gpg'), join(folder, 'ada.pgp')]
      await mkdir(dirname(file))
      writeFileSync(key, await ada.publicKey())
      sq(['encrypt', '--recipient-cert', key, '--compression', compression, '--output', file], '{"A":"by sq"}')
      expect(await ada.open(file).get('A')).toBe('by sq')
    },
  )
})

describe.runIf(GPG_EXPECTED)('what gpg encrypts for ours', () => {
  it.each([
    ['AES-256', ['--cipher-algo', 'AES256']],
    ['AES-128', ['--cipher-algo', 'AES128']],
    ['Triple-DES', ['--cipher-algo', '3DES']],
    ['compressed', ['--compress-algo', 'zlib']],
    ['compressed with bzip2', ['--compress-algo', 'bzip2']],
    ['not compressed', ['--compress-algo', 'none']],
    ['as text', ['--textmode']],
    ['armored', ['--armor']],
  ])('%s is read', async (_what, args) => {
    const home = await gnupgHome()
    const ada = await member('Ada')
    home.gpg(['--import'], await ada.publicKey())
    const file = join(await temporaryFolder(), 'p', 'secrets.gpg')
    await mkdir(dirname(file))
    const encrypt = ['--trust-model', 'always', ...args, '-r', await ada.fingerprint(), '--encrypt']
    writeFileSync(file, home.gpg(encrypt, '{"A":"by gpg"}'))
    expect(await ada.open(file).get('A')).toBe('by gpg')
  })
})

/** A vault of Ada's that the key can read too. */
async function vaultFor(publicKey: string) {
  const ada = await member('Ada')
  const file = join(await temporaryFolder(), 'secrets.gpg')
  await ada.open(file).set([{ name: 'A', value: 'é 💥' }])
  await ada.open(file).recipients.add(publicKey)
  return { file, ada }
}

function severalSubkeys(home: GnupgHome): string {
  const fingerprint = generateKey(home, ECC)
  for (const [algorithm, usage] of [
    ['rsa2048', 'encr'],
    ['ed25519', 'sign'],
    ['cv25519', 'encr'],
    ['ed25519', 'auth'],
  ] as const) {
    home.gpg(['--passphrase', '', '--quick-add-key', fingerprint, algorithm, usage, 'never'])
  }
  return fingerprint
}

/** Made with the clock set back. */
function expiredSubkey(home: GnupgHome): string {
  const fingerprint = generateKey(home, ['Key-Type: eddsa', 'Key-Curve: ed25519', 'Creation-Date: 20200101T000000'])
  home.gpg([
    '--faked-system-time',
    '20200102T000000',
    '--passphrase',
    '',
    '--quick-add-key',
    fingerprint,
    'cv25519',
    'encr',
    '1y',
  ])
  home.gpg(['--passphrase', '', '--quick-add-key', fingerprint, 'cv25519', 'encr', 'never'])
  return fingerprint
}

/** The keyring has the subkeys only. */
function offlinePrimary(home: GnupgHome): string {
  home.gpg(['--passphrase', '', '--quick-generate-key', 'offline', 'ed25519', 'cert', 'never'])
  const fingerprint = home.fingerprint('offline')
  home.gpg(['--passphrase', '', '--quick-add-key', fingerprint, 'ed25519', 'sign', 'never'])
  home.gpg(['--passphrase', '', '--quick-add-key', fingerprint, 'cv25519', 'encr', 'never'])
  const subkeys = home.gpg(['--export-secret-subkeys', fingerprint])
  home.gpg(['--yes', '--delete-secret-keys', fingerprint.toUpperCase()])
  home.gpg(['--import'], subkeys)
  return fingerprint
}

function sq(args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync('sq', args, { input, encoding: 'utf8' })
  expect(error).toBeUndefined()
  expect(status, stderr).toBe(0)
  return stdout
}

async function dearmored(armored: string): Promise<Uint8Array> {
  const { unarmor } = await import('openpgp')
  return (await unarmor(armored)).data as Uint8Array
}

/** Tag and version of the outer packets. */
async function packetTags(armored: string): Promise<string[]> {
  const openpgp = await import('openpgp')
  const { packets } = await openpgp.readMessage({ armoredMessage: armored })
  return packets.map((packet) => {
    const { tag } = packet.constructor as unknown as { tag: number }
    return `${tag} v${'version' in packet ? packet.version : '?'}`
  })
}
