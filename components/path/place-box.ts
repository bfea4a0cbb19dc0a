import type { CSSProperties } from 'react'
import { type Box, pictureWidth } from './path-layout'

const share = (length: number) => `${((length / pictureWidth) * 100).toFixed(3)}%`
const rem = (length: number) => `${length / 16}rem`

/**
 * Hands a place of the picture to the utility `placed`. Widths follow the room there is, heights the reader's text size. The cast is
 * safe: React writes custom properties as they are, its type only does not name them.
 */
export function placeBox({ x, y, width, height }: Box): CSSProperties {
  return { '--x': share(x), '--y': rem(y), '--w': share(width), '--h': rem(height) } as CSSProperties
}

/** The height of the picture, for the utility `picture-room`. The cast is safe as above. */
export function reserveHeight(height: number): CSSProperties {
  return { '--picture-height': rem(height) } as CSSProperties
}
