import { type NextRequest, NextResponse } from 'next/server'
import { paths } from '@/lib/paths'
import { judgeHostHeader } from '@/lib/server/host-header'

/**
 * Runs before every page and API route: refuses foreign Host headers in local mode (DNS rebinding), and gives each page a
 * Content-Security-Policy with a fresh nonce. Next reads the nonce from the request's policy and stamps its own scripts.
 */
export function proxy(request: NextRequest): NextResponse {
  const refusal = judgeHostHeader(request.headers.get('host'))
  if (refusal !== null) return answerProblem(421, 'Host header refused', refusal)
  // Next itself answers 500 to such a path, whatever the route.
  if (!isDecodable(request.nextUrl.pathname))
    return answerProblem(400, 'Bad request', 'The URL has broken percent-encoding.')
  if (request.nextUrl.pathname.startsWith('/api/')) return NextResponse.next()
  // Only where there is something to break: elsewhere `demo` may be the name of a cluster.
  if (request.nextUrl.pathname === '/demo' && process.env.FAIRLEAD_DEMO === '1' && process.env.FAIRLEAD_DEMO_CONTROL)
    return NextResponse.redirect(new URL(paths.faults(), request.url))
  const nonce = btoa(crypto.randomUUID())
  const policy = contentSecurityPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

export const config = {
  matcher: ['/((?!_next/static|_next/image|icon.svg|favicon.ico).*)'],
}

function answerProblem(status: number, title: string, detail: string): NextResponse {
  const problem = { type: 'about:blank', title, status, detail, requestId: crypto.randomUUID() }
  return NextResponse.json(problem, { status, headers: { 'content-type': 'application/problem+json' } })
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

function contentSecurityPolicy(nonce: string): string {
  // Next's development server evaluates code for its source maps and hot reload.
  const development = process.env.NODE_ENV === 'development' ? " 'unsafe-eval'" : ''
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development}`,
    `style-src-elem 'self' 'nonce-${nonce}'${development === '' ? '' : " 'unsafe-inline'"}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    // The worker that holds the event stream of all pages; without this line 'strict-dynamic' would be asked about it.
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
