import type { PathVerdict } from '@/lib/model/verdict'

/** One stroke or area of an icon in a box of 16 by 16: `fill` and `line` in the verdict's colour, `mark` in that of the surface. */
export interface ShapePart {
  kind: 'fill' | 'line' | 'mark'
  d: string
  /** Lengths of dashes and gaps; absent: an unbroken line. */
  dashes?: string
}

const ring = 'M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5Z'

/** Each differs without colour: filled check, triangle, octagon, dashed ring, struck ring, dash, diamond. */
export const verdictShapes: Record<PathVerdict, readonly ShapePart[]> = {
  passing: [
    { kind: 'fill', d: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Z' },
    { kind: 'mark', d: 'm5 8.2 2.1 2.1L11 6.2' },
  ],
  warning: [
    { kind: 'fill', d: 'M8 1.9 15 14H1L8 1.9Z' },
    { kind: 'mark', d: 'M8 6.4v3.2M8 11.9v.05' },
  ],
  failing: [
    { kind: 'fill', d: 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1L5.1 1Z' },
    { kind: 'mark', d: 'm5.7 5.7 4.6 4.6m0-4.6-4.6 4.6' },
  ],
  blocked: [{ kind: 'line', d: ring, dashes: '2.2 2.7' }],
  'not-checked': [
    { kind: 'line', d: ring },
    { kind: 'line', d: 'm3.7 12.3 8.6-8.6' },
  ],
  'not-applicable': [{ kind: 'line', d: 'M4 8h8' }],
  undetermined: [
    { kind: 'line', d: 'M8 1.1 14.9 8 8 14.9 1.1 8 8 1.1Z' },
    { kind: 'line', d: 'M6.5 6.6c.1-.9.7-1.4 1.5-1.4s1.5.5 1.5 1.3c0 1-1.5 1.1-1.5 2.2M8 10.7v.05' },
  ],
}

export const lineWidths: Record<ShapePart['kind'], number> = { fill: 0, line: 1.5, mark: 1.7 }
