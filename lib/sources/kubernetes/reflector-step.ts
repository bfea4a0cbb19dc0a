import 'server-only'
import type { UnavailableReason } from '@/lib/model/unavailable'
import type { RequestFailure } from './api-answer'
import { isRecord, type JsonRecord, readRecord, readString } from './json-record'
import type { ReadVerb } from './need'

/** How one list or watch ended. `wasOpen`: a watch that had been answered broke, which is often over in a moment. */
export type Step =
  | { end: 'done' }
  | { end: 'expired' }
  | { end: 'not-found' }
  | { end: 'forbidden'; verbs: ReadVerb[]; message: string }
  | {
      end: 'failed'
      reason: UnavailableReason
      detail: string
      need: string | null
      retryAfterMs: number | null
      wasOpen: boolean
    }

/** The end of a request that got no answer; one that was given up is nobody's fault. */
export function failRequest(failure: RequestFailure): Step {
  if (failure.reason === 'aborted') return { end: 'done' }
  return {
    end: 'failed',
    reason: failure.reason,
    detail: failure.detail,
    need: null,
    retryAfterMs: null,
    wasOpen: false,
  }
}

/** What an HTTP status other than 200 and 410 means for a list or watch that needs these verbs. */
export function failStatus(status: number, message: string, retryAfterMs: number | null, verbs: ReadVerb[]): Step {
  if (status === 403) return { end: 'forbidden', verbs, message }
  if (status === 404) return { end: 'not-found' }
  if (status === 401) {
    const detail = `the API server does not accept the credentials (401): ${message}`
    const need = 'credentials that the API server accepts'
    return { end: 'failed', reason: 'unreachable', detail, need, retryAfterMs, wasOpen: false }
  }
  const detail = `the API server answered ${status}${message === '' ? '' : `: ${message}`}`
  const reason = status === 504 ? 'timed-out' : 'unreachable'
  return { end: 'failed', reason, detail, need: null, retryAfterMs, wasOpen: false }
}

/** Something that cannot be used where a Kubernetes answer should be. */
export function fail(detail: string): Step {
  return { end: 'failed', reason: 'unreachable', detail, need: null, retryAfterMs: null, wasOpen: false }
}

/** A list page, or null when the JSON is not one: an answer without version must not pass for an empty cluster. */
export function readPage(json: unknown): { objects: JsonRecord[]; token: string; version: string } | null {
  if (!isRecord(json)) return null
  const metadata = readRecord(json, 'metadata')
  const version = readString(metadata, 'resourceVersion')
  if (version === undefined || version === '') return null
  const entries = json.items ?? []
  if (!Array.isArray(entries)) return null
  return { objects: entries.filter(isRecord), token: readString(metadata, 'continue') ?? '', version }
}

/** The message of a Status in a watch answer's body, else the start of the text. */
export function readStatusText(text: string): string {
  try {
    const status: unknown = JSON.parse(text)
    if (isRecord(status)) return readString(status, 'message') ?? text.slice(0, 300)
  } catch {
    // Not a Status: a proxy in between may answer in its own words.
  }
  return text.trim().slice(0, 300)
}
