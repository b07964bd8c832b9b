export {
  type BuildOptions,
  buildCapabilityGraph,
  type CapabilityGraph,
} from './capability-graph/build-capability-graph.ts'
export type { Edge, EdgeFilter } from './capability-graph/edge.ts'
export type { Explanation, NearMiss, Unanswered } from './capability-graph/explain-pair.ts'
export type { ProductData } from './capability-graph/graph-data.ts'
export type { Neighbor, NeighborFilter } from './capability-graph/list-neighbors.ts'
export type { Hub } from './capability-graph/measure-degrees.ts'
export type { TopicSummary } from './capability-graph/summarize-topics.ts'
export type { GapOptions, TopicKind } from './gaps/find-gaps.ts'
export type { Gap, MissingCapability, MissingPart, MissingSetup } from './gaps/gap.ts'
export type { SetupData } from './gaps/setup.ts'
export { GraphError, type GraphErrorOptions } from './graph-error.ts'
export type { Integration, IntegrationData } from './integrations/integration.ts'
export type { IntegrationFilter } from './integrations/list-integrations.ts'
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
export { buildMeshGraph, type MeshGraph } from './mesh/build-mesh-graph.ts'
export type { Coverage, Intent } from './mesh/check-coverage.ts'
export type { Loop } from './mesh/find-loops.ts'
export type { SinglePoints } from './mesh/find-single-points.ts'
export type { Impact } from './mesh/measure-impact.ts'
export type { InstanceData, MeshData, PlugData } from './mesh/mesh-data.ts'
export type { RenderMeshOptions } from './render/narrow-mesh.ts'
export type { RenderCapabilitiesOptions } from './render/render-capabilities.ts'
export { renderMermaid } from './render/render-mermaid.ts'
export type { RouteOptions } from './route/find-routes.ts'
export type { Route } from './route/route.ts'
