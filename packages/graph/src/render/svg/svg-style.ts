/** Colours of a picture, for light and dark. */
export const svgStyle = [
  ':root{--ground:#fff;--box:#f6f8fa;--rim:#8b98a8;--ink:#1c2733;--soft:#5a6776;--data:#1f6feb;--action:#b45309;--off:#8b98a8}',
  '@media(prefers-color-scheme:dark){:root{--ground:#0f151c;--box:#1b2530;--rim:#5c6b7c;--ink:#e6edf3;--soft:#9aa8b7;--data:#6cb0ff;--action:#f0a35e;--off:#6b7a8a}}',
  'text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;text-anchor:middle;fill:var(--ink)}',
  '.ground{fill:var(--ground)}.box rect{fill:var(--box);stroke:var(--rim)}.name{font-size:13px;font-weight:600}.detail{font-size:11px;fill:var(--soft)}',
  '.tag{pointer-events:none}.tag rect{fill:var(--ground)}.label{font-size:10.5px;fill:var(--soft)}',
  '.arrow path{fill:none;stroke-width:1.6;stroke:var(--data)}.arrow.action path{stroke:var(--action)}',
  '.arrow.off path{stroke:var(--off);stroke-dasharray:5 4}.arrow.partial path{stroke-dasharray:9 3}',
  '.head.data{fill:var(--data)}.head.action{fill:var(--action)}.head.off{fill:var(--off)}text.detail[x="16"],.start{text-anchor:start}',
  '.frame>rect{fill:var(--box);stroke:var(--rim)}.frame>.name{fill:var(--soft)}.chip rect{fill:var(--ground);stroke:var(--rim)}.chip text{font-size:12.5px}',
  '.mark{stroke-width:1.4}.mark.data{fill:var(--data);stroke:var(--data)}.mark.action{fill:var(--action);stroke:var(--action)}.mark.takes{fill:none}',
  '.shade{fill:var(--box)}.rule{stroke:var(--rim);stroke-opacity:.35}',
].join('')
