import { Topic } from '@/lib/api/events'
import { answerEvents } from '@/lib/server/event-stream'

export const dynamic = 'force-dynamic'

/** Server-sent events; without `topics` every topic, without `cluster` every cluster. Unknown topics are ignored. */
export function GET(request: Request): Promise<Response> {
  const search = new URL(request.url).searchParams
  const topics = search
    .get('topics')
    ?.split(',')
    .flatMap((topic) => Topic.safeParse(topic).data ?? [])
  return answerEvents(request, search.get('cluster'), topics === undefined ? null : new Set(topics))
}
