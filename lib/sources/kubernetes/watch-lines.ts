import 'server-only'
import type { ReadableStream } from 'node:stream/web'

/** A single event larger than this is not Kubernetes: etcd refuses objects above 1.5 MiB by default. */
const lineMaxChars = 32_000_000

/**
 * The complete lines of a watch stream in arrival order; a final unterminated line is a cut one and is not given.
 * `onBytes` is called for every chunk, whatever it holds. Rejects when the stream breaks or a line has no end.
 */
export async function* readLines(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    onBytes()
    rest += decoder.decode(chunk, { stream: true })
    let start = 0
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', start)) {
      const line = rest.slice(start, end)
      start = end + 1
      if (line.trim() !== '') yield line
    }
    rest = rest.slice(start)
    if (rest.length > lineMaxChars) throw new Error(`a watch line exceeds ${lineMaxChars} characters`)
  }
}
