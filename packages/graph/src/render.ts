export type { PageData, PageIntegration, PagePlug, PageProduct, PageView } from './render/page/page-data.ts'
export { renderPage } from './render/page/render-page.ts'
export {
  composePicture,
  type Picture,
  type PictureArrow,
  type PictureNode,
  type PictureOptions,
} from './render/picture.ts'
export { renderDot } from './render/render-dot.ts'
export { renderGraphml } from './render/render-graphml.ts'
export { renderJson } from './render/render-json.ts'
export { renderSvg } from './render/svg/render-svg.ts'
