import type { Tone } from '@/components/ui/tone'

/** The colours of a picture, as CSS writes them. */
export interface PictureColours {
  bg: string
  surface: string
  line: string
  lineStrong: string
  ink: string
  muted: string
  faint: string
  tones: Record<Tone, string>
}

/** The colours of the theme that the page wears now, so that the picture looks like it. Browser only. */
export function readThemeColours(): PictureColours {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    bg: read('--bg'),
    surface: read('--surface'),
    line: read('--line'),
    lineStrong: read('--line-strong'),
    ink: read('--ink'),
    muted: read('--muted'),
    faint: read('--faint'),
    tones: {
      pass: read('--pass'),
      warn: read('--warn'),
      fail: read('--fail'),
      unknown: read('--unknown'),
      accent: read('--accent'),
    },
  }
}
