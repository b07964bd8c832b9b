import { expect, test } from 'vitest'
import { drawFailure } from './draw-failure.ts'
import { plain } from './paint.ts'

test('code and message, place, and every line of the next step', () => {
  expect(
    drawFailure(
      {
        code: 'PLUG_NO_MATCH',
        message: 'nothing sets up the trigger side',
        hint: 'meshroom create integration a b t trigger\nmeshroom plug t a b',
        file: 'products/a/definition.yaml',
        line: 7,
        column: 3,
      },
      plain,
    ).join('\n'),
  ).toBe(`error PLUG_NO_MATCH nothing sets up the trigger side
  at products/a/definition.yaml:7:3
  try: meshroom create integration a b t trigger
       meshroom plug t a b`)
})

test('a message from a tenant cannot write on the terminal', () => {
  expect(drawFailure({ code: 'HOOK_FAILED', message: 'bad\u001b]0;title\u0007 \u001b[31mred' }, plain)).toEqual([
    'error HOOK_FAILED bad red',
  ])
})
