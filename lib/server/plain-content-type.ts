import 'server-only'
import { ServerResponse } from 'node:http'

let isInstalled = false

/**
 * Lets Next compress the answers of route handlers. It stores their Content-Type as a list of one, which its own compression does
 * not recognise as text, and it strips a Content-Encoding that a handler sets itself (vercel/next.js#98007, Next 16.4). A list of
 * one and a plain string mean the same on the wire. Event streams stay as they are: their `no-transform` forbids compression.
 */
export function installPlainContentType(): void {
  if (isInstalled) return
  isInstalled = true
  const { setHeader } = ServerResponse.prototype
  ServerResponse.prototype.setHeader = function (name, value) {
    const [only, ...others] = Array.isArray(value) ? value : []
    const isListOfOne = only !== undefined && others.length === 0 && name.toLowerCase() === 'content-type'
    return setHeader.call(this, name, isListOfOne ? only : value)
  }
}
