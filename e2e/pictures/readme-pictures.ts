import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { waitUntilLive } from '../browser/live-word'
import { openCondition } from '../conditions'
import { themes, waitUntilDrawn, wearTheme } from './picture-browser'

/** What README.md shows, in both themes, of the demo with its clock standing still. */
const readmePictures = [
  { id: 'overview', path: '/blue' },
  { id: 'ingress', path: '/blue/ingresses/shop/checkout' },
  { id: 'egress', path: '/blue/egress' },
  { id: 'dns-cache', path: '/blue/dns-cache' },
]

const viewport = { width: 1280, height: 800 }
/** Sharp enough for a dense screen; the text of a page shown in half its size stays readable. */
const deviceScaleFactor = 1.5
const webpQuality = 0.82

/** Writes the pictures of README.md into the folder; resolves to the files with their sizes in bytes. */
export async function takeReadmePictures(browser: Browser, folder: string): Promise<{ file: string; bytes: number }[]> {
  await mkdir(folder, { recursive: true })
  const fairlead = await openCondition('good')
  const context = await browser.newContext({ baseURL: fairlead.url, viewport, deviceScaleFactor })
  try {
    const page = await context.newPage()
    const encoder = await context.newPage()
    const written: { file: string; bytes: number }[] = []
    for (const { id, path: address } of readmePictures) {
      await page.goto(address)
      await waitUntilLive(page)
      for (const theme of themes) {
        await wearTheme(page, theme)
        await waitUntilDrawn(page)
        const file = `${id}-${theme}.webp`
        const webp = await encodeWebp(encoder, await page.screenshot())
        await writeFile(path.join(folder, file), webp)
        written.push({ file, bytes: webp.length })
      }
    }
    return written
  } finally {
    await context.close()
    await fairlead.close()
  }
}

/** A screenshot as WebP, a quarter of the PNG. The browser encodes it; no other tool is needed. */
async function encodeWebp(encoder: Page, png: Buffer): Promise<Buffer> {
  const dataUrl = await encoder.evaluate(
    async ([text, quality]) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = document.createElement('canvas')
      canvas.width = image.width
      canvas.height = image.height
      canvas.getContext('2d')?.drawImage(image, 0, 0)
      return canvas.toDataURL('image/webp', quality)
    },
    [png.toString('base64'), webpQuality] as const,
  )
  return Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64')
}
