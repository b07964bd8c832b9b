export { listTemplates } from './list-templates.ts'
export { type RenderProductOptions, renderProduct } from './render-product.ts'
export { type RenderProjectOptions, renderProject } from './render-project.ts'
export { TemplateError, type TemplateErrorOptions } from './template-error.ts'
