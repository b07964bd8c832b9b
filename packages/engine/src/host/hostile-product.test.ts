import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { supported } from '@meshroom/test-nodes'
import { beforeAll, describe, expect, it } from 'vitest'
import { attempts, directAttempts, networkAttempts, refusalOf } from '../../test/host/hostile-attempts.ts'
import { hostFlags } from './host-flags.ts'

const run = promisify(execFile)
const program = fileURLToPath(new URL('../../test/host/play-hostile.ts', import.meta.url))

interface Played {
  readonly results: Readonly<Record<string, string>>
  /** Whose secrets the engine asked the vault for. */
  readonly owners: readonly { readonly product: string }[]
  readonly reached: number
  readonly files: readonly string[]
  /** Of what was there before. */
  readonly changed: readonly string[]
  readonly inspector: string | null
}

const nodes = [
  { node: 'Node 22', path: supported[22], deniesNetwork: false },
  { node: 'Node 24', path: supported[24], deniesNetwork: false },
  {
    node: 'the Node of these tests',
    path: process.execPath,
    deniesNetwork: process.allowedNodeEnvironmentFlags.has('--allow-net'),
  },
]

describe.each(nodes)('a hostile product on $node', ({ path, deniesNetwork }) => {
  let played: Played
  beforeAll(async () => {
    const flags = ['--no-warnings', '--conditions=@meshroom/source', program]
    played = JSON.parse((await run(path, flags)).stdout)
  })

  it.each([...Object.keys({ ...attempts, ...directAttempts }), ...(deniesNetwork ? Object.keys(networkAttempts) : [])])(
    'cannot %s',
    (name) => {
      const result = played.results[name]
      if (name === "read another product's secret") expect(played.owners).toEqual([])
      else expect(result).toMatch(refusalOf(name))
      expect(result).not.toContain('canary')
    },
  )

  it('left nothing behind, and reached nobody', () => {
    const { files, changed, reached } = played
    expect({ files, changed }).toEqual({ files: [], changed: [] })
    if (deniesNetwork) expect(reached).toBe(0)
  })

  it('cannot set a flag of V8, though it found a way past the runner', async () => {
    const limits = { read: [], write: [], heapMiB: 64, directNetwork: false }
    const flags = [...hostFlags(process.allowedNodeEnvironmentFlags, limits), '--input-type=module', '-e']
    const program = (flag: string) => `import v8 from 'node:v8'; v8.setFlagsFromString('${flag}'); console.log('set')`
    const { stdout = '', signal } = await run(path, [...flags, program('--print-opt-source')]).catch((ended) => ended)
    expect([stdout, signal]).toEqual(['', expect.stringMatching(/^SIG/)])
  })

  it("did not open the parent's inspector", () => {
    expect(played.inspector).toBeNull()
  })
})
