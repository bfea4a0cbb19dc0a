import { ChangeEvent, type Topic } from '@/lib/api/events'

/** What a page shows: one resource of the API, read again when its topic changes. */
export interface FollowedQuery {
  path: string
  topic: Topic
}

/**
 * A page without a browser: reads its resources once, then again only when the event stream says that their topic changed. The
 * stream is opened anew after every failure, from the last position told. So a change that the stream loses stays unseen here.
 */
export interface FollowedPage {
  /** The last answer by path; undefined before the first. */
  read(path: string): unknown
  /** Times that the stream was opened. */
  readonly openedCount: number
  /** Times that it could not be continued and everything was read again. */
  readonly resetCount: number
  close(): void
}

/** As a browser does: after so long without a word the stream is given up. */
const silenceLimitMs = 4_500
const retryMs = 200

export function followPage(url: string, cluster: string, queries: readonly FollowedQuery[]): FollowedPage {
  const answers = new Map<string, unknown>()
  const due = new Set(queries.map(({ path }) => path))
  const closed = new AbortController()
  let position = ''
  let openedCount = 0
  let resetCount = 0
  let wakeReader = () => {}

  function markDue(topics: ReadonlySet<Topic> | null): void {
    for (const { path, topic } of queries) if (topics === null || topics.has(topic)) due.add(path)
    wakeReader()
  }

  async function readDue(): Promise<void> {
    while (!closed.signal.aborted) {
      const [path] = due
      if (path === undefined) {
        await new Promise<void>((resolve) => {
          wakeReader = resolve
        })
        continue
      }
      due.delete(path)
      try {
        const limit = AbortSignal.timeout(5_000)
        const answer = await fetch(`${url}${path}`, { signal: AbortSignal.any([closed.signal, limit]) })
        if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
        answers.set(path, await answer.json())
      } catch {
        // The connection broke: the page asks again, as a query does.
        due.add(path)
        await pause(retryMs)
      }
    }
  }

  function take(name: string, id: string, body: string): void {
    if (id !== '') position = id
    if (name === 'reset') {
      resetCount += 1
      markDue(null)
    }
    if (name === 'change') markDue(new Set(ChangeEvent.parse(JSON.parse(body)).topics))
  }

  async function follow(): Promise<void> {
    while (!closed.signal.aborted) {
      const silence = new AbortController()
      const watchdog = setTimeout(() => silence.abort(), silenceLimitMs)
      try {
        openedCount += 1
        const answer = await fetch(`${url}/api/v1/events?cluster=${cluster}`, {
          headers: position === '' ? {} : { 'last-event-id': position },
          signal: AbortSignal.any([closed.signal, silence.signal]),
        })
        let text = ''
        const decoder = new TextDecoder()
        for await (const chunk of answer.body ?? []) {
          watchdog.refresh()
          text += decoder.decode(chunk, { stream: true })
          const blocks = text.split('\n\n')
          text = blocks.pop() ?? ''
          for (const block of blocks) {
            const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? ''
            take(field('event'), field('id'), field('data'))
          }
        }
      } catch {
        // Cut or silent: opened again below.
      }
      clearTimeout(watchdog)
      await pause(retryMs)
    }
  }

  void readDue()
  void follow()
  return {
    read: (path) => answers.get(path),
    get openedCount() {
      return openedCount
    },
    get resetCount() {
      return resetCount
    },
    close: () => {
      closed.abort()
      wakeReader()
    },
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
