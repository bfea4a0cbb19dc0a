/** The five meanings a colour may carry. Never the only sign: a word and a shape go with it. */
export type Tone = 'pass' | 'warn' | 'fail' | 'unknown' | 'accent'

export const toneText: Record<Tone, string> = {
  pass: 'text-pass',
  warn: 'text-warn',
  fail: 'text-fail',
  unknown: 'text-unknown',
  accent: 'text-accent',
}

export const toneSoft: Record<Tone, string> = {
  pass: 'bg-pass-soft text-pass',
  warn: 'bg-warn-soft text-warn',
  fail: 'bg-fail-soft text-fail',
  unknown: 'bg-unknown-soft text-unknown',
  accent: 'bg-accent-soft text-accent',
}

export const toneBorder: Record<Tone, string> = {
  pass: 'border-pass',
  warn: 'border-warn',
  fail: 'border-fail',
  unknown: 'border-unknown',
  accent: 'border-accent',
}

export const toneFill: Record<Tone, string> = {
  pass: 'bg-pass-fill',
  warn: 'bg-warn-fill',
  fail: 'bg-fail',
  unknown: 'bg-unknown',
  accent: 'bg-accent',
}

/** The edge at the left of a band. */
export const toneEdge: Record<Tone, string> = {
  pass: 'border-l-pass',
  warn: 'border-l-warn',
  fail: 'border-l-fail',
  unknown: 'border-l-unknown',
  accent: 'border-l-accent',
}
