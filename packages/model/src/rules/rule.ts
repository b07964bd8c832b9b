import type { Diagnostic } from '../diagnostic.ts'
import type { Project } from '../project.ts'
import type { ManifestSource } from '../read/manifest-source.ts'
import type { ProjectLayout } from '../read/project-layout.ts'

/** Manifests with places, by file. */
export interface Sources {
  get(file: string): ManifestSource | undefined
}

/** A project with the sources it was read from, so that a rule can say the place of what it finds. */
export interface RuleInput {
  readonly project: Omit<Project, 'diagnostics'>
  readonly layout: ProjectLayout
  /** Asked for what breaks a rule only: they may be parsed no earlier. */
  readonly sources: Sources
}

/** A rule across manifests: returns what breaks it, in any order; never throws. */
export type Rule = (input: RuleInput) => readonly Diagnostic[]
