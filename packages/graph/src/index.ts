export type {
  CapabilityData,
  ConstraintValue,
  DeclaredCapability,
  Mode,
  Role,
} from './match/capability.ts'
export { explainMismatch, type MismatchReason } from './match/explain-mismatch.ts'
export { matchCapabilities } from './match/match-capabilities.ts'
export { toCapabilityData } from './match/to-capability-data.ts'
