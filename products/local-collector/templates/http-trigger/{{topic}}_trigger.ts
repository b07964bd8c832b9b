// How local-collector asks {{target}} for {{topic}}: a POST of the arguments to the `url` that the setup of {{target}} puts out,
// with the plug's secret TOKEN as bearer token. Change it where {{target}} wants to be called in another way.
import { setup, trigger } from '@meshroom/hooks-sdk'
import { callExecutor, checkExecutor } from '../../call-executor.ts'

export const reachExecutor = setup({ title: 'reach the executor' }, checkExecutor)

export const callTheExecutor = trigger(callExecutor)
