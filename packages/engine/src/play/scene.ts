import type { JsonValue } from '@meshroom/hooks-sdk'
import type { Instance, Integration, Mode, Product, Role } from '@meshroom/model'
import type { HookDeclaration } from '../hooks/hook-declaration.ts'
import type { PlugRef } from '../plan/plan.ts'
import type { SideOfPlug } from '../run/hook-input.ts'

/** One end of what is played. */
export interface Actor {
  readonly role: Role
  readonly instance: Instance
  readonly product: Product
  readonly hooks: readonly HookDeclaration[]
  readonly integration?: Integration
  /** Absent when an instance is played alone. */
  readonly side?: SideOfPlug
}

/** What is played, with everything that hooks of either end may need. */
export interface Scene {
  /** As the project has it, where what was typed was near enough. */
  readonly topic: string
  readonly mode: Mode
  readonly format?: string
  /** Absent when an instance is played alone. */
  readonly plug?: PlugRef
  /** What the plug's setup put out. */
  readonly outputs: Readonly<Record<string, JsonValue>>
  /** By role; of an instance alone, the roles it could play. */
  readonly actors: readonly Actor[]
}
