import type { Diagnostic } from '@meshroom/model'
import { expect, test } from 'vitest'
import { drawDiagnostics, drawUnreadable } from './draw-diagnostics.ts'
import { plain } from './paint.ts'

const duplicate: Diagnostic = {
  severity: 'error',
  code: 'YAML_DUPLICATE_KEY',
  message: 'produces is there twice',
  hint: 'join the two',
  file: 'products/myedr/definition.yaml',
  line: 20,
  column: 1,
  related: [{ message: 'the first is here', file: 'products/myedr/definition.yaml', line: 4, column: 1 }],
}
const typo: Diagnostic = { ...duplicate, severity: 'warning', code: 'KEY_UNKNOWN', message: 'consume?' }

test('places first, so that terminals and editors can follow them, and a count last', () => {
  expect(drawDiagnostics([duplicate, typo], plain).slice(0, 3)).toEqual([
    'products/myedr/definition.yaml:20:1 error YAML_DUPLICATE_KEY produces is there twice',
    '  products/myedr/definition.yaml:4:1 the first is here',
    '  try: join the two',
  ])
  expect(drawDiagnostics([duplicate, typo], plain).at(-1)).toBe('1 error, 1 warning')
  expect(drawDiagnostics([], plain)).toEqual([])
})

test('commands that go on say so in one line, and nothing for warnings', () => {
  expect(drawUnreadable([duplicate, { ...duplicate, file: 'products/b/definition.yaml' }], plain)[0]).toBe(
    'warning products/myedr/definition.yaml:20:1 produces is there twice, and 1 more problem',
  )
  expect(drawUnreadable([typo], plain)).toEqual([])
})
