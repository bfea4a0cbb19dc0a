/** What a `Status` answer needs; `reason` is the machine-readable word clients branch on. */
export interface StatusFailure {
  code: number
  reason: string
  message: string
  details?: { name?: string; group?: string; kind?: string; retryAfterSeconds?: number }
}

/** Thrown by request handlers and answered as a `kind: Status` body; never leaves the server. */
export class StatusError extends Error {
  readonly failure: StatusFailure

  constructor(failure: StatusFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** The body of an error answer, shaped as apimachinery `meta/v1.Status` (Kubernetes 1.31). */
export function renderStatus(failure: StatusFailure): Record<string, unknown> {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: failure.message,
    reason: failure.reason,
    ...(failure.details ? { details: failure.details } : {}),
    code: failure.code,
  }
}

/** Reasons that the real server pairs with each code; used when a fault names only the code. */
export function reasonForCode(code: number): string {
  const reasons: Record<number, string> = {
    400: 'BadRequest',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'NotFound',
    405: 'MethodNotAllowed',
    409: 'Conflict',
    410: 'Expired',
    415: 'UnsupportedMediaType',
    422: 'Invalid',
    429: 'TooManyRequests',
    500: 'InternalError',
    503: 'ServiceUnavailable',
    504: 'Timeout',
  }
  return reasons[code] ?? 'InternalError'
}

export function notFound(group: string, resource: string, name: string): StatusError {
  const qualified = group === '' ? resource : `${resource}.${group}`
  const details = { name, ...(group === '' ? {} : { group }), kind: resource }
  return new StatusError({ code: 404, reason: 'NotFound', message: `${qualified} "${name}" not found`, details })
}

export function noSuchResource(): StatusError {
  return new StatusError({
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
    details: {},
  })
}

export function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: 'BadRequest', message })
}

export function conflict(group: string, resource: string, name: string, why: string): StatusError {
  const details = { name, ...(group === '' ? {} : { group }), kind: resource }
  return new StatusError({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${resource} "${name}": ${why}`,
    details,
  })
}

export function expired(message: string): StatusFailure {
  return { code: 410, reason: 'Expired', message }
}
