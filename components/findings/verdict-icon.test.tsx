import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { type PathVerdict, pathVerdicts } from '@/lib/model/verdict'
import { VerdictIcon } from './verdict-icon'
import { verdictOrder, verdictWords } from './verdict-look'

const shapeOf = (verdict: PathVerdict) =>
  renderToStaticMarkup(<VerdictIcon verdict={verdict} />).replace(/class="[^"]*"/, '')

describe('verdicts', () => {
  it('each have a shape of their own, whatever the colour', () => {
    expect(new Set(pathVerdicts.map(shapeOf)).size).toBe(pathVerdicts.length)
  })

  it('each have a word of their own', () => {
    expect(new Set(Object.values(verdictWords)).size).toBe(pathVerdicts.length)
  })

  it('are all offered when listed worst first', () => {
    expect([...verdictOrder].sort()).toEqual([...pathVerdicts].sort())
  })

  it('are named to a screen reader only where no word stands beside the icon', () => {
    expect(renderToStaticMarkup(<VerdictIcon verdict="failing" isAlone />)).toContain('Failing')
    expect(renderToStaticMarkup(<VerdictIcon verdict="failing" />)).not.toContain('Failing')
  })
})
