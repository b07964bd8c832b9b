import type { PageData } from '../src/render/page/page-data.ts'
import { openAtlas } from './atlas.ts'
import { buildPage } from './build-page.ts'
import { firstState, Store } from './page-state.ts'

const data: PageData = JSON.parse(document.getElementById('data')?.textContent ?? '')
buildPage(openAtlas(data), new Store(firstState(data.view)))
