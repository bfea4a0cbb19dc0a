// What `npm run …` starts: checks the version of Node.js before anything that an old one could not even load.
import { requireNodeVersion } from './node-version.mjs'

requireNodeVersion()
const command = process.argv.splice(2, 1)[0]
import(`./${command}.mjs`).catch((error) => {
  console.error(error)
  process.exit(1)
})
