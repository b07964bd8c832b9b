// How local-collector asks {{target}} for {{topic}}: a POST of the arguments to the `url` that the setup of {{target}} puts out,
// with the plug's secret TOKEN as bearer token. Change it where {{target}} wants to be called in another way.
import { setup, teardown, trigger } from '@meshroom/hooks-sdk'
import { callExecutor, checkExecutor } from '../../call-executor.ts'

export const reachExecutor = setup({ title: 'reach the executor' }, checkExecutor)

/** Setup only looked: there is nothing to undo, which a hook must say. */
export const leaveExecutor = teardown({ title: 'let go of the executor' }, () => undefined)

export const callTheExecutor = trigger(callExecutor)
