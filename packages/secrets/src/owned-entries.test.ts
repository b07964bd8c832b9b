import { describe, expect, it } from 'vitest'
import { temporaryVault } from '../test/temporary-vault.ts'
import { entryName } from './entry-name.ts'
import type { SecretOwner } from './vault.ts'

const edrB: SecretOwner = { kind: 'instance', product: 'edr', instance: 'b' }
const edrBC: SecretOwner = { kind: 'instance', product: 'edr', instance: 'b_c' }
const plug: SecretOwner = { kind: 'plug', source: 'edr', destination: 'b', topic: 'events', mode: 'push' }

describe('entries and their owners', () => {
  it('names entries as the Python tool does', () => {
    expect(entryName(edrB, 'API_KEY')).toBe('edr_b_API_KEY')
    expect(entryName(plug, 'TOKEN')).toBe('edr_b_events_push_TOKEN')
  })

  it('does not let an instance read what is another’s of the same name', async () => {
    const vault = (await temporaryVault()).open()
    await vault.setFor(edrB, { c_KEY: 'of b' })
    expect(await vault.getFor(edrB, 'c_KEY')).toBe('of b')
    expect(await vault.getFor(edrBC, 'KEY')).toBeUndefined()
    expect(await vault.keysFor(edrBC)).toEqual([])
    expect((await vault.removeOwner(edrBC)).removed).toEqual([])
    expect(await vault.getFor(edrB, 'c_KEY')).toBe('of b')
  })

  it('refuses a name that is another’s, and writes nothing of the call', async () => {
    const vault = (await temporaryVault()).open()
    await vault.setFor(edrB, { c_KEY: 'of b' })
    await expect(vault.setFor(edrBC, { OTHER: 'x', KEY: 'of b_c' })).rejects.toMatchObject({
      code: 'ENTRY_COLLISION',
      data: { name: 'edr_b_c_KEY', taken: 'instance b of edr', wanted: 'instance b_c of edr' },
    })
    expect(await vault.keysFor(edrBC)).toEqual([])
    expect(await vault.get('edr_b_c_KEY')).toBe('of b')
  })

  it('digests a value so that a change is noticed, for its owner alone, and nothing is told of equal values', async () => {
    const place = await temporaryVault()
    const vault = place.open()
    await vault.setFor(edrB, { c_KEY: 'same', OTHER: 'same' })
    const first = await vault.digestFor(edrB, 'c_KEY')
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(await vault.digestFor(edrB, 'OTHER')).not.toBe(first)
    expect(await vault.digestFor(edrBC, 'KEY')).toBeUndefined()
    expect(await vault.digestFor(edrB, 'NONE')).toBeUndefined()
    await vault.setFor(edrB, { c_KEY: 'changed' })
    expect(await vault.digestFor(edrB, 'c_KEY')).not.toBe(first)
    await vault.setFor(edrB, { c_KEY: 'same' })
    expect(await place.open().digestFor(edrB, 'c_KEY')).toBe(first)
  })

  it('keeps a plug apart from an instance of the same name', async () => {
    const vault = (await temporaryVault()).open()
    await vault.setFor(plug, { TOKEN: 'of the plug' })
    await expect(vault.setFor(edrB, { events_push_TOKEN: 'of b' })).rejects.toMatchObject({ code: 'ENTRY_COLLISION' })
    expect(await vault.keysFor(plug)).toEqual(['TOKEN'])
  })

  it('forgets single keys of one owner, and none of another’s of the same name', async () => {
    const vault = (await temporaryVault()).open()
    await vault.setFor(edrB, { c_KEY: '1', A: '2' })
    expect(await vault.unsetFor(edrBC, ['KEY'])).toEqual({ removed: [] })
    expect(await vault.unsetFor(edrB, ['A', 'nothing'])).toEqual({ removed: ['edr_b_A'] })
    expect(await vault.keysFor(edrB)).toEqual(['c_KEY'])
  })

  it('forgets all of one owner and nothing of others', async () => {
    const vault = (await temporaryVault()).open()
    await vault.setFor(edrB, { B: '2', A: '1' })
    await vault.setFor(edrBC, { A: '3' })
    expect(await vault.keysFor(edrB)).toEqual(['A', 'B'])
    expect(await vault.removeOwner(edrB)).toEqual({ removed: ['edr_b_A', 'edr_b_B'] })
    expect(await vault.keysFor(edrBC)).toEqual(['A'])
  })

  it('keeps the owner when a value is set by name', async () => {
    const vault = (await temporaryVault()).open()
    await vault.setFor(edrB, { KEY: '1' })
    await vault.set([{ name: 'edr_b_KEY', value: '2' }])
    expect(await vault.getFor(edrB, 'KEY')).toBe('2')
    expect((await vault.list())[0]).toMatchObject({ owner: edrB, key: 'KEY' })
  })
})

describe('entries without an owner', () => {
  it('are whose name they bear, when nobody else is known', async () => {
    const vault = (await temporaryVault()).open({ knownOwners: async () => [edrB] })
    await vault.set([{ name: 'edr_b_KEY', value: '1' }])
    expect(await vault.getFor(edrB, 'KEY')).toBe('1')
    expect(await vault.keysFor(edrB)).toEqual(['KEY'])
    await vault.setFor(edrB, { KEY: '2' })
    expect((await vault.list())[0]?.owner).toEqual(edrB)
  })

  it('are nobody’s when two could be meant', async () => {
    const vault = (await temporaryVault()).open({ knownOwners: async () => [edrB, edrBC] })
    await vault.set([{ name: 'edr_b_c_KEY', value: '1' }])
    const ambiguous = { code: 'ENTRY_AMBIGUOUS', data: { name: 'edr_b_c_KEY' } }
    await expect(vault.getFor(edrBC, 'KEY')).rejects.toMatchObject(ambiguous)
    await expect(vault.getFor(edrB, 'c_KEY')).rejects.toMatchObject(ambiguous)
    await expect(vault.setFor(edrBC, { KEY: '2' })).rejects.toMatchObject(ambiguous)
    expect(await vault.keysFor(edrB)).toEqual([])
    expect(await vault.removeOwner(edrBC)).toEqual({ removed: [] })
    expect(await vault.get('edr_b_c_KEY')).toBe('1')
  })
})
