import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The real kubectl for tests: `KUBECTL`, else in `KUBEBUILDER_ASSETS`, else on PATH; null when there is none. */
export function findKubectl(): string | null {
  const folders = [process.env.KUBEBUILDER_ASSETS ?? '', ...(process.env.PATH ?? '').split(delimiter)]
  const candidates = [
    process.env.KUBECTL ?? '',
    ...folders.filter((folder) => folder !== '').map((folder) => join(folder, 'kubectl')),
  ]
  return candidates.find((path) => path !== '' && isExecutable(path)) ?? null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
