import 'server-only'
import { readFileSync } from 'node:fs'
import path from 'node:path'

let buildId: string | null = null

/** Names the build that this process serves; `development` where there is none. Fact: Next.js 16 writes it to `.next/BUILD_ID`. */
export function readBuildId(): string {
  try {
    buildId ??= readFileSync(path.join(process.cwd(), '.next', 'BUILD_ID'), 'utf8').trim()
  } catch {
    buildId = 'development'
  }
  return buildId
}
