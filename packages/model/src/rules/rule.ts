import type { Diagnostic } from '../diagnostic.ts'
import type { Project } from '../project.ts'
import type { ManifestSource } from '../read/manifest-source.ts'
import type { ProjectLayout } from '../read/project-layout.ts'

/** A project with the sources it was read from, so that a rule can say the place of what it finds. */
export interface RuleInput {
  readonly project: Omit<Project, 'diagnostics'>
  readonly layout: ProjectLayout
  /** By file. */
  readonly sources: ReadonlyMap<string, ManifestSource>
}

/** A rule across manifests: returns what breaks it, in any order; never throws. */
export type Rule = (input: RuleInput) => readonly Diagnostic[]
