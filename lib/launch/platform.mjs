import { root, startChild, stopAll } from './steps.mjs'

/**
 * Starts the embedded platform and waits until it serves. `flags` are its command-line flags. Returns what it says about
 * itself: paths of its kubeconfig and Fairlead configuration, and its clusters.
 */
export async function startPlatform(flags) {
  const child = startChild(process.execPath, ['--import', 'tsx', `${root}/lib/demo/main.ts`, ...flags], {
    stdout: 'pipe',
    onExit: (code) => {
      console.error(`fairlead: the embedded platform ended by itself (exit code ${code}).`)
      void stopAll(code || 1)
    },
  })
  let text = ''
  return await new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      text += chunk
      for (const line of text.split('\n').slice(0, -1)) {
        if (line.startsWith('{')) resolve(JSON.parse(line))
      }
      text = text.slice(text.lastIndexOf('\n') + 1)
    })
  })
}
