export type { EngineEvent, EventError, LogLevel } from './events.ts'
export type { HookDeclaration, HookManifest } from './hooks/hook-declaration.ts'
export type { Plan, PlanStep, PlugRef } from './plan/plan.ts'
export type { EnginePorts, Prompter, PromptRequest, SecretOwner, SecretStore } from './ports.ts'
