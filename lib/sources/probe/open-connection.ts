import 'server-only'
import { connect, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'

/** Opens a TCP connection. Rejects with what the system says, with `timed out`, or when `signal` ends it. */
export function openTcp(
  target: { address: string; port: number },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: target.address, port: target.port })
    const finish = settleOnce(socket, timeoutMs, signal, reject)
    socket.once('connect', () => {
      if (finish()) resolve(socket)
    })
  })
}

/**
 * Speaks TLS over an open connection and names the host by SNI. Any certificate is taken: whether it is a good one is read
 * from it afterwards (`authorized`, `authorizationError`, `getPeerX509Certificate`). Rejects like `openTcp`.
 */
export function openTls(socket: Socket, host: string, timeoutMs: number, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secure = connectTls({
      socket,
      servername: host,
      rejectUnauthorized: false,
      // HTTP/2 would need another client for the same answer.
      ALPNProtocols: ['http/1.1'],
    })
    const finish = settleOnce(secure, timeoutMs, signal, reject)
    secure.once('secureConnect', () => {
      if (finish()) resolve(secure)
    })
  })
}

/** Wires every way a socket can fail to open to `reject`, once. The returned function is true for whoever comes first. */
function settleOnce(
  socket: Socket,
  timeoutMs: number,
  signal: AbortSignal,
  reject: (error: Error) => void,
): () => boolean {
  let isSettled = false
  const settle = () => {
    if (isSettled) return false
    isSettled = true
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    return true
  }
  const fail = (error: Error) => {
    if (!settle()) return
    socket.destroy()
    reject(error)
  }
  const abort = () => fail(new Error('stopped'))
  const timer = setTimeout(() => fail(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  socket.on('error', fail)
  socket.once('close', () => fail(new Error('the server closed the connection')))
  return settle
}
