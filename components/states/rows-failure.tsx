import { Button } from '@/components/ui/button'

interface RowsFailureProps {
  /** What could not be loaded: "Some of the rows". */
  what: string
  error: Error
  onRetry: () => void
  isRetrying: boolean
}

/** Says under a list that some of it could not be loaded, wherever in the list the reader is. */
export function RowsFailure({ what, error, onRetry, isRetrying }: RowsFailureProps) {
  return (
    <div
      role="alert"
      className="sticky bottom-3 mx-auto flex w-fit max-w-full flex-wrap items-center gap-3 rounded-md border border-line-strong bg-surface px-3.5 py-2 shadow-floating"
    >
      <span className="text-fail">
        {what} could not be loaded: {error.message}
      </span>
      <Button size="small" onClick={onRetry} disabled={isRetrying}>
        {isRetrying ? 'Trying again' : 'Try again'}
      </Button>
    </div>
  )
}
