import { readThemeColours } from './picture-colours'
import { type Picture, type PictureContent, writePicture } from './write-picture'

/** Pixels of the bitmap for each of the picture's own: sharp on dense screens, and in a channel that shrinks it. */
const density = 2

/** The picture of a path in the theme that the page wears. Browser only, like all of this file. */
export const drawPicture = (content: PictureContent): Picture => writePicture(content, readThemeColours())

export function makeSvgBlob({ svg }: Picture): Blob {
  return new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`], { type: 'image/svg+xml' })
}

/** The picture as a PNG. Rejects when the browser cannot draw it, which is a fault to tell the reader about. */
export async function makePngBlob(picture: Picture): Promise<Blob> {
  const url = URL.createObjectURL(makeSvgBlob(picture))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = picture.width * density
    canvas.height = picture.height * density
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('the browser offers no canvas')
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob === null ? reject(new Error('the canvas gave no picture')) : resolve(blob)),
        'image/png',
      ),
    )
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** Hands a file to the browser's downloads. */
export function downloadBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  document.body.append(link)
  link.click()
  link.remove()
  // The download has its own hold on the data once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}

/** `fairlead-blue-checkout.shop.example.net.png`: only characters that every file system takes. */
export function namePictureFile({ cluster, host }: PictureContent, ending: 'svg' | 'png'): string {
  const name = `fairlead-${cluster}-${host.host === '*' ? 'any-host' : host.host}`.replace(/[^A-Za-z0-9.-]+/g, '_')
  return `${name.slice(0, 120)}.${ending}`
}
