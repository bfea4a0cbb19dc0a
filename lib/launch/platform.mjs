import { root, startChild, stopAll } from './steps.mjs'

/**
 * Starts the embedded platform and waits until it serves. `flags` are its command-line flags. Returns what it says about
 * itself: paths of its kubeconfig and Fairlead configuration, its clusters, and how to break it.
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

/** What Fairlead must be told to show the embedded platform and to offer its faults. */
export function platformEnvironment({ config, control }) {
  return {
    FAIRLEAD_CONFIG: config,
    FAIRLEAD_DEMO: '1',
    FAIRLEAD_DEMO_CONTROL: control.url,
    FAIRLEAD_DEMO_CONTROL_TOKEN: control.token,
  }
}
