/* Which microphone and which loudspeaker: chosen once on this machine, and remembered. Empty: as the browser says */
const NAMES = { audioinput: 'microphone', audiooutput: 'speaker' } as const
export type Device = keyof typeof NAMES

export const chosen = (kind: Device): string => localStorage.getItem(NAMES[kind]) ?? ''
export const choose = (kind: Device, id: string): void => localStorage.setItem(NAMES[kind], id)
