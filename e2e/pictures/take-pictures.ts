import path from 'node:path'
import { parseArgs } from 'node:util'
import { conditionNames } from '../conditions'
import { listedPages } from '../listed-pages'
import { openBrowser } from './picture-browser'
import { takeReadmePictures } from './readme-pictures'
import { takeReviewPictures } from './review-pictures'

const usage = `Takes pictures of Fairlead on the embedded platform.

  --pages A,B        only these pages: ${listedPages.map(({ id }) => id).join(', ')}
  --conditions A,B   only in these conditions: ${conditionNames.join(', ')}
  --readme           instead: the pictures of README.md
`

/** The entries that are named, in their own order; all when none is. Throws when a name is not known. */
function choose<T>(entries: readonly T[], nameOf: (entry: T) => string, names: string | undefined): T[] {
  const wanted = names?.split(',') ?? entries.map(nameOf)
  const unknown = wanted.find((name) => !entries.some((entry) => nameOf(entry) === name))
  if (unknown !== undefined) throw new Error(`there is no ${unknown}; there are ${entries.map(nameOf).join(', ')}`)
  return entries.filter((entry) => wanted.includes(nameOf(entry)))
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pages: { type: 'string' },
      conditions: { type: 'string' },
      readme: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(usage)
  const pages = choose(listedPages, ({ id }) => id, values.pages)
  const conditions = choose(conditionNames, (name) => name, values.conditions)
  const browser = await openBrowser()
  try {
    if (values.readme) {
      const written = await takeReadmePictures(browser, path.resolve('docs/pictures'))
      for (const { file, bytes } of written) console.log(`docs/pictures/${file}: ${Math.ceil(bytes / 1000)} kB`)
      return
    }
    const folder = path.resolve('e2e/results/pictures')
    const pictures = await takeReviewPictures(browser, { folder, conditions, pages })
    console.log(`${pictures.length} pictures: open ${path.join(folder, 'index.html')}`)
  } finally {
    await browser.close()
  }
}

main().catch((error: unknown) => {
  console.error(`fairlead: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
})
