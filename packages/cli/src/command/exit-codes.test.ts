import { expect, test } from 'vitest'
import { exitCodeOf } from './exit-codes.ts'

test.each([
  ['HOOK_FAILED', 1],
  ['HOOK_TIMEOUT', 1],
  ['HTTP_STATUS', 1],
  ['GIT_FAILED', 1],
  ['VAULT_DAMAGED', 1],
  ['PASSPHRASE_WRONG', 1],
  ['ENOSPC', 1],
  ['ERR_MODULE_NOT_FOUND', 1],
  ['INTERNAL', 1],
  ['PLAN_STALE', 1],
  ['SIGNER_UNKNOWN', 1],
  ['SCRATCH_NOT_MADE', 1],
  ['STATE_NOT_WRITTEN', 1],
  ['PLAN_UNREADABLE', 2],
  ['ENVIRONMENT_UNKNOWN', 2],
  ['KEY_AMBIGUOUS', 2],
  ['HTTP_URL_INVALID', 2],
  ['HTTP_SETTING_UNKNOWN', 2],
  ['PLUG_NO_MATCH', 2],
  ['PROJECT_NOT_FOUND', 2],
  ['INPUT_REQUIRED', 2],
  ['USAGE', 2],
  ['PASSPHRASE_REQUIRED', 2],
  ['PULL_NO_HOOK', 2],
  ['PUBLISH_NO_HOOK', 2],
  ['PLAY_NO_HOOK', 2],
  ['VAULT_LOCKED', 4],
  ['RUN_LOCKED', 4],
  ['HOOKS_NOT_TRUSTED', 5],
  ['HOOK_CANCELLED', 130],
  ['INTERRUPTED', 130],
  ['STEP_CUT_OFF', 130],
])('%s exits %i', (code, exit) => {
  expect(exitCodeOf(code)).toBe(exit)
})
