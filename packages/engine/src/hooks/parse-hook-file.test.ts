import type { Integration } from '@meshroom/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HookSource, parseHookFile } from './parse-hook-file.ts'

const file = 'products/myedr/search_threat.ts'

const searchExecutor: Integration = {
  product: 'myedr',
  target: 'sekoia',
  topic: 'search_threat',
  role: 'executor',
  mode: 'push',
  settings: [],
  ownsBoth: false,
  extra: {},
  file: 'products/myedr/integrations/sekoia/search_threat_executor.yaml',
}

const beside = { file: 'products/myedr/integrations/sekoia/search_threat_executor.ts', integration: searchExecutor }

function read(text: string, more: Partial<HookSource> = {}) {
  return parseHookFile({ product: 'myedr', file, text, ...more })
}

async function declared(text: string, more: Partial<HookSource> = {}) {
  const { hooks, diagnostics } = await read(text, more)
  expect(diagnostics).toEqual([])
  return hooks
}

/** `code line:column` of every problem. */
async function problems(text: string, more: Partial<HookSource> = {}) {
  const { diagnostics } = await read(text, more)
  return diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`)
}

const sdk = `import { setup, teardown, produce, watch, consume, pull } from '@meshroom/hooks-sdk'\n`

describe('a hook is a named export made by a factory of the SDK', () => {
  it('reads the example of the tutorial', async () => {
    const text = `import { setup } from '@meshroom/hooks-sdk'

export const installSearchPlugin = setup.executor('search_threat', async ({ integration, plug, instance, log, signal }) => {
  const someSecret = await plug.secret('SOME_SECRET')
  throw new Error('implement the setup here')
})
`
    expect(await declared(text)).toEqual([
      {
        id: 'products/myedr/search_threat.ts#installSearchPlugin',
        product: 'myedr',
        file,
        export: 'installSearchPlugin',
        kind: 'setup',
        role: 'executor',
        options: { topic: 'search_threat' },
        place: { file, line: 3, column: 14 },
      },
    ])
  })

  it.each([
    ['an alias', `import { setup as prepare } from '@meshroom/hooks-sdk'\nexport const a = prepare.consumer(() => {})`],
    ['the namespace', `import * as hooks from '@meshroom/hooks-sdk'\nexport const a = hooks.setup.consumer(() => {})`],
    ['a quoted role', `${sdk}export const a = setup['consumer'](() => {})`],
    ['a constant', `${sdk}const prepare = setup.consumer\nexport const a = prepare(() => {})`],
    ['a later export', `${sdk}const a = setup.consumer(() => {})\nexport { a }`],
    ['another name', `${sdk}const made = setup.consumer(() => {})\nexport { made as a }`],
    [
      'a constant of a constant',
      `${sdk}const made = setup.consumer(() => {})\nconst again = made\nexport { again as a }`,
    ],
    ['let', `${sdk}export let a = setup.consumer(() => {})`],
    ['satisfies', `${sdk}export const a = setup.consumer(() => {}) satisfies object`],
    ['a byte order mark', `\uFEFF${sdk}export const a = setup.consumer(() => {})`],
    [
      'types of its own',
      `${sdk}interface X { y: string }\nexport const a = setup.consumer((c): void => { const x: X = { y: '日本' }; void x })`,
    ],
  ])('by %s', async (_, text) => {
    const [hook, ...more] = await declared(text)
    expect(more).toEqual([])
    expect(hook).toMatchObject({ export: 'a', kind: 'setup', role: 'consumer', options: {} })
  })

  it('knows consume as watch', async () => {
    expect(await declared(`${sdk}export const a = consume('events', async function* () {})`)).toMatchObject([
      { kind: 'watch', options: { topic: 'events' } },
    ])
  })

  it('takes role, topic and mode from the manifest it stands beside', async () => {
    const [hook] = await declared(`${sdk}export const a = setup({ title: 'Install' }, () => {})`, beside)
    expect(hook).toMatchObject({
      role: 'executor',
      options: { title: 'Install' },
      integration: { target: 'sekoia', topic: 'search_threat', role: 'executor', mode: 'push' },
    })
  })

  it('has nothing to say about files without hooks', async () => {
    expect(await read('this is not even code')).toEqual({ hooks: [], diagnostics: [] })
    expect(await declared(`import type { SideContext } from '@meshroom/hooks-sdk'\nexport const x = 1`)).toEqual([])
  })
})

describe('options are literals', () => {
  it.each([
    [`{ topic: 'events', mode: 'pull' }`, { topic: 'events', mode: 'pull' }],
    [`{ 'topic': \`events\`, order: -1, timeout: 1_000 }`, { topic: 'events', order: -1, timeout: 1000 }],
    [`{ requires: ['a', 'b'] as const, ownsBoth: true } satisfies object`, { requires: ['a', 'b'], ownsBoth: true }],
    [`{ ...shared, mode: 'push' }`, { topic: 'events', format: 'json', mode: 'push' }],
    [`{ topic: names.events, format: undefined }`, { topic: 'events' }],
    [`shared`, { topic: 'events', format: 'json' }],
    [`topic`, { topic: 'events' }],
    [`{ topic }`, { topic: 'events' }],
  ])('reads %s', async (options, expected) => {
    const text = `${sdk}const topic = 'events'
const shared = { topic: 'events', format: 'json' } as const
const names = { events: 'events' }
export const a = setup(${options}, () => {})`
    expect(await declared(text)).toMatchObject([{ options: expected }])
    expect((await declared(text))[0]?.options).toEqual(expected)
  })

  it.each([
    ['a call', `export const a = setup({ topic: topicOf() }, () => {})`, '2:33'],
    ['a template', `export const a = setup({\n  topic: \`x\${y}\`,\n}, () => {})`, '3:10'],
    ['an unknown name', `export const a = setup(topic, () => {})`, '2:24'],
    ['a variable', `let topic = 'x'\nexport const a = setup(topic, () => {})`, '3:24'],
    ['a sum', `export const a = setup({ timeout: 5 * 60 }, () => {})`, '2:35'],
    ['a foreign spread', `export const a = setup({ ...defaults }, () => {})`, '2:29'],
    ['a computed key', `export const a = setup({ [key]: 1 }, () => {})`, '2:27'],
    ['a prototype', `export const a = setup({ __proto__: {} }, () => {})`, '2:26'],
    ['a cycle', `const x = y\nconst y = x\nexport const a = setup(x, () => {})`, '4:24'],
    [
      'a bomb',
      `const a1 = [1,1,1,1,1,1,1,1]\nconst a2 = [a1,a1,a1,a1,a1,a1,a1,a1]\nconst a3 = [a2,a2,a2,a2,a2,a2,a2,a2]\nconst a4 = [a3,a3,a3,a3,a3,a3,a3,a3]\nconst a5 = [a4,a4,a4,a4,a4,a4,a4,a4]\nexport const a = setup({ requires: a5 }, () => {})`,
      '2:23',
    ],
    ['spread arguments', `const args = []\nexport const a = setup(...args)`, '3:18'],
  ])('and %s is not one', async (_, text, place) => {
    expect(await problems(sdk + text)).toEqual([`HOOK_OPTION_NOT_LITERAL ${place}`])
    expect((await read(sdk + text)).hooks).toEqual([])
  })

  it.each([
    [`{ topc: 'events' }`, 'HOOK_OPTION_UNKNOWN 2:26'],
    [`{ ownboth: true }`, 'HOOK_OPTION_UNKNOWN 2:26'],
    [`{ mode: 'poll' }`, 'HOOK_OPTION_WRONG_TYPE 2:32'],
    [`{ order: 'middle' }`, 'HOOK_OPTION_WRONG_TYPE 2:33'],
    [`{ timeout: 0 }`, 'HOOK_OPTION_WRONG_TYPE 2:35'],
    [`{ requires: 'key' }`, 'HOOK_OPTION_WRONG_TYPE 2:36'],
    [`{ topic: 3 }`, 'HOOK_OPTION_WRONG_TYPE 2:33'],
    [`{ ownsBoth: 'yes' }`, 'HOOK_OPTION_WRONG_TYPE 2:36'],
    [`''`, 'HOOK_OPTION_WRONG_TYPE 2:24'],
    [`7`, 'HOOK_OPTION_WRONG_TYPE 2:24'],
  ])('%s is refused', async (options, problem) => {
    const { hooks } = await read(`${sdk}export const a = setup(${options}, () => {})`)
    expect(await problems(`${sdk}export const a = setup(${options}, () => {})`)).toEqual([problem])
    expect(hooks).toEqual([])
  })

  it('keeps a hook with an option that only a newer SDK may know', async () => {
    const { hooks, diagnostics } = await read(`${sdk}export const a = setup({ colour: 'red' }, () => {})`)
    expect(hooks).toMatchObject([{ export: 'a', options: {} }])
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'HOOK_OPTION_UNKNOWN' }])
  })

  it('says what was meant', async () => {
    const { diagnostics } = await read(`${sdk}export const a = setup({ keepWhenOverload: true }, () => {})`)
    expect(diagnostics[0]?.hint).toBe('did you mean "keepWhenOverloaded"?')
  })
})

describe('what would silently never run is said', () => {
  it.each([
    ['a default export', `export default setup(() => {})`, 'HOOK_DEFAULT_EXPORT 2:1'],
    ['a default export by name', `const a = setup(() => {})\nexport { a as default }`, 'HOOK_DEFAULT_EXPORT 3:15'],
    ['no export', `const a = setup(() => {})`, 'HOOK_NOT_EXPORTED 2:11'],
    ['a hook in a list', `export const all = [setup(() => {})]`, 'HOOK_NOT_EXPORTED 2:21'],
    ['a hook made by a function', `export const make = () => setup(() => {})`, 'HOOK_NOT_EXPORTED 2:27'],
    ['two names', `export const a = setup(() => {})\nexport { a as b }`, 'HOOK_EXPORTED_TWICE 3:15'],
    ['the same name twice', `export const a = setup(() => {})\nexport { a }`, 'HOOK_SYNTAX 3:10'],
    ['a role that is none', `export const a = setup.consumr(() => {})`, 'HOOK_ROLE_UNKNOWN 2:24'],
    ['a role where there is none', `export const a = produce.consumer(() => {})`, 'HOOK_ROLE_UNKNOWN 2:26'],
    ['no function', `export const a = setup('events')`, 'HOOK_ARGUMENTS 2:18'],
    ['no arguments', `export const a = setup()`, 'HOOK_ARGUMENTS 2:18'],
    ['require', `const { trigger } = require('@meshroom/hooks-sdk')`, 'HOOK_COMMONJS 2:21'],
    ['a type imported as a value', `import { SideContext } from '@meshroom/hooks-sdk'`, 'HOOK_IMPORT_UNKNOWN 2:10'],
    ['an enum', `enum Colour { Red }`, 'HOOK_TYPESCRIPT_NOT_ERASABLE 2:1'],
    ['a parameter property', `class A {\n  constructor(private x: number) {} }`, 'HOOK_TYPESCRIPT_NOT_ERASABLE 3:23'],
    ['an enum after wide letters', `const x = '日本'; enum A {}`, 'HOOK_TYPESCRIPT_NOT_ERASABLE 2:17'],
    ['an enum after a tab', `\tenum A {\n  B }`, 'HOOK_TYPESCRIPT_NOT_ERASABLE 2:2'],
    ['broken syntax', `export const a = = 3`, 'HOOK_SYNTAX 2:18'],
  ])('%s', async (_, text, problem) => {
    expect(await problems(sdk + text)).toEqual([problem])
  })

  it('finds broken syntax in JavaScript too', async () => {
    expect(await problems(`${sdk}\nexport const a = = 3`, { file: 'products/myedr/x.mjs' })).toEqual([
      'HOOK_SYNTAX 3:18',
    ])
  })

  it.each([
    ['another role', `export const a = setup.trigger(() => {})`, 'HOOK_ROLE_CONFLICT 2:18'],
    ['another topic', `export const a = setup('events', () => {})`, 'HOOK_TOPIC_CONFLICT 2:18'],
    ['another mode', `export const a = setup({ mode: 'pull' }, () => {})`, 'HOOK_MODE_CONFLICT 2:18'],
    ['a pull hook', `export const a = pull(() => {})`, 'HOOK_MISPLACED 2:18'],
  ])('%s than the manifest it stands beside', async (_, text, problem) => {
    expect(await problems(sdk + text, beside)).toEqual([problem])
    expect((await read(sdk + text, beside)).hooks).toEqual([])
  })

  it('keeps the other hooks of the file', async () => {
    const { hooks, diagnostics } = await read(
      `${sdk}export const a = setup(x, () => {})\nexport const b = teardown(() => {})`,
    )
    expect(hooks.map((hook) => hook.export)).toEqual(['b'])
    expect(diagnostics).toHaveLength(1)
  })
})

describe('whatever a file holds', () => {
  const text = `import { setup, check } from '@meshroom/hooks-sdk'
const shared = { topic: 'events', mode: 'push' } as const
export const install = setup.consumer({ ...shared, title: 'Install', timeout: 1_000 }, async ({ plug }: { plug: unknown }) => {
  if (plug) throw new Error(\`no \${String(plug)}\`)
})
export const look = check(() => ({ status: 'present' }))
`

  it('is read without a throw, and what is wrong has a place in it', async () => {
    const edit = fc.record({
      at: fc.nat(text.length),
      remove: fc.nat(12),
      insert: fc.oneof(
        fc.string({ maxLength: 6 }),
        fc.constantFrom('{', '`', '${', '=>', '<T>', 'enum A {}', '\n', '...', 'export ', "'"),
      ),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('x.ts', 'x.mjs'),
        async (edits, name) => {
          const mutated = edits.reduce(
            (all, { at, remove, insert }) => all.slice(0, at) + insert + all.slice(at + remove),
            text,
          )
          const { diagnostics } = await read(mutated, { file: name })
          const lines = mutated.split(/\r\n|[\n\r\u2028\u2029]/)
          for (const { line, column } of diagnostics) {
            expect(line).toBeLessThanOrEqual(lines.length)
            expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1)
          }
        },
      ),
      { numRuns: 400 },
    )
  })

  it.each([
    ['nested deeply', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['nested deeply in JavaScript', `${'('.repeat(50_000)}1${')'.repeat(50_000)}`],
  ])('is read when it is %s', async (name, expression) => {
    const file = name.endsWith('JavaScript') ? 'x.js' : 'x.ts'
    expect((await read(`${sdk}const x = ${expression}`, { file })).diagnostics).toMatchObject([{ severity: 'error' }])
    expect(await declared(`${sdk}export const a = setup(() => {})`)).toHaveLength(1)
  })

  it('is not read when it is huge', async () => {
    expect(await problems(`${sdk}//${'x'.repeat(1_000_000)}`)).toEqual(['HOOK_FILE_TOO_LARGE 1:1'])
  })
})
