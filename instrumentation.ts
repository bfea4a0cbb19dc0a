/** Starts watching the clusters with the server process. Never waits for the first read: pages say what is still being read. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startServer } = await import('./lib/server/start')
    startServer()
  }
}
