import { actionCalls } from './calls/action-calls.ts'
import { formatCalls } from './calls/format-calls.ts'
import { intakeCalls } from './calls/intake-calls.ts'
import { moduleCalls } from './calls/module-calls.ts'
import { playbookCalls } from './calls/playbook-calls.ts'
import { searchCalls } from './calls/search-calls.ts'

export { intakeRoutes } from './calls/intake-calls.ts'

/** The calls of the API; what is none of them is refused. */
export const routes = [...intakeCalls, ...formatCalls, ...searchCalls, ...moduleCalls, ...actionCalls, ...playbookCalls]
