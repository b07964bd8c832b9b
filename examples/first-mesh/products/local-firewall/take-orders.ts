import { check, setup, teardown } from '@meshroom/hooks-sdk'
import { checkGate, closeGate, openGate } from './gate.ts'

export const openDenyGate = setup.executor({ topic: 'deny', mode: 'push', title: 'take orders to deny' }, (context) =>
  openGate(context, 'deny'),
)

export const openAllowGate = setup.executor(
  { topic: 'allow', mode: 'push', title: 'take orders to allow' },
  (context) => openGate(context, 'allow'),
)

export const openQueryGate = setup.executor(
  { topic: 'query', mode: 'push', title: 'answer what is denied' },
  (context) => openGate(context, 'query'),
)

export const closeOrderGate = teardown.executor(
  { mode: 'push', title: 'take no more orders; keep the blocklist' },
  closeGate,
)

export const checkOrderGate = check.executor({ mode: 'push' }, checkGate)
