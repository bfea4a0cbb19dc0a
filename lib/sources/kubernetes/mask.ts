import 'server-only'

/** What stands where a secret stood. */
export const maskedValue = '***'

/** Flag or variable names whose value is a secret itself, not the name or path of one. */
const secretName =
  /(secret|password|passwd|api[-_]?key|access[-_]?key|aes[-_]?key|encrypt(ion)?[-_]?key|private[-_]?key|token|credentials?|connection[-_]?string)$|(^|[-_.])(pwd|sas)$/i
/** An assignment inside a shell line. */
const shellAssignment = /\b(\w*(?:secret|password|passwd|token|key))=("[^"]*"|'[^']*'|[^\s;&|]+)/gi
const urlPassword = /(:\/\/[^/\s:@]*):[^/\s@]+@/g

function isSecretName(name: string): boolean {
  return secretName.test(name)
}

/** The value without a password that stands in a URL. */
export function maskUrlPassword(value: string): string {
  return value.includes('://') ? value.replace(urlPassword, `$1:${maskedValue}@`) : value
}

/** Arguments with secret values replaced, in both forms: `--password=x` and `--password x`. */
export function maskArgs(args: readonly string[]): string[] {
  const masked: string[] = []
  let isValueSecret = false
  for (const arg of args) {
    const equals = arg.indexOf('=')
    const isFlag = arg.startsWith('-')
    if (isValueSecret && !isFlag) {
      masked.push(maskedValue)
      isValueSecret = false
      continue
    }
    isValueSecret = false
    if (!isFlag) masked.push(maskUrlPassword(arg.replace(shellAssignment, `$1=${maskedValue}`)))
    else if (equals === -1) {
      isValueSecret = isSecretName(arg.replace(/^-+/, ''))
      masked.push(arg)
    } else {
      const name = arg.slice(0, equals).replace(/^-+/, '')
      masked.push(isSecretName(name) ? `${arg.slice(0, equals)}=${maskedValue}` : maskUrlPassword(arg))
    }
  }
  return masked
}

/** The value of an environment variable, masked when its name or content says that it is a secret. */
export function maskEnvironmentValue(name: string, value: string): string {
  return isSecretName(name) ? maskedValue : maskUrlPassword(value)
}
