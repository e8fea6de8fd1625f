/* What lines say and ask: flows with their versions, the verbs there are, trials */
import { call, itemsOf } from './http'

/** A step: what is in it depends on its verb */
export interface Step { do: string, name?: string, [member: string]: unknown }
export interface FlowProblem { path: string, code: string, text: string }
export interface Field {
	name: string
	title: string
	kind: 'prompt' | 'words' | 'number' | 'choice' | 'flag' | 'calendar' | 'checklist' | 'topic' | 'step' | 'line' | 'mark' | 'regions' | 'key' | 'digits' | 'phone' | 'steps' | 'list' | 'object' | 'json'
	must?: boolean
	min?: number
	max?: number
	default?: number
	wants?: string
	options?: { value: string, title: string }[]
	when?: Record<string, string[]>
	fields?: Field[]
}
export interface Verb { verb: string, title: string, about: string, ends: boolean, fields: Field[] }
export interface Prompt { name: string, words: string, wants: string[] }
export interface Verbs { verbs: Verb[], prompts: Prompt[], most: { steps: number, depth: number, items: number, words: number } }

export interface FlowHead { name: string, version: number, in_force: number, at?: string, by?: string, lines: string[], removed?: boolean }
/** Version 0 is what the profile says */
export interface Flow { name: string, version: number, newest: number, in_force: number, published: boolean, steps: Step[], problems: FlowProblem[], lines: string[] }
export interface FlowVersion { version: number, digest: string, note: string, at: string, by?: string, of?: number, published?: string, published_by?: string }

export interface Told { what: 'say' | 'key' | 'quiet' | 'find' | 'service' | 'call-back' | 'recorded' | 'message-sent' | 'send' | 'transfer' | 'transferred' | 'queue' | 'wait' | 'hang-up', lang?: 'ru' | 'en', words?: string, slow?: boolean, office?: string }
export interface Walked { told: Told[], waits: 'key' | 'find' | 'queue' | 'over', path: string, quiet_s: number }
export interface World { lang: 'ru' | 'en', closed: boolean, again: boolean, known: boolean, waiting: number, mute: boolean, region: string, down: string[] }

const base = '/api/v1/settings'
const named = (name: string): string => `${base}/flows/${encodeURIComponent(name)}`

export const verbs = (): Promise<Verbs> => call('GET', `${base}/flow-verbs`)
export const flows = async (): Promise<FlowHead[]> => itemsOf<FlowHead>(await call('GET', `${base}/flows`))
export const flow = (name: string, version?: number): Promise<Flow> => call('GET', named(name) + (version === undefined ? '' : `?version=${version}`))
export const versions = async (name: string): Promise<FlowVersion[]> => itemsOf<FlowVersion>(await call('GET', `${named(name)}/versions`))
export const save = (name: string, base: number, steps: Step[], note: string): Promise<Flow> => call('PUT', named(name), { body: { base, steps, note: note || undefined } })
export const publish = (name: string, version: number): Promise<Flow> => call('POST', `${named(name)}/publish`, { body: { version } })
export const rollBack = (name: string, version: number, base: number): Promise<Flow> => call('POST', `${named(name)}/roll-back`, { body: { version, base } })
/** A flow that no line says; rolling back brings it again */
export const drop = (name: string, seen: number): Promise<void> => call('DELETE', `${named(name)}?base=${seen}`)
export const check = async (steps: Step[]): Promise<FlowProblem[]> => itemsOf<FlowProblem>(await call('POST', `${base}/flow-check`, { body: { steps } }))
export const walk = (steps: Step[], events: string[], world: World): Promise<Walked> => call('POST', `${base}/flow-walk`, { body: { steps, events, ...world, region: world.region || undefined } })
/** What a caller would hear: a WAV */
export const hear = (asked: Heard & { slow?: boolean }): Promise<Blob> =>
	call('POST', `${base}/hear`, { body: asked, blob: true })

/** A prompt of the catalogue, or own words, with the key of an item; part: of what is read out, its n-th stretch of words alone */
export interface Heard { lang: 'ru' | 'en', prompt?: string, words?: string, key?: string, part?: number }
/** may: false when something in it differs from call to call, so that it has no recording of its own */
export interface Recorded { recorded: boolean, may: boolean }
export const recording = (what: Heard): Promise<Recorded> => call('POST', `${base}/recordings/look`, { body: what })
export const record = (what: Heard, sound: string): Promise<Recorded> => call('POST', `${base}/recordings`, { body: { ...what, sound } })
export const unrecord = (what: Heard): Promise<Recorded> => call('POST', `${base}/recordings/remove`, { body: what })
