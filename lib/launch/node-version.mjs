// Runs before anything is installed, on whatever Node.js there is: plain syntax, no imports.

const [wantedMajor, wantedMinor] = [20, 19]

/** Ends the process with a clear message when this Node.js is too old. */
export function requireNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  console.error(`Fairlead needs Node.js ${wantedMajor}.${wantedMinor} or newer; this is ${process.versions.node}.`)
  console.error('Install a current release of Node.js (24 LTS is a good choice) and run the command again.')
  process.exit(1)
}
