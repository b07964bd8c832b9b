import { countUp, groupMesh } from '../../mesh/group-mesh.ts'
import type { MeshData } from '../../mesh/mesh-data.ts'
import { escapeXml } from '../escape-text.ts'
import { labelBundle } from '../picture-of-groups.ts'
import { drawArrows } from './draw-arrow.ts'
import { frameSvg } from './frame-svg.ts'
import { type PlacedBundle, type PlacedChip, type PlacedGroup, placeGroups } from './place-groups.ts'

/** The format of a screen and of a sheet of paper on its side. */
const room = { width: 1600, height: 1000 }

/** A mesh of many instances: those of a product in one frame, and the plugs between two products as one arrow. */
export function drawGroups(mesh: MeshData): string {
  const { width, height, groups, arrows } = placeGroups(groupMesh(mesh), { room, labelOf: labelBundle, widest: 170 })
  const instances = groups.reduce((sum, { chips }) => sum + chips.length, 0)
  return frameSvg({
    width,
    height,
    title: `Mesh: ${instances} instances of ${groups.length} products, ${mesh.plugs.length} plugs`,
    content: [...groups.map(drawGroup), ...drawArrows(arrows, sayUp)],
    note: 'Blue carries data, orange actions; dashed is partly up, grey is down.',
  })
}

function sayUp({ bundle }: PlacedBundle): string {
  return ` (${countUp(bundle)} of ${bundle.plugs.length} up)`
}

function drawGroup({ group, title, x, y, width, height, chips }: PlacedGroup): string {
  return [
    `<g class="frame"><title>${escapeXml(group.product)}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    `<text class="name" x="${x + width / 2}" y="${y + 18}">${escapeXml(title)}</text>`,
    ...chips.map(drawChip),
    '</g>',
  ].join('')
}

function drawChip({ name, title, x, y, width, height }: PlacedChip): string {
  return [
    `<g class="chip"><title>${escapeXml(name)}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    `<text x="${x + width / 2}" y="${y + height / 2 + 4.5}">${escapeXml(title)}</text></g>`,
  ].join('')
}
