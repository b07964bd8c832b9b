import type { Route } from '@meshroom/graph'
import { unknownName } from '../mesh/find-by-name.ts'
import type { Mesh } from '../mesh/mesh.ts'
import { buildProductGraph } from './build-product-graph.ts'
import { nameTwoProducts } from './name-product.ts'

export interface ListRoutesOptions {
  /** A product, or an instance of it. */
  readonly from: string
  readonly to: string
  readonly topic: string
  /** Most routes to find; 3 where unset. */
  readonly limit?: number
}

/**
 * Finds the cheapest ways for a topic from one product to another, through products that take it and pass it on.
 *
 * @throws MeshroomError `PRODUCT_UNKNOWN`, `PRODUCTS_EQUAL`, `TOPIC_UNKNOWN` where no product deals with such a topic
 */
export async function listRoutes(mesh: Mesh, { from, to, topic, limit }: ListRoutesOptions): Promise<readonly Route[]> {
  const [source, destination] = nameTwoProducts(mesh, [from, to])
  const graph = await buildProductGraph(mesh)
  const known = graph.topics.flatMap((each) => each.topic ?? [])
  if (!known.includes(topic)) {
    throw unknownName('TOPIC_UNKNOWN', `no product deals with "${topic}"`, {
      name: topic,
      known,
      otherwise: `meshroom gaps ${source.name} ${destination.name} --topic ${topic}`,
    })
  }
  return graph.route(source.name, destination.name, topic, { limit })
}
