import { expect, test } from 'vitest'
import type { LockHolder } from './lock-holder.ts'
import { type HolderSight, mayHold } from './may-hold.ts'

const holder: LockHolder = {
  pid: 4711,
  host: 'soc-1',
  since: '2026-01-01T00:00:00.000Z',
  command: 'up',
  identity: 'boot 1',
  namespace: 'pid:[1]',
  token: 'a',
}
const here: HolderSight = { host: 'soc-1', namespace: 'pid:[1]', process: { identity: 'boot 1' } }
const { namespace: _, ...earlier } = holder

test.each<[string, boolean, LockHolder, HolderSight]>([
  ['the process itself', true, holder, here],
  ['a later one with its pid', false, holder, { ...here, process: { identity: 'boot 2' } }],
  ['none with its pid', false, holder, { ...here, process: undefined }],
  ['one that the system does not let us identify', true, holder, { ...here, process: { identity: null } }],
  ['one that could not identify itself', true, { ...holder, identity: null }, here],
  ['another host', true, holder, { ...here, host: 'soc-2', process: undefined }],
  ['another PID namespace', true, holder, { ...here, namespace: 'pid:[2]', process: undefined }],
  [
    'another PID namespace, where its pid is another',
    true,
    holder,
    { ...here, namespace: 'pid:[2]', process: { identity: 'boot 2' } },
  ],
  ['a PID namespace that cannot be told', true, holder, { ...here, namespace: null, process: undefined }],
  ['a lock of an earlier version, whose process is gone', false, earlier, { ...here, process: undefined }],
  ['a lock of an earlier version, whose process lives', true, earlier, here],
])('%s: may hold the lock is %o', (_, expected, of, sight) => {
  expect(mayHold(of, sight)).toBe(expected)
})
