import { classNames } from './class-names'
import { CopyButton } from './copy-button'
import { ScrollBox } from './scroll-box'

interface CodeBlockProps {
  code: string
  /** What the code is, for the copy button and screen readers: "commands", "Role". */
  label: string
  className?: string
}

/** Text to run or paste, with a copy button. Lines that begin with + or - are shown as added or removed. */
export function CodeBlock({ code, label, className }: CodeBlockProps) {
  const lines = code.replace(/\n$/, '').split('\n')
  return (
    <div className={classNames('group relative min-w-0', className)}>
      {/* Room for the button stands outside of what scrolls, so that it never covers the end of a long line. */}
      <div className="rounded-md border border-line bg-sunken pr-10">
        <ScrollBox label={label} className="rounded-l-md">
          {/* On a phone lines are wrapped, with what follows set in: a command must be readable without scrolling. */}
          <pre className="w-max min-w-full py-2 pr-2 pl-3 text-sm leading-relaxed max-sm:w-auto max-sm:whitespace-pre-wrap max-sm:[overflow-wrap:anywhere]">
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
              <span key={index} className={classNames(lineLook, lineTone(line))}>
                {line}
              </span>
            ))}
          </pre>
        </ScrollBox>
      </div>
      <CopyButton
        text={code}
        label={`Copy ${label}`}
        isIconOnly
        isKubectl={/^kubectl /m.test(code)}
        className="absolute top-1 right-1"
      />
    </div>
  )
}

const lineLook = 'block min-h-[1lh] max-sm:-indent-4 max-sm:pl-4'

function lineTone(line: string): string | null {
  if (/^\+(?!\+)\s/.test(line)) return 'text-pass'
  if (/^-(?!-)\s{2,}/.test(line)) return 'text-fail'
  return line.trimStart().startsWith('#') ? 'text-muted' : null
}
