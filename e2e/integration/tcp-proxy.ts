import { connect, createServer, type Server, type Socket } from 'node:net'

/** A TCP relay on loopback that can misbehave as networks do. */
export interface TcpProxy {
  readonly port: number
  connectionCount(): number
  /** Resets every open connection. New ones are served. */
  cutAll(): void
  /** Resets the connection that has been open longest. */
  cutOldest(): void
  /** Open connections stay open and carry nothing any more, in either direction; `isForNewOnes` treats new ones the same. */
  blackHole(isForNewOnes: boolean): void
  /** Resets every open connection and refuses new ones, as when nothing listens any more. */
  refuse(): void
  /** New connections work again. Those that fell silent stay silent, as behind a NAT that has forgotten them. */
  heal(): void
  close(): Promise<void>
}

interface Pair {
  client: Socket
  upstream: Socket
  isSilent: boolean
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const pairs = new Set<Pair>()
  let isBlackHole = false
  let isRefusing = false
  const server: Server = createServer((client) => {
    if (isRefusing) {
      client.resetAndDestroy()
      return
    }
    const upstream = connect(targetPort, '127.0.0.1')
    const pair: Pair = { client, upstream, isSilent: isBlackHole }
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      // A silent connection does not tell the other side that it ended.
      if (pair.isSilent) return
      client.destroy()
      upstream.destroy()
    }
    const relay = (from: Socket, to: Socket) => {
      from.on('data', (chunk) => {
        if (!pair.isSilent) to.write(chunk)
      })
      from.on('error', end)
      from.on('close', end)
    }
    relay(client, upstream)
    relay(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const cut = (pair: Pair) => {
    pairs.delete(pair)
    pair.client.resetAndDestroy()
    pair.upstream.resetAndDestroy()
  }
  const silenced = new Set<Pair>()
  return {
    port: address.port,
    connectionCount: () => pairs.size,
    cutAll: () => {
      for (const pair of [...pairs]) cut(pair)
    },
    cutOldest: () => {
      const [oldest] = pairs
      if (oldest !== undefined) cut(oldest)
    },
    blackHole: (isForNewOnes) => {
      isBlackHole = isForNewOnes
      for (const pair of pairs) {
        pair.isSilent = true
        silenced.add(pair)
      }
    },
    refuse: () => {
      isRefusing = true
      for (const pair of [...pairs]) cut(pair)
    },
    heal: () => {
      isBlackHole = false
      isRefusing = false
    },
    close: async () => {
      for (const pair of [...pairs, ...silenced]) {
        pair.client.destroy()
        pair.upstream.destroy()
      }
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
