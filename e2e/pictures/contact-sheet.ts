import { type ConditionName, conditionWords } from '../conditions'
import type { ListedPage } from '../listed-pages'

/** A picture that was taken; `file` is relative to the contact sheet. */
export interface Picture {
  page: ListedPage
  condition: ConditionName
  theme: string
  width: number
  file: string
}

const css = `
body { margin: 24px; background: #888; color: #000; font: 14px/1.4 system-ui, sans-serif }
h2 { margin: 32px 0 0 } h3 { margin: 16px 0 8px; font-weight: 500 }
.row { display: flex; align-items: flex-start; gap: 12px; overflow-x: auto }
figure { margin: 0 } figcaption { font-size: 12px }
img { display: block; height: 420px; width: auto; max-width: 720px; object-fit: cover; object-position: top }
`

/** One page of HTML that shows all pictures, page by page, condition by condition; each opens in its full size. */
export function writeContactSheet(pictures: readonly Picture[], takenAt: string): string {
  const pages = new Map<string, Picture[]>()
  for (const picture of pictures) pages.set(picture.page.id, [...(pages.get(picture.page.id) ?? []), picture])
  const parts = [...pages.values()].map((ofPage) => {
    const [first] = ofPage
    const title = first === undefined ? '' : `${first.page.id}: ${first.page.what}`
    const link = first === undefined ? '' : `<code>${escapeHtml(first.page.path)}</code>`
    return `<h2 id="${escapeHtml(first?.page.id ?? '')}">${escapeHtml(title)}</h2>${link}${writeConditions(ofPage)}`
  })
  const index = [...pages.keys()].map((id) => `<a href="#${escapeHtml(id)}">${escapeHtml(id)}</a>`).join(' · ')
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Fairlead in pictures</title><style>${css}</style>
<h1>Fairlead in pictures</h1><p>${pictures.length} pictures, taken ${escapeHtml(takenAt)}.</p><p>${index}</p>
${parts.join('\n')}
</html>
`
}

function writeConditions(pictures: readonly Picture[]): string {
  const conditions = [...new Set(pictures.map(({ condition }) => condition))]
  return conditions
    .map((condition) => {
      const figures = pictures
        .filter((picture) => picture.condition === condition)
        .map(({ file, theme, width, page }) => {
          const words = `${page.what}, ${condition}, ${theme}, ${width} px`
          return `<figure><a href="${file}"><img loading="lazy" src="${file}" alt="${escapeHtml(words)}"></a><figcaption>${theme}, ${width} px</figcaption></figure>`
        })
      return `<h3>${condition}: ${escapeHtml(conditionWords[condition])}</h3><div class="row">${figures.join('')}</div>`
    })
    .join('\n')
}

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
