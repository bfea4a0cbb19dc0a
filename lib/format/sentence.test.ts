import { describe, expect, it } from 'vitest'
import { dropSubject, formSentence } from './sentence'

describe('formSentence', () => {
  it.each([
    ['the API server answered 500', 'The API server answered 500.'],
    ['http://127.0.0.1:6443: connection refused', 'http://127.0.0.1:6443: connection refused.'],
    ['shop.example.net has no record', 'shop.example.net has no record.'],
    ['Is it there?', 'Is it there?'],
  ])('makes %j a sentence of its own', (clause, sentence) => {
    expect(formSentence(clause)).toBe(sentence)
  })
})

describe('dropSubject', () => {
  it('leaves out what stands beside the sentence already', () => {
    expect(dropSubject('a.example.net has no DNS record.', 'a.example.net')).toBe('Has no DNS record.')
    expect(dropSubject('Everything Fairlead can check holds.', 'a.example.net')).toBe(
      'Everything Fairlead can check holds.',
    )
    expect(dropSubject('a.example.network answers.', 'a.example.net')).toBe('a.example.network answers.')
  })
})
