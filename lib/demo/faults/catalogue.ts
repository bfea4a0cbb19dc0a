/** What a fault hits: the API server of one cluster, or the DNS server that all clusters share. */
export type FaultTarget = 'kubernetes' | 'dns'

/** A parameter beside cluster and duration. `kind` and `namespace` narrow the fault, `host` is one DNS name. */
export type FaultParameter = 'kind' | 'namespace' | 'host'

/** The page of Fairlead on which the effect is seen best. */
export type FaultPage = 'overview' | 'ingresses' | 'sources'

export interface FaultDefinition {
  id: FaultId
  title: string
  target: FaultTarget
  /** One line: what the platform does while the fault lasts. */
  does: string
  /** What a person should see in Fairlead meanwhile. */
  shows: string
  page: FaultPage
  takes: readonly FaultParameter[]
  /** The parameters that must be given. */
  needs: readonly FaultParameter[]
}

export const faultIds = [
  'forbidden',
  'unauthorised',
  'not-installed',
  'server-error',
  'too-many-requests',
  'slow',
  'down',
  'flapping',
  'silent',
  'half-open',
  'cut-watches',
  'cut-answers',
  'expired',
  'garbage',
  'garbage-event',
  'nonsense-object',
  'dns-drop',
  'dns-servfail',
  'dns-refuse',
  'dns-slow',
  'dns-garbage',
  'dns-truncate',
] as const

export type FaultId = (typeof faultIds)[number]

/** Every fault by its id, in the order of `faultIds`; a forgotten one does not compile. */
const definitions: Record<FaultId, Omit<FaultDefinition, 'id'>> = {
  forbidden: {
    title: 'Permission taken away (403)',
    target: 'kubernetes',
    does: 'A kind may no longer be listed or watched; with a namespace, neither there nor across the cluster. Open watches of it end.',
    shows:
      'Sources names the missing verbs and the resource, and the namespaces that are still read. Ingresses that need the kind become undetermined; none turns green.',
    page: 'sources',
    takes: ['kind', 'namespace'],
    needs: ['kind'],
  },
  unauthorised: {
    title: 'Credentials refused (401)',
    target: 'kubernetes',
    does: "The administrator's token is no longer known. Open watches end.",
    shows: 'The last good state stays with its age, and Sources asks for credentials that the API server accepts.',
    page: 'sources',
    takes: [],
    needs: [],
  },
  'not-installed': {
    title: 'Kind not installed (404)',
    target: 'kubernetes',
    does: 'Requests for a kind are answered with 404, as after its CustomResourceDefinition was deleted. Open watches of it end.',
    shows: 'Sources says that the cluster does not have the kind. What needs it is not checked, and says why.',
    page: 'sources',
    takes: ['kind'],
    needs: ['kind'],
  },
  'server-error': {
    title: 'Internal errors (500)',
    target: 'kubernetes',
    does: 'Lists and watches are answered with 500; open watches end. Without a kind every request is.',
    shows: 'The last good state stays and is marked stale with the status code as the reason. No verdict changes.',
    page: 'overview',
    takes: ['kind'],
    needs: [],
  },
  'too-many-requests': {
    title: 'Too many requests (429)',
    target: 'kubernetes',
    does: 'Lists and watches are answered with 429 and Retry-After of 5 seconds; open watches end.',
    shows: 'The kinds it hits go stale. They are asked again no sooner than after five seconds and heal by themselves.',
    page: 'sources',
    takes: ['kind'],
    needs: [],
  },
  slow: {
    title: 'Slow answers',
    target: 'kubernetes',
    does: 'Every answer begins four seconds late. Watches that are open go on.',
    shows: 'Nothing is lost. When nothing else brings news, the state is marked stale within five seconds.',
    page: 'overview',
    takes: ['kind'],
    needs: [],
  },
  down: {
    title: 'API server down',
    target: 'kubernetes',
    does: 'Every connection is cut and new ones are refused.',
    shows:
      'Within five seconds every page says since when its state is stale. It keeps that state and heals by itself.',
    page: 'overview',
    takes: [],
    needs: [],
  },
  flapping: {
    title: 'API server flapping',
    target: 'kubernetes',
    does: 'Up for eight seconds, down for eight, and again.',
    shows:
      'Stale and current take turns; what changed meanwhile is there as soon as the server is. No verdict flaps with it.',
    page: 'overview',
    takes: [],
    needs: [],
  },
  silent: {
    title: 'API server silent',
    target: 'kubernetes',
    does: 'Connections are accepted and nothing is ever answered; open watches carry nothing any more. Nothing is closed.',
    shows: 'Within five seconds every page says that its state is stale, although no connection broke.',
    page: 'overview',
    takes: [],
    needs: [],
  },
  'half-open': {
    title: 'Half-open watches',
    target: 'kubernetes',
    does: 'Watches stay open and carry nothing any more, while everything else is answered. At the end they are cut.',
    shows: 'After 90 seconds of silence the watch is replaced and what it missed appears, without a reload.',
    page: 'sources',
    takes: ['kind'],
    needs: [],
  },
  'cut-watches': {
    title: 'Watches cut',
    target: 'kubernetes',
    does: 'Every five seconds all open watches are cut.',
    shows: 'Nothing to worry about: watches go on from where they were, no update is lost, verdicts stay.',
    page: 'sources',
    takes: ['kind'],
    needs: [],
  },
  'cut-answers': {
    title: 'Answers cut in the middle',
    target: 'kubernetes',
    does: 'Watches expire, and the lists that follow break off in the middle of their body.',
    shows: 'The last good state stays and is marked stale. Half a list never replaces a whole one.',
    page: 'sources',
    takes: ['kind'],
    needs: [],
  },
  expired: {
    title: 'History expired (410)',
    target: 'kubernetes',
    does: 'Every five seconds all older resource versions expire: watches end with 410 and must be listed anew.',
    shows: 'Everything is listed again and stays current; no update is lost and no object disappears in between.',
    page: 'sources',
    takes: [],
    needs: [],
  },
  garbage: {
    title: 'Answers that are not JSON',
    target: 'kubernetes',
    does: 'Watches expire, and lists and watches are answered with 200 and a body that is no JSON.',
    shows: 'The last good state stays and is marked stale; the reason says that the answer is not a list.',
    page: 'sources',
    takes: ['kind'],
    needs: [],
  },
  'garbage-event': {
    title: 'Watch lines that are not JSON',
    target: 'kubernetes',
    does: 'Every five seconds each open watch carries a line that is not an event.',
    shows: 'The watch is replaced and nothing is lost. Only the log of Fairlead mentions it.',
    page: 'sources',
    takes: ['kind'],
    needs: [],
  },
  'nonsense-object': {
    title: 'An object of nonsense shape',
    target: 'kubernetes',
    does: 'An object called nonsense appears whose labels, spec and status are texts and numbers where objects belong.',
    shows: 'Every other object keeps its verdict. The nonsense is reported or left out, and nothing crashes.',
    page: 'ingresses',
    takes: ['kind', 'namespace'],
    needs: ['kind'],
  },
  'dns-drop': {
    title: 'DNS does not answer',
    target: 'dns',
    does: 'Queries are swallowed.',
    shows: 'As answers expire, hosts become undetermined rather than failing; Sources says since when DNS is silent.',
    page: 'ingresses',
    takes: ['host'],
    needs: [],
  },
  'dns-servfail': {
    title: 'DNS answers SERVFAIL',
    target: 'dns',
    does: 'Queries are answered with SERVFAIL.',
    shows: 'As answers expire, hosts become undetermined with SERVFAIL as the reason. No record is called missing.',
    page: 'ingresses',
    takes: ['host'],
    needs: [],
  },
  'dns-refuse': {
    title: 'DNS refuses',
    target: 'dns',
    does: 'Queries are answered with REFUSED.',
    shows: 'As answers expire, hosts become undetermined with REFUSED as the reason. No record is called missing.',
    page: 'ingresses',
    takes: ['host'],
    needs: [],
  },
  'dns-slow': {
    title: 'DNS is slow',
    target: 'dns',
    does: 'Every answer comes three seconds late.',
    shows: 'Too late counts as no answer: as answers expire, hosts become undetermined rather than failing.',
    page: 'ingresses',
    takes: ['host'],
    needs: [],
  },
  'dns-garbage': {
    title: 'DNS answers garbage',
    target: 'dns',
    does: 'Queries are answered with bytes that are no DNS message.',
    shows: 'As answers expire, hosts become undetermined rather than failing. Nothing crashes.',
    page: 'ingresses',
    takes: ['host'],
    needs: [],
  },
  'dns-truncate': {
    title: 'DNS answers truncated',
    target: 'dns',
    does: 'Answers over UDP are empty with the truncation bit set; over TCP they are whole.',
    shows: 'No difference: the question is asked again over TCP.',
    page: 'ingresses',
    takes: ['host'],
    needs: [],
  },
}

/** Every fault that can be asked for, in the order in which a page offers them. */
export const faultCatalogue: readonly FaultDefinition[] = faultIds.map((id) => ({ id, ...definitions[id] }))

/** The fault of that id; undefined when there is none. */
export function findFault(id: string): FaultDefinition | undefined {
  return faultCatalogue.find((fault) => fault.id === id)
}
