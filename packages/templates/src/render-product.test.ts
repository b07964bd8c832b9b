import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse, parseDocument } from 'yaml'
import { listTemplates } from './list-templates.ts'
import { renderProduct } from './render-product.ts'

const definition = (...args: Parameters<typeof renderProduct>) => parse(renderProduct(...args)['definition.yaml']!)

test('there is a template for each category', () => {
  expect(listTemplates()).toEqual([
    'antivirus',
    'assistant',
    'caasm',
    'cnapp',
    'deception',
    'dfir',
    'drp',
    'easm',
    'edr',
    'email-security',
    'exposure-assessment',
    'exposure-management',
    'exposure-validation',
    'firewall',
    'idp',
    'itdr',
    'itsm',
    'mdr',
    'ndr',
    'pam',
    'sandbox',
    'siem',
    'soar',
    'sse',
    'tip',
    'vulnerability-scanner',
    'waf',
    'xdr',
  ])
})

describe('an EDR', () => {
  const edr = definition('edr', 'myedr')

  test('consumes events, produces events and alerts, and executes a containment', () => {
    expect(edr).toMatchObject({ name: 'myedr', tags: ['edr'] })
    expect(edr.consumes.events).toMatchObject([{ mode: 'push' }])
    expect(edr.produces.events).toEqual([{ mode: 'push', format: 'json' }])
    expect(edr.produces.alerts).toMatchObject([{ mode: 'push' }, { mode: 'pull' }])
    expect(edr.executes.contain).toEqual([{ target: 'device' }])
  })

  test('leaves to its author what makes it special', () => {
    expect(Object.keys({ ...edr.consumes, ...edr.produces })).not.toContain('threats')
    expect(edr.executes).not.toHaveProperty('search_threat')
  })

  test('asks for one secret only, so that adding a tenant does', () => {
    expect(edr.settings).toMatchObject([
      { name: 'API_URL', default: 'https://myedr.example/api' },
      { name: 'API_KEY', secret: true },
    ])
  })
})

test('without a template a product has no capability and no hook', () => {
  expect(renderProduct(undefined, 'blank')).toEqual({ 'definition.yaml': 'name: blank\ntags: []\n' })
})

test('the schema comes first, where editors look for it, and the vendor after the name', () => {
  const text = renderProduct('siem', 'mysiem', {
    vendor: 'Acme: Corp',
    schemaUrl: 'https://schemas.example/product.json',
  })
  expect(text['definition.yaml']!.split('\n').slice(0, 3)).toEqual([
    '# yaml-language-server: $schema=https://schemas.example/product.json',
    'name: mysiem',
    'vendor: "Acme: Corp"',
  ])
})

test('an unknown template is refused with those that may have been meant', () => {
  const failure = (template: string) => {
    try {
      return renderProduct(template, 'x')
    } catch (error) {
      return error
    }
  }
  expect(failure('sime')).toMatchObject({
    code: 'TEMPLATE_UNKNOWN',
    message: 'there is no template "sime"',
    hint: 'did you mean siem?',
    data: { candidates: ['siem'] },
  })
  expect(failure('EDR')).toMatchObject({ data: { candidates: expect.arrayContaining(['edr']) } })
  expect(failure('exposure')).toMatchObject({
    data: { candidates: ['exposure-assessment', 'exposure-management', 'exposure-validation'] },
  })
  expect(failure('quantum-toaster')).toMatchObject({
    hint: expect.stringContaining('take one of antivirus, assistant'),
    data: { candidates: [] },
  })
  expect(failure('../hooks')).toMatchObject({ code: 'TEMPLATE_UNKNOWN' })
})

test('every template renders to YAML without a fault, and leaves no placeholder', () => {
  for (const template of listTemplates()) {
    const files = renderProduct(template, 'product')
    expect(parseDocument(files['definition.yaml']!, { uniqueKeys: true }).errors).toEqual([])
    expect(Object.keys(files)).toEqual(Object.keys(files).sort())
    expect(Object.values(files).join()).not.toMatch(/\{\{/)
  }
})

test('any name and vendor survives in YAML and in TypeScript', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('yes', 'null', '1e3', '- x', 'a: b', "'", '"', `$\{x}`, '$&'),
  )
  fc.assert(
    fc.property(text, text, (name, vendor) => {
      const files = renderProduct('edr', name, { vendor })
      expect(parse(files['definition.yaml']!)).toMatchObject({ name, vendor })
      const [literal] = files['contain.ts']!.match(/'products\/.*: complete runContain'/s)!
      expect(evaluate(literal!)).toBe(`products/${name}/contain.ts: complete runContain`)
    }),
  )
})

/** The value of one string literal; anything that broke out of it is a syntax error or another value. */
function evaluate(literal: string): unknown {
  return new Function(`'use strict'; return (${literal})`)()
}
