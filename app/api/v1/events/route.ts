import { parsePosition, Topic } from '@/lib/api/events'
import { answerEvents } from '@/lib/server/event-stream'

export const dynamic = 'force-dynamic'

/**
 * Server-sent events. `cluster` may stand several times; without it every cluster is followed, without `topics` every topic. Unknown
 * names are ignored. What was missed since `Last-Event-ID`, or since `after` where a reader opens a new stream, comes first.
 */
export function GET(request: Request): Promise<Response> {
  const search = new URL(request.url).searchParams
  const topics = search
    .get('topics')
    ?.split(',')
    .flatMap((topic) => Topic.safeParse(topic).data ?? [])
  const clusters = search.getAll('cluster')
  const after = request.headers.get('last-event-id') ?? search.get('after')
  return answerEvents(request, {
    clusters: clusters.length === 0 ? null : new Set(clusters),
    topics: topics === undefined ? null : new Set(topics),
    // A position that nobody here wrote is one of another process.
    after: after === null || after === '' ? null : (parsePosition(after) ?? { epoch: '', sequence: 0 }),
  })
}
