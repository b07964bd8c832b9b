import { check, setup, teardown } from '@meshroom/hooks-sdk'
import { checkListener, closeListener, openListener } from './listener.ts'

export const openSyslogListener = setup.consumer(
  { topic: 'events', mode: 'push', format: 'syslog', title: 'open a syslog listener' },
  (context) => openListener(context, 'syslog'),
)

export const openHttpListener = setup.consumer(
  { topic: 'events', mode: 'push', format: 'json', title: 'open an HTTP listener' },
  (context) => openListener(context, 'http'),
)

export const closeEventListener = teardown.consumer(
  { topic: 'events', mode: 'push', title: 'close the listener; keep what was collected' },
  closeListener,
)

export const checkSyslogListener = check.consumer(
  { topic: 'events', mode: 'push', format: 'syslog', settles: true },
  (context) => checkListener(context, 'syslog'),
)

export const checkHttpListener = check.consumer(
  { topic: 'events', mode: 'push', format: 'json', settles: true },
  (context) => checkListener(context, 'http'),
)
