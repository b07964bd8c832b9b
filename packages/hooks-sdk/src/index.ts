export type * from './context.ts'
export {
  check,
  consume,
  type DefineHook,
  type DefineSideHook,
  execute,
  produce,
  publish,
  pull,
  scaffold,
  setup,
  teardown,
  trigger,
  watch,
} from './define-hooks.ts'
export { HookError, RetryableError } from './errors.ts'
export {
  type CheckResult,
  type Hook,
  type HookFunctions,
  type HookKind,
  type HookOptions,
  hookVersion,
  type ProduceResult,
  type PublishResult,
  type PullResult,
  type WatchRecord,
} from './hook.ts'
